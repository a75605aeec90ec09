"""Sample project "campus": a university that doesn't exist, with an education network of its own.

Heights come from storeys and trees stand only where somebody remembered them: the map is sketched.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import campus_map
from resources.templates.builders.kit import Draft, flow
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


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    campus_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例大学校园（虚构）", "Sample university campus (fictional)")),
        customer=draft.text(("示例大学（虚构）", "Sample University (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实学校。楼高按层数推算，树木未完整测绘，因此场地图完整度为“草图”。",
                "Fictional example of no real university. Heights follow from storeys and trees are not fully "
                "surveyed, so the map counts as sketched.",
            )
        ),
        settings=PlanSettings(resolution_m=4.0, margin_m=60.0, map_terminal="phone"),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SKETCHED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _campus_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    users = {"ul_mbps": 0.5, "dl_mbps": 5.0}
    flow(
        draft, "teaching", ("教学区校园用户", "Users in the teaching quarter"), "campus_user", "teaching", 120, **users
    )
    flow(draft, "dorm", ("宿舍区校园用户", "Users in the dormitories"), "campus_user", "dorm", 100, **users)
    flow(draft, "vr", ("VR 教学", "VR teaching"), "vr_teaching", "lab", 8, dl_mbps=40.0, data_stays_on_site=True)
    flow(
        draft,
        "camera",
        ("校园安防监控", "Campus security cameras"),
        "camera_hd",
        "outdoor",
        12,
        data_stays_on_site=True,
    )
    flow(
        draft,
        "sports",
        ("体育场活动直播", "Live video from the sports ground"),
        "camera_hd",
        "sports",
        2,
        terminal="cpe",
        ul_mbps=20.0,
        activity=0.5,
        phase=2,
    )
    flow(
        draft,
        "exam",
        ("标准化考场回传", "Examination room cameras"),
        "camera_hd",
        "teaching",
        12,
        terminal="cpe",
        ul_mbps=3.0,
        activity=0.5,
        priority=5,
        phase=2,
        data_stays_on_site=True,
    )


def _macros(net: NetworkDraft) -> None:
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n41",
        "frame": "DDDDDDDSUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 5.0,
        "mechanical_tilt_deg": 2.0,
        "dl_layers": 4,
        "ul_layers": 2,
        "background_load_dl": 0.35,
        "background_load_ul": 0.25,
        "scenario": RadioScenario.UMA,
    }
    add_site(
        net,
        ("公网宏站 图书馆", "Public macro, library"),
        (400.0, 352.0),
        (20.0, 140.0, 260.0),
        height_m=41.0,
        first_pci=61,
        **macro,
    )
    add_site(
        net,
        ("公网宏站 东门", "Public macro, east gate"),
        (794.0, 150.0),
        (250.0, 320.0),
        height_m=35.0,
        first_pci=65,
        **macro,
    )


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _macros(net)
    upf = add_upf(
        net, ("省级教育专网共享 UPF", "Provincial education UPF, shared"), place=UpfPlace.REGION, tenancy=Tenancy.SHARED
    )
    add_link(
        net, ("站点至省级 UPF 承载", "Transport to the provincial UPF"), upf, medium="otn", route_km=300.0, hops=10
    )
    add_slice(
        net,
        "campus",
        ("校园业务切片（QoS 优先）", "Campus slice (QoS priority)"),
        sd="000001",
        upf_id=upf,
        transport=TransportIsolation.VPN,
    )
    return Scheme(
        id="A",
        name=draft.text(
            ("教育专网共享（公网 2.6 GHz + 省级 UPF）", "Shared education network (public 2.6 GHz + provincial UPF)")
        ),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n41",)),
        slices=net.slices,
        assignments={
            "flow-teaching": grant("campus", 9),
            "flow-dorm": grant("campus", 9),
            "flow-vr": grant("campus", 7),
            "flow-camera": grant("campus", 4),
            "flow-sports": grant("campus", 71),
            "flow-exam": grant("campus", 4),
        },
        commercial=Commercial(
            mode="youxiang",
            add_ons=("dedicated_access",),
            term_months=36,
            quote_number="DEMO-2026-003",
            quote_date=QUOTE_DATE,
        ),
    )


def _campus_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    # 7:3 serves both: VR and users receive, cameras send.
    micro = {
        "kind": SiteKind.MICRO,
        "band": "n79",
        "frame": "DDDSUDDSUU",
        "tx_power_dbm": 46.0,
        "antenna": "micro_4t",
        "electrical_tilt_deg": 4.0,
        "scenario": RadioScenario.UMI,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    walk = ("中轴广场灯杆微站", "Central square micro")
    add_site(net, walk, (400.0, 240.0), (0.0, 180.0), height_m=12.0, first_pci=401, **micro)
    teaching = ("教学区灯杆微站", "Teaching quarter micro")
    add_site(net, teaching, (318.0, 184.0), (270.0,), height_m=12.0, first_pci=404, **micro)
    add_site(
        net, ("宿舍区灯杆微站", "Dormitory micro"), (604.0, 466.0), (90.0, 270.0), height_m=12.0, first_pci=407, **micro
    )
    add_site(
        net, ("体育场灯杆微站", "Sports ground micro"), (262.0, 500.0), (270.0,), height_m=20.0, first_pci=410, **micro
    )
    head = {
        **micro,
        "kind": SiteKind.INDOOR_HEAD,
        "tx_power_dbm": 27.0,
        "antenna": "indoor_omni",
        "electrical_tilt_deg": 0.0,
        "scenario": RadioScenario.INH,
        "height_m": 3.5,
    }
    add_site(net, ("虚拟现实实验楼皮站", "VR laboratory head"), (528.0, 218.0), (0.0,), first_pci=420, **head)
    rooms = ((262.0, 120.0), (215.0, 140.0), (262.0, 160.0), (262.0, 208.0), (215.0, 228.0), (262.0, 248.0))
    for index, room in enumerate(rooms, start=1):
        name = (f"教学楼皮站 {index}", f"Teaching building head {index}")
        add_site(net, name, room, (0.0,), first_pci=420 + index, **head)
    _macros(net)
    upf = add_upf(net, ("校园下沉 UPF", "Campus UPF"), position=(400.0, 340.0))
    add_link(net, ("校园光纤", "Campus fibre"), upf, route_km=1.2, hops=2, newly_built=True)
    add_mec(net, ("VR 教学边缘节点", "Edge node for VR teaching"), upf, 2)
    sunk = {"upf_id": upf, "core": CoreIsolation.SUNK}
    add_slice(
        net,
        "teaching",
        ("教学切片（预留）", "Teaching slice (reserved)"),
        sd="000001",
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=20, dl_min_pct=40, dl_max_pct=80),
        **sunk,
    )
    add_slice(
        net,
        "security",
        ("安防切片（预留）", "Security slice (reserved)"),
        sd="000002",
        ran=RanIsolation.RESERVED,
        rrm=RrmPolicy(ul_min_pct=40, ul_max_pct=80, dl_max_pct=40),
        **sunk,
    )
    add_slice(net, "campus", ("校园上网切片（QoS 优先）", "Campus access slice (QoS priority)"), sd="000003", **sunk)
    return Scheme(
        id="B",
        name=draft.text(
            ("校园专网（4.9 GHz 微站与皮站 + 下沉 UPF）", "Campus network (4.9 GHz micro cells and heads + campus UPF)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            mec_hosts=net.mec_hosts,
            links=net.links,
            core_mode=CoreMode.PUBLIC,
            band_priority=("n79", "n41"),
            band_threshold_dbm=-100.0,
        ),
        slices=net.slices,
        assignments={
            "flow-teaching": grant("campus", 9),
            "flow-dorm": grant("campus", 9),
            "flow-vr": grant("teaching", 80),
            "flow-camera": grant("security", 4),
            "flow-sports": grant("campus", 71),
            "flow-exam": grant("security", 4),
        },
        commercial=Commercial(
            mode="zhuanxiang",
            add_ons=("edge_node", "dedicated_access", "service_acceleration", "network_om"),
            term_months=36,
            quote_number="DEMO-2026-003",
            quote_date=QUOTE_DATE,
        ),
    )
