"""Sample project "mine": an open-pit coal mine that doesn't exist, its trucks after what is reported of a real one.

Reported: about 100 driverless trucks, 500 Mbit/s uplink, 20 ms. Here each truck sends 5 Mbit/s. The pit is smaller.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand, FlowDirection
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import mine_map
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

QUOTE_NUMBER = "DEMO-2026-004"


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    mine_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例露天煤矿（虚构）", "Sample open-pit mine (fictional)")),
        customer=draft.text(("示例矿业有限公司（虚构）", "Sample Mining Co., Ltd. (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实矿山。地面按平地处理，台阶坡面以墙体表示，场地图完整度为“草图”；正式规划须导入地形。",
                "Fictional example of no real mine. The ground is flat and bench faces are drawn as walls, so the map "
                "counts as sketched; a real plan needs the terrain.",
            )
        ),
        settings=PlanSettings(resolution_m=5.0, margin_m=60.0, map_height_m=mine_map.ROOF_M, map_terminal="vehicle"),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SKETCHED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _own_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    stays = {"data_stays_on_site": True}
    control, video = "mine_truck_control", "mine_truck_video"
    flow(draft, "pit-control", ("矿卡调度控制（采场）", "Truck control, pit"), control, "pit", 60, **stays)
    flow(draft, "haul-control", ("矿卡调度控制（运排）", "Truck control, haulage"), control, "haul", 40, **stays)
    flow(
        draft,
        "pit-video",
        ("矿卡视频（采场）", "Truck video, pit"),
        video,
        "pit",
        60,
        shares_terminals_with="flow-pit-control",
    )
    flow(
        draft,
        "haul-video",
        ("矿卡视频（运排）", "Truck video, haulage"),
        video,
        "haul",
        40,
        shares_terminals_with="flow-haul-control",
    )
    flow(draft, "shovel-video", ("电铲远控视频", "Shovel remote video"), "shovel_remote", "pit", 5, **stays)
    flow(
        draft, "shovel-control", ("电铲远控指令闭环", "Shovel remote commands"), "crane_remote_control", "pit", 5,
        latency_target_ms=30.0, direction=FlowDirection.ROUND_TRIP, **stays,
        shares_terminals_with="flow-shovel-video")  # fmt: skip
    flow(
        draft, "slope", ("边坡位移监测（RedCap）", "Slope displacement (RedCap)"), "process_sensor", "pit", 60,
        ul_mbps=0.1, dl_mbps=0.02, period_ms=500.0, latency_target_ms=500.0,
    )  # fmt: skip
    flow(draft, "camera", ("破碎与储装监控", "Crushing and loading cameras"), "camera_hd", "crusher", 24)
    flow(draft, "handheld", ("巡检手持终端", "Inspection hand-helds"), "handheld", "plant", 60, phase=2)


def _public_sites(net: NetworkDraft) -> None:
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n41",
        "frame": "DDDDDDDSUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 3.0,
        "mechanical_tilt_deg": 1.0,
        "scenario": RadioScenario.RMA,
        "dl_layers": 4,
        "ul_layers": 2,
        "background_load_dl": 0.2,
        "background_load_ul": 0.15,
    }
    centre = ("公网宏站 调度中心", "Public macro, dispatch centre")
    add_site(net, centre, (1650.0, 1376.0), (150.0, 225.0, 285.0), height_m=45.0, first_pci=501, **macro)
    south = ("公网宏站 南", "Public macro, south")
    add_site(net, south, (420.0, 70.0), (20.0, 80.0), height_m=45.0, first_pci=505, **macro)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _public_sites(net)
    upf = add_upf(net, ("地市共享 UPF", "City UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(net, ("站点至地市 UPF 承载", "Transport to the city UPF"), upf, route_km=86.0, hops=8)
    add_slice(
        net, "production", ("生产切片（预留）", "Production slice (reserved)"), sd="000001", upf_id=upf,
        ran=RanIsolation.RESERVED, transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=45, ul_max_pct=60, dl_min_pct=20, dl_max_pct=60),
    )  # fmt: skip
    add_slice(
        net, "office", ("通用业务切片", "General slice"), sd="000002", upf_id=upf,
        ran=RanIsolation.RESERVED, rrm=RrmPolicy(ul_min_pct=30, dl_min_pct=20),
    )  # fmt: skip
    return Scheme(
        id="A",
        name=draft.text(
            ("公网增强（2.6 GHz 预留资源 + 地市 UPF）", "Public network, enhanced (2.6 GHz reserved + city UPF)")
        ),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n41",)),
        slices=net.slices,
        assignments={
            "flow-pit-control": grant("production", 84),
            "flow-haul-control": grant("production", 84),
            "flow-pit-video": grant("production", 4),
            "flow-haul-video": grant("production", 4),
            "flow-shovel-video": grant("production", 2),
            "flow-shovel-control": grant("production", 84),
            "flow-slope": grant("office", 70, sr_period_slots=40),
            "flow-camera": grant("production", 4),
            "flow-handheld": grant("office", 9),
        },
        commercial=Commercial(
            mode="youxiang", add_ons=("dedicated_access",), quote_number=QUOTE_NUMBER, quote_date=QUOTE_DATE
        ),
    )


def _own_sites(net: NetworkDraft) -> None:
    """Macro masts on the rim look down into the pit; the coal plant gets an explosion-proof station."""
    mast = {
        "band": "n79",
        "frame": "DSUUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 4.0,
        "mechanical_tilt_deg": 2.0,
        "height_m": 45.0,
        "scenario": RadioScenario.RMA,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    rim = (
        (("西北帮宏站", "North-west rim macro"), (214.0, 1140.0), (60.0, 135.0)),
        (("北帮宏站", "North rim macro"), (840.0, 1310.0), (135.0, 225.0)),
        (("西南帮宏站", "South-west rim macro"), (226.0, 290.0), (45.0, 110.0)),
        (("南帮宏站", "South rim macro"), (960.0, 160.0), (315.0, 30.0)),
        (("东帮宏站", "East rim macro"), (1452.0, 660.0), (20.0, 135.0, 265.0)),
        (("排土场宏站", "Dump macro"), (1630.0, 160.0), (25.0, 300.0)),
    )
    for index, (name, position, azimuths) in enumerate(rim):
        add_site(net, name, position, azimuths, first_pci=511 + 3 * index, **mast)
    proof = {
        **mast,
        "kind": SiteKind.EXPLOSION_PROOF,
        "tx_power_dbm": 43.0,
        "antenna": "panel_8t",
        "height_m": 26.0,
        "electrical_tilt_deg": 3.0,
        "scenario": RadioScenario.UMA,
    }
    crusher = ("破碎站防爆基站", "Crusher station, explosion-proof")
    add_site(net, crusher, (1560.0, 1050.0), (70.0, 190.0, 320.0), first_pci=532, **proof)
    loading = ("装车站防爆基站", "Loading station, explosion-proof")
    add_site(net, loading, (1870.0, 1120.0), (240.0, 330.0), first_pci=535, **proof)
    centre = ("工业广场宏站", "Plant macro")
    add_site(net, centre, (1456.0, 1400.0), (100.0, 190.0), first_pci=538, **{**mast, "height_m": 35.0})


def _own_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _own_sites(net)
    _public_sites(net)
    upf = add_upf(
        net, ("矿区下沉 UPF（1+1）", "Mine UPF (1+1)"), redundancy=Redundancy.ONE_PLUS_ONE,
        position=(1574.0, 1376.0), second_position=(1840.0, 1342.0),
    )  # fmt: skip
    add_link(net, ("矿区光纤环网", "Mine fibre ring"), upf, route_km=9.5, hops=4, rate_mbps=25000.0, newly_built=True)
    add_mec(net, ("无人驾驶边缘节点", "Edge node for driverless trucks"), upf, 3)
    sunk = {"upf_id": upf, "core": CoreIsolation.SUNK}
    add_slice(
        net, "control", ("控制切片（URLLC）", "Control slice (URLLC)"), sst=2, sd="000001",
        ran=RanIsolation.RESERVED, transport=TransportIsolation.HARD_PIPE,
        rrm=RrmPolicy(ul_min_pct=15, dl_min_pct=15), bands=("n79",), **sunk,
    )  # fmt: skip
    add_slice(
        net, "video", ("生产视频切片（预留）", "Production video slice (reserved)"), sd="000002",
        ran=RanIsolation.RESERVED, transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=65, ul_max_pct=85, dl_min_pct=10, dl_max_pct=70), bands=("n79",), **sunk,
    )  # fmt: skip
    add_slice(net, "office", ("通用业务切片", "General slice"), sd="000003", **sunk)
    return Scheme(
        id="B",
        name=draft.text(("矿山专网（4.9 GHz DSUUU + 防爆站 + UPF 1+1）", "Mine network (4.9 GHz DSUUU + UPF 1+1)")),
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
            "flow-pit-control": configured("control", 84),
            "flow-haul-control": configured("control", 84),
            "flow-pit-video": grant("video", 4, sr_period_slots=5),
            "flow-haul-video": grant("video", 4, sr_period_slots=5),
            "flow-shovel-video": configured("video", 67),
            "flow-shovel-control": configured("control", 86),
            "flow-slope": grant("office", 70, sr_period_slots=40),
            "flow-camera": grant("video", 4),
            "flow-handheld": grant("office", 9),
        },
        commercial=Commercial(
            mode="zunxiang",
            add_ons=("edge_node", "dedicated_access", "super_uplink", "network_design", "network_om"),
            quote_number=QUOTE_NUMBER,
            quote_date=QUOTE_DATE,
        ),
    )
