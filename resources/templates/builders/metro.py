"""Sample project "metro": an elevated metro section that doesn't exist, with a station and a depot.

Built as reported of a real line: own mode, 4.9 GHz micro sites back to back along the line, user plane sunk with the
shared control plane, two UPFs 1+1 in rooms at different places, an SPN ring. Reported at the track: 101 Mbit/s up and
1067 Mbit/s down. Train control (CBTC) is not carried.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import metro_map
from resources.templates.builders.kit import Draft, flow, number
from resources.templates.builders.network_kit import (
    NetworkDraft,
    add_link,
    add_mec,
    add_site,
    add_slice,
    add_upf,
    grant,
)
from resources.templates.builders.port_schemes import QUOTE_DATE

QUOTE_NUMBER = "DEMO-2026-007"

#: Heads of the concourse, evenly about its middle: each serves half the terminals.
HALL_X = (1480.0, 1540.0)


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    metro_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例地铁高架区间（虚构）", "Sample metro section (fictional)")),
        customer=draft.text(("示例轨道交通公司（虚构）", "Sample Metro Company (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实线路。仅承载运营与乘客类业务，不承载列车控制（CBTC）；车体穿透与高速移动影响须另行测试。",
                "Fictional example of no real line. It carries operation and passenger services, not train control; "
                "car body losses and speed need tests of their own.",
            )
        ),
        settings=PlanSettings(
            resolution_m=4.0, margin_m=60.0, map_height_m=metro_map.TRAIN_ROOF_M, map_terminal="vehicle"
        ),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SURVEYED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _own_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    stays = {"data_stays_on_site": True}
    flow(draft, "train-cctv", ("列车视频回传", "On-board cameras"), "train_cctv", "track", 4, **stays)
    flow(
        draft,
        "pis",
        ("乘客信息系统下发", "Passenger information"),
        "train_pis",
        "track",
        4,
        shares_terminals_with="flow-train-cctv",
    )
    flow(
        draft, "train-status", ("列车状态监测", "Train condition monitoring"), "process_sensor", "track", 8,
        terminal="vehicle", ul_mbps=2.0, dl_mbps=0.2, latency_target_ms=200.0,
    )  # fmt: skip
    flow(draft, "group-call", ("高清视频集群对讲", "HD group video calls"), "group_video_call", "station", 30)
    flow(draft, "camera", ("站厅与站台监控", "Station cameras"), "camera_hd", "station", 6, **stays)
    flow(draft, "passenger", ("站务移动作业", "Station staff hand-helds"), "handheld", "station", 40)
    flow(
        draft, "dump", ("列检库车载数据转储", "Train data transfer in the shed"), "train_cctv", "shed", 2,
        ul_mbps=40.0, latency_target_ms=1000.0, priority=6, **stays,
    )  # fmt: skip
    flow(draft, "robot", ("列检机器人", "Inspection robots"), "patrol_robot", "shed", 2, phase=2)
    flow(draft, "depot", ("车辆段周界监控", "Depot perimeter cameras"), "camera_hd", "depot", 10)


def _macros(net: NetworkDraft) -> None:
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n41",
        "frame": "DDDDDDDSUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 5.0,
        "mechanical_tilt_deg": 2.0,
        "scenario": RadioScenario.UMA,
        "dl_layers": 4,
        "ul_layers": 2,
        "background_load_dl": 0.45,
        "background_load_ul": 0.35,
    }
    places = (
        (("公网宏站 滨江", "Public macro, riverside"), (330.0, 380.0), 35.0, (110.0, 230.0)),
        (("公网宏站 公交场", "Public macro, bus depot"), (1180.0, 90.0), 35.0, (60.0, 300.0)),
        (("公网宏站 科技园", "Public macro, technology park"), (1916.0, 350.0), 42.0, (120.0, 240.0)),
        (("公网宏站 体育馆", "Public macro, sports hall"), (2650.0, 380.0), 35.0, (120.0, 240.0)),
    )
    for index, (name, position, height_m, azimuths) in enumerate(places):
        add_site(net, name, position, azimuths, height_m=height_m, first_pci=641 + 3 * index, **macro)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _macros(net)
    upf = add_upf(net, ("地市共享 UPF", "City UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(net, ("站点至地市 UPF 承载", "Transport to the city UPF"), upf, route_km=32.0, hops=6)
    add_slice(
        net, "operation", ("运营切片（预留）", "Operation slice (reserved)"), sd="000001", upf_id=upf,
        ran=RanIsolation.RESERVED, transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=35, ul_max_pct=50, dl_min_pct=15, dl_max_pct=50),
    )  # fmt: skip
    add_slice(
        net, "staff", ("站务切片（最低保障）", "Staff slice (guaranteed minimum)"), sd="000002", upf_id=upf,
        ran=RanIsolation.RESERVED, rrm=RrmPolicy(ul_min_pct=25, dl_min_pct=25),
    )  # fmt: skip
    return Scheme(
        id="A",
        name=draft.text(("公网优享（2.6 GHz 预留资源 + 地市 UPF）", "Public network (2.6 GHz reserved + city UPF)")),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n41",)),
        slices=net.slices,
        assignments={
            "flow-train-cctv": grant("operation", 4),
            "flow-pis": grant("staff", 6),
            "flow-train-status": grant("staff", 70),
            "flow-group-call": grant("operation", 2),
            "flow-camera": grant("operation", 4),
            "flow-passenger": grant("staff", 9),
            "flow-dump": grant("operation", 9),
            "flow-robot": grant("operation", 4),
            "flow-depot": grant("operation", 4),
        },
        commercial=Commercial(
            mode="youxiang", add_ons=("dedicated_access",), quote_number=QUOTE_NUMBER, quote_date=QUOTE_DATE
        ),
    )


def _line_sites(net: NetworkDraft) -> None:
    """Micro sites on line-side masts, two cells back to back; the frame (assumed) gives about the reported rates."""
    micro = {
        "kind": SiteKind.MICRO,
        "band": "n79",
        "frame": "DDDSUDDSUU",
        "tx_power_dbm": 46.0,
        "antenna": "panel_8t",
        "electrical_tilt_deg": 1.0,
        "height_m": metro_map.DECK_M + 8.0,
        "scenario": RadioScenario.UMI,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    for index, position in enumerate(metro_map.masts(8)):
        name = number(("轨旁微站", "Line-side micro"), index + 1)
        add_site(net, name, position, (80.0, 260.0), first_pci=661 + 3 * index, **micro)
    yard = {**micro, "tx_power_dbm": 43.0, "antenna": "micro_4t", "height_m": 14.0,
            "electrical_tilt_deg": 4.0}  # fmt: skip
    for index, x in enumerate((2220.0, 2490.0, 2720.0)):
        name = number(("车辆段微站", "Depot micro"), index + 1)
        add_site(net, name, (x, 160.0), (100.0, 260.0), first_pci=701 + 3 * index, **yard)
    head = {**yard, "kind": SiteKind.INDOOR_HEAD, "tx_power_dbm": 27.0, "antenna": "micro_4t", "height_m": 9.0,
            "electrical_tilt_deg": 3.0, "scenario": RadioScenario.INF_SH}  # fmt: skip
    # Omni heads in one hall disturb each other's uplink: panels back to back in the long shed.
    add_site(net, ("列检库皮站", "Stabling head"), (2355.0, 72.0), (90.0, 270.0), first_pci=721, **head)
    hall = {**head, "tx_power_dbm": 30.0, "antenna": "indoor_omni", "electrical_tilt_deg": 0.0, "height_m": 4.5,
            "scenario": RadioScenario.INH}  # fmt: skip
    for index, x in enumerate(HALL_X):
        name = number(("站厅皮站", "Concourse head"), index + 1)
        add_site(net, name, (x, 265.0), (0.0,), first_pci=731 + index, **hall)


def _own_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _line_sites(net)
    upf = add_upf(
        net, ("专用 UPF（1+1 异地）", "Dedicated UPF (1+1, two places)"), redundancy=Redundancy.ONE_PLUS_ONE,
        position=(2775.0, 58.0), second_position=(1572.0, 278.0),
    )  # fmt: skip
    add_link(net, ("新建 SPN 环网", "New SPN ring"), upf, route_km=7.6, hops=5, rate_mbps=50000.0, newly_built=True)
    add_mec(net, ("控制中心边缘节点", "Edge node, control centre"), upf, 2)
    sunk = {"upf_id": upf, "core": CoreIsolation.SUNK}
    add_slice(
        net, "operation", ("运营切片（预留）", "Operation slice (reserved)"), sd="000001", ran=RanIsolation.RESERVED,
        transport=TransportIsolation.HARD_PIPE, rrm=RrmPolicy(ul_min_pct=35, dl_min_pct=30), bands=("n79",), **sunk,
    )  # fmt: skip
    add_slice(
        net, "video", ("视频切片（预留）", "Video slice (reserved)"), sd="000002", ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN, rrm=RrmPolicy(ul_min_pct=50, ul_max_pct=95, dl_min_pct=10),
        bands=("n79",), **sunk,
    )  # fmt: skip
    add_slice(net, "staff", ("站务切片", "Staff slice"), sd="000003", bands=("n79",), **sunk)
    return Scheme(
        id="B",
        name=draft.text(
            ("地铁尊享专网（4.9 GHz 背靠背微站 + 异地双 UPF）", "Own metro network (4.9 GHz micros + two UPFs)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            mec_hosts=net.mec_hosts,
            links=net.links,
            core_mode=CoreMode.PUBLIC,
            band_priority=("n79",),
        ),
        slices=net.slices,
        assignments={
            "flow-train-cctv": grant("operation", 4),
            "flow-pis": grant("operation", 6),
            "flow-train-status": grant("operation", 70),
            "flow-group-call": grant("operation", 2),
            "flow-camera": grant("video", 4),
            "flow-passenger": grant("staff", 9),
            "flow-dump": grant("video", 9),
            "flow-robot": grant("video", 4),
            "flow-depot": grant("video", 4),
        },
        commercial=Commercial(
            mode="zunxiang",
            add_ons=("edge_node", "dedicated_access", "service_acceleration", "network_design", "network_om"),
            quote_number=QUOTE_NUMBER,
            quote_date=QUOTE_DATE,
        ),
    )
