"""Sample project "substation": a 220 kV substation that doesn't exist, with a switching station at a feeder's far end.

Production (protection, control) and management (video, robots, office) never share a slice nor a UPF.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import substation_map
from resources.templates.builders.kit import Draft, flow
from resources.templates.builders.network_kit import (
    NetworkDraft,
    add_link,
    add_mec,
    add_site,
    add_slice,
    add_upf,
    configured,
    grant,
)
from resources.templates.builders.port_schemes import QUOTE_DATE

QUOTE_NUMBER = "DEMO-2026-006"


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    substation_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例 220 kV 变电站（虚构）", "Sample 220 kV substation (fictional)")),
        customer=draft.text(("示例供电公司（虚构）", "Sample Power Supply Company (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实变电站。生产控制与管理信息业务分属不同切片与 UPF；"
                "5G 承载保护业务须经电网安全评审。",
                "Fictional example of no real substation. Production and management ride on different slices and UPFs; "
                "protection over 5G needs the utility's own safety review.",
            )
        ),
        settings=PlanSettings(resolution_m=4.0, margin_m=40.0, map_terminal="gateway"),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SURVEYED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _power_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    stays = {"data_stays_on_site": True}
    flow(
        draft, "differential", ("线路差动保护（站内侧）", "Line differential protection, station end"),
        "line_differential", "relay", 4, **stays,
    )  # fmt: skip
    flow(
        draft, "differential-far", ("线路差动保护（对侧）", "Line differential protection, far end"),
        "line_differential", "feeder", 4, **stays,
    )  # fmt: skip
    flow(draft, "load-control", ("毫秒级精准负荷控制", "Millisecond load control"), "load_control", "feeder", 20)
    flow(
        draft, "telecontrol", ("配电自动化三遥", "Distribution telecontrol"), "process_sensor", "feeder", 16,
        terminal="gateway", ul_mbps=0.1, dl_mbps=0.1, reliability=0.99999, priority=2,
    )  # fmt: skip
    flow(draft, "robot", ("巡检机器人", "Patrol robots"), "patrol_robot", "hv", 4)
    flow(draft, "camera", ("一次设备视频监控", "Equipment cameras"), "camera_hd", "hv", 20)
    flow(draft, "thermal", ("红外与局放在线监测", "Thermal and discharge monitoring"), "camera_hd", "transformer", 10)
    flow(
        draft, "sensor", ("环境与状态传感（RedCap）", "Environment sensors (RedCap)"), "process_sensor", "transformer",
        150, ul_mbps=0.05, dl_mbps=0.01, period_ms=1000.0, latency_target_ms=500.0, priority=7,
    )  # fmt: skip
    flow(draft, "handheld", ("移动作业终端", "Work-order hand-helds"), "handheld", "control", 20, phase=2)


def _macros(net: NetworkDraft) -> None:
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n41",
        "frame": "DDDDDDDSUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 5.0,
        "mechanical_tilt_deg": 2.0,
        "height_m": 38.0,
        "scenario": RadioScenario.UMA,
        "dl_layers": 4,
        "ul_layers": 2,
        "background_load_dl": 0.35,
        "background_load_ul": 0.25,
    }
    east = ("公网宏站 东侧道路", "Public macro, east road")
    add_site(net, east, (360.0, 60.0), (300.0, 35.0), first_pci=601, **macro)
    west = ("公网宏站 西北", "Public macro, north-west")
    add_site(net, west, (-20.0, 232.0), (125.0,), first_pci=604, **macro)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _macros(net)
    upf = add_upf(net, ("地市电力共享 UPF", "City power UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(net, ("站点至地市 UPF 承载", "Transport to the city UPF"), upf, route_km=42.0, hops=6)
    add_slice(
        net, "production", ("生产控制切片（预留）", "Production control slice (reserved)"), sst=2, sd="000001",
        upf_id=upf, ran=RanIsolation.RESERVED, transport=TransportIsolation.HARD_PIPE,
        rrm=RrmPolicy(ul_min_pct=15, ul_max_pct=60, dl_min_pct=10, dl_max_pct=60),
    )  # fmt: skip
    add_slice(
        net, "management", ("管理信息切片", "Management slice"), sd="000002", upf_id=upf,
        transport=TransportIsolation.VPN,
    )  # fmt: skip
    return Scheme(
        id="A",
        name=draft.text(
            ("公网切片（2.6 GHz 预留资源 + 地市 UPF）", "Public network slices (2.6 GHz reserved + city UPF)")
        ),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n41",)),
        slices=net.slices,
        assignments={
            "flow-differential": grant("production", 84),
            "flow-differential-far": grant("production", 84),
            "flow-load-control": grant("production", 84),
            "flow-telecontrol": grant("production", 3),
            "flow-robot": grant("management", 4),
            "flow-camera": grant("management", 4),
            "flow-thermal": grant("management", 4),
            "flow-sensor": grant("management", 70, sr_period_slots=40),
            "flow-handheld": grant("management", 9),
        },
        commercial=Commercial(
            mode="youxiang", add_ons=("dedicated_access",), quote_number=QUOTE_NUMBER, quote_date=QUOTE_DATE
        ),
    )


def _yard_sites(net: NetworkDraft) -> None:
    micro = {
        "kind": SiteKind.MICRO,
        "band": "n79",
        "frame": "DSUUU",
        "tx_power_dbm": 43.0,
        "antenna": "micro_4t",
        "electrical_tilt_deg": 5.0,
        "height_m": 18.0,
        "scenario": RadioScenario.UMI,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    # Cells that face each other across a small yard raise each other's noise: one mast in the middle, back to back.
    # It stands well above the halls of 12 m, so it is a macro cell to the propagation model, not a street cell.
    middle = {
        **micro,
        "antenna": "panel_8t",
        "height_m": 25.0,
        "electrical_tilt_deg": 14.0,
        "scenario": RadioScenario.UMA,
    }
    yard = ("站区中央灯杆站", "Yard mast")
    add_site(net, yard, (150.0, 134.0), (0.0, 120.0, 240.0), first_pci=611, **middle)
    relay = ("保护区微站", "Relay yard micro")
    low = {**micro, "tx_power_dbm": 37.0, "height_m": 9.0, "electrical_tilt_deg": 8.0}
    add_site(net, relay, (262.0, 100.0), (250.0,), first_pci=615, **low)
    feeder = ("开闭所微站", "Switching station micro")
    add_site(net, feeder, (442.0, 130.0), (265.0,), first_pci=617, **micro)
    head = {
        **micro,
        "kind": SiteKind.INDOOR_HEAD,
        "tx_power_dbm": 27.0,
        "antenna": "indoor_omni",
        "electrical_tilt_deg": 0.0,
        "height_m": 3.6,
        "scenario": RadioScenario.INH,
    }
    add_site(net, ("主控楼皮站", "Control building head"), (232.0, 46.0), (0.0,), first_pci=619, **head)


def _power_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _yard_sites(net)
    _macros(net)
    station = add_upf(
        net, ("站内生产 UPF（1+1）", "Station UPF, production (1+1)"), redundancy=Redundancy.ONE_PLUS_ONE,
        position=(234.0, 88.0), second_position=(419.0, 109.0),
    )  # fmt: skip
    office = add_upf(net, ("站内管理 UPF", "Station UPF, management"), position=(252.0, 40.0))
    add_link(net, ("站内光纤（生产）", "Station fibre, production"), station, route_km=0.6, hops=1, newly_built=True)
    add_link(net, ("站内光纤（管理）", "Station fibre, management"), office, route_km=0.6, hops=1, newly_built=True)
    add_mec(net, ("巡检边缘节点", "Edge node for patrols"), office, 1)
    add_slice(
        net, "production", ("生产控制切片（独享载波）", "Production control slice (own carrier)"), sst=2, sd="000001",
        upf_id=station, ran=RanIsolation.CARRIER, transport=TransportIsolation.HARD_PIPE, core=CoreIsolation.SUNK,
        rrm=RrmPolicy(ul_min_pct=20, dl_min_pct=40), bands=("n79",),
    )  # fmt: skip
    add_slice(
        net, "management", ("管理信息切片（预留）", "Management slice (reserved)"), sd="000002", upf_id=office,
        ran=RanIsolation.RESERVED, transport=TransportIsolation.VPN, core=CoreIsolation.SUNK,
        rrm=RrmPolicy(ul_min_pct=75, ul_max_pct=90, dl_min_pct=20, dl_max_pct=60), bands=("n79",),
    )  # fmt: skip
    return Scheme(
        id="B",
        name=draft.text(
            ("电力专网（4.9 GHz DSUUU + 生产、管理双 UPF）", "Power network (4.9 GHz DSUUU + two separate UPFs)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            mec_hosts=net.mec_hosts,
            links=net.links,
            core_mode=CoreMode.LIGHT,
            band_priority=("n79", "n41"),
            band_threshold_dbm=-105.0,
        ),
        slices=net.slices,
        assignments={
            "flow-differential": configured("production", 85),
            "flow-differential-far": configured("production", 85),
            "flow-load-control": configured("production", 85),
            "flow-telecontrol": configured("production", 84),
            "flow-robot": grant("management", 4),
            "flow-camera": grant("management", 4),
            "flow-thermal": grant("management", 4),
            "flow-sensor": grant("management", 70, sr_period_slots=40),
            "flow-handheld": grant("management", 9),
        },
        commercial=Commercial(
            mode="zunxiang",
            add_ons=("edge_node", "dedicated_access", "service_acceleration", "network_design", "network_om"),
            quote_number=QUOTE_NUMBER,
            quote_date=QUOTE_DATE,
        ),
    )
