"""Sample project "park": a business park that doesn't exist, many tenants on one shared UPF, mostly broadband.

Offered in the manner of a 3.5 GHz operator: tenants pick what they need from a shared network. The price structure is
the shipped one.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import park_map
from resources.templates.builders.kit import Draft, Text, flow, number
from resources.templates.builders.network_kit import (
    INDOOR_CARRIER_MHZ,
    NetworkDraft,
    add_link,
    add_mec,
    add_site,
    add_slice,
    add_upf,
    configured,
    grant,
)
from resources.templates.builders.park_map import STOREY_M
from resources.templates.builders.port_schemes import QUOTE_DATE

QUOTE_NUMBER = "DEMO-2026-008"

#: Heads by storey: name, height above ground, positions, scenario.
_HEADS: tuple[tuple[Text, float, tuple[tuple[float, float], ...], RadioScenario], ...] = (
    (("总部四层皮站", "Headquarters head"), 3 * STOREY_M + 3.0, ((414, 319), (446, 319)),
     RadioScenario.INH),
    (("A1 四层皮站", "Office A1 head"), 3 * STOREY_M + 3.0, ((142, 303), (178, 303)), RadioScenario.INH),
    (("展示中心皮站", "Exhibition head"), 5.0, ((430, 206),), RadioScenario.INH),
)  # fmt: skip


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    park_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例产业园区（虚构）", "Sample business park (fictional)")),
        customer=draft.text(("示例园区运营公司（虚构）", "Sample Park Operator (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实园区。报价结构沿用内置示例价目库；室内区域以一个楼层代表同类楼层，树木未完整测绘。",
                "Fictional example of no real park. The quote uses the shipped sample price book; one storey stands "
                "for those like it, and trees are not fully surveyed.",
            )
        ),
        settings=PlanSettings(resolution_m=4.0, margin_m=60.0, map_terminal="phone"),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SKETCHED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _park_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    flow(draft, "desktop", ("总部云桌面", "Cloud desktops, headquarters"), "cloud_desktop", "tower", 60, dl_mbps=5.0)
    flow(draft, "conference", ("移动视频会议", "Mobile video conferences"), "video_conference", "tower", 24)
    flow(draft, "office", ("租户移动办公", "Tenants' mobile office"), "campus_user", "office", 150, dl_mbps=8.0)
    flow(draft, "vr", ("展厅 VR 演示", "VR in the exhibition"), "vr_teaching", "expo", 6, dl_mbps=40.0)
    flow(
        draft, "visitor", ("访客与商业街上网", "Visitors and shoppers"), "campus_user", "parking", 100,
        ul_mbps=0.5, dl_mbps=5.0,
    )  # fmt: skip
    flow(draft, "vision", ("中试产线视觉检测", "Vision on the pilot line"), "machine_vision", "pilot", 3, ul_mbps=40.0)
    flow(draft, "camera", ("园区安防监控", "Park cameras"), "camera_hd", "roads", 20)
    flow(
        draft, "delivery", ("无人配送与巡逻车", "Delivery and patrol vehicles"), "patrol_robot", "roads", 6,
        activity=0.5, phase=2,
    )  # fmt: skip
    flow(
        draft, "sensor", ("能耗与停车感知（RedCap）", "Energy and parking sensors (RedCap)"), "process_sensor",
        "parking", 200, ul_mbps=0.02, dl_mbps=0.01, period_ms=1000.0, latency_target_ms=1000.0,
        latency_percentile=0.99, priority=8,
    )  # fmt: skip


def _macros(net: NetworkDraft) -> None:
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n78",
        "frame": "DDDSUDDSUU",
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
    west = ("公网宏站 西", "Public macro, west")
    add_site(net, west, (50.0, 250.0), (40.0, 130.0), height_m=35.0, first_pci=741, **macro)
    east = ("公网宏站 东", "Public macro, east")
    add_site(net, east, (870.0, 430.0), (215.0, 300.0), height_m=35.0, first_pci=744, **macro)
    middle = ("公网宏站 酒店", "Public macro, hotel")
    add_site(net, middle, (392.0, 506.0), (90.0, 180.0), height_m=66.0, first_pci=747, **macro)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _macros(net)
    upf = add_upf(net, ("地市共享 UPF", "City UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(net, ("站点至地市 UPF 承载", "Transport to the city UPF"), upf, route_km=28.0, hops=5)
    add_slice(
        net, "tenant", ("企业租户切片（QoS 优先）", "Tenant slice (QoS priority)"), sd="000001", upf_id=upf,
        transport=TransportIsolation.VPN,
    )  # fmt: skip
    add_slice(
        net, "public", ("园区公共切片（最低保障）", "Common slice (guaranteed minimum)"), sd="000002", upf_id=upf,
        ran=RanIsolation.RESERVED, rrm=RrmPolicy(ul_min_pct=20, dl_min_pct=20),
    )  # fmt: skip
    return Scheme(
        id="A",
        name=draft.text(("公网共享（3.5 GHz 宏站 + 地市 UPF）", "Shared public network (3.5 GHz macro + city UPF)")),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n78",)),
        slices=net.slices,
        assignments={
            "flow-desktop": grant("tenant", 7),
            "flow-conference": grant("tenant", 7),
            "flow-office": grant("tenant", 9),
            "flow-vr": grant("tenant", 80),
            "flow-visitor": grant("public", 9),
            "flow-vision": grant("tenant", 4),
            "flow-camera": grant("tenant", 4),
            "flow-delivery": grant("tenant", 4),
            "flow-sensor": grant("public", 70, sr_period_slots=40),
        },
        commercial=Commercial(
            mode="youxiang", add_ons=("dedicated_access",), quote_number=QUOTE_NUMBER, quote_date=QUOTE_DATE
        ),
    )


def _park_sites(net: NetworkDraft) -> None:
    head = {
        "kind": SiteKind.INDOOR_HEAD,
        "band": "n78",
        "frame": "DDDSUDDSUU",
        "tx_power_dbm": 30.0,
        "antenna": "indoor_omni",
        "electrical_tilt_deg": 0.0,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    pci = 751
    for name, height_m, positions, scenario in _HEADS:
        for index, position in enumerate(positions, start=1):
            add_site(
                net, number(name, index), position, (0.0,), height_m=height_m, first_pci=pci, scenario=scenario, **head
            )
            pci += 1
    # The pilot line sends pictures: in its metal hall 3.3 GHz, for indoor use, can have an uplink-heavy frame.
    pilot = {**head, "carrier_mhz": INDOOR_CARRIER_MHZ, "frame": "DSUUU", "height_m": 9.0}
    hall = ("中试厂房皮站", "Pilot hall head")
    add_site(net, hall, (650.0, 518.0), (0.0,), first_pci=pci, scenario=RadioScenario.INF_SH, **pilot)
    micro = {
        **head,
        "kind": SiteKind.MICRO,
        "tx_power_dbm": 43.0,
        "antenna": "micro_4t",
        "electrical_tilt_deg": 8.0,
        "height_m": 12.0,
        "scenario": RadioScenario.UMI,
    }
    places = (
        (("主路西微站", "Main road micro, west"), (224.0, 292.0), (90.0, 270.0)),
        (("主路东微站", "Main road micro, east"), (668.0, 292.0), (90.0, 270.0)),
        (("总部广场微站", "Square micro"), (474.0, 434.0), (160.0, 280.0)),
        (("停车场微站", "Parking micro"), (394.0, 132.0), (250.0,)),
    )
    for index, (name, position, azimuths) in enumerate(places):
        add_site(net, name, position, azimuths, first_pci=771 + 3 * index, **micro)


def _park_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _park_sites(net)
    _macros(net)
    upf = add_upf(net, ("园区共享 UPF", "Park UPF, shared"), tenancy=Tenancy.SHARED, position=(806.0, 634.0))
    add_link(net, ("园区光纤", "Park fibre"), upf, route_km=1.8, hops=2, newly_built=True)
    add_mec(net, ("园区边缘云节点", "Park edge cloud"), upf, 2)
    sunk = {"upf_id": upf, "core": CoreIsolation.SUNK}
    add_slice(
        net, "tenant", ("企业租户切片（预留）", "Tenant slice (reserved)"), sd="000001", ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN, rrm=RrmPolicy(ul_min_pct=35, dl_min_pct=40), **sunk,
    )  # fmt: skip
    add_slice(
        net, "operation", ("园区运营切片（预留）", "Park operation slice (reserved)"), sd="000002",
        ran=RanIsolation.RESERVED, rrm=RrmPolicy(ul_min_pct=45, ul_max_pct=90), **sunk,
    )  # fmt: skip
    add_slice(net, "public", ("园区公共切片", "Common slice"), sd="000003", **sunk)
    return Scheme(
        id="B",
        name=draft.text(
            ("园区共享专网（室内皮站 + 微站 + 园区共享 UPF）", "Shared park network (heads, micros, shared park UPF)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            mec_hosts=net.mec_hosts,
            links=net.links,
            core_mode=CoreMode.PUBLIC,
            band_priority=("n78",),
        ),
        slices=net.slices,
        assignments={
            "flow-desktop": grant("tenant", 7),
            "flow-conference": grant("tenant", 7),
            "flow-office": grant("tenant", 9),
            "flow-vr": grant("tenant", 80),
            "flow-visitor": grant("public", 9),
            "flow-vision": configured("tenant", 4),
            "flow-camera": grant("operation", 4),
            "flow-delivery": grant("operation", 4),
            "flow-sensor": grant("public", 70, sr_period_slots=40),
        },
        commercial=Commercial(
            mode="zhuanxiang",
            add_ons=("edge_node", "dedicated_access", "service_acceleration", "network_om"),
            quote_number=QUOTE_NUMBER,
            quote_date=QUOTE_DATE,
        ),
    )
