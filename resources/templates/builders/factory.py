"""Sample project "factory": a machining and assembly hall that doesn't exist, on an operator with 3.5 GHz.

The hall is sheet metal: little of the macro network outside comes in, which is the point of scheme B.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import factory_map
from resources.templates.builders.kit import Draft, flow
from resources.templates.builders.network_kit import (
    INDOOR_CARRIER_MHZ,
    NetworkDraft,
    add_combined,
    add_link,
    add_mec,
    add_site,
    add_slice,
    add_upf,
    configured,
    grant,
)
from resources.templates.builders.port_schemes import QUOTE_DATE

#: Heads under the hall's ceiling; the west half is machining, the east half assembly and stores.
HALL_HEADS = tuple((x, y) for y in (92.0, 152.0) for x in (122.0, 182.0, 242.0))
#: The public network's carrier, 3500-3600 MHz: a whole carrier's width away from the indoor one.
PUBLIC_CARRIER_MHZ = 3550.0


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    factory_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例装备制造厂房（虚构）", "Sample factory hall (fictional)")),
        customer=draft.text(("示例装备制造有限公司（虚构）", "Sample Machinery Co., Ltd. (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实工厂。方案 B 的室内 DSUUU 小区使用 3.3 GHz 室内频段（3300–3400 MHz），"
                "与室外公网异频；室外微站与公网同频、同帧结构。",
                "Fictional example of no real factory. The indoor DSUUU cells of scheme B are in the 3.3 GHz band for "
                "indoor use (3300-3400 MHz), off the public network's carrier; the micro cell outdoors shares carrier "
                "and frame structure with the public network.",
            )
        ),
        settings=PlanSettings(resolution_m=2.0, margin_m=40.0, map_terminal="module"),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SURVEYED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _indoor_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    flow(
        draft,
        "vision",
        ("机器视觉质检", "Machine vision inspection"),
        "machine_vision",
        "machining",
        3,
        data_stays_on_site=True,
    )
    flow(draft, "agv", ("AGV 调度控制", "AGV control"), "agv_indoor", "assembly", 20)
    flow(
        draft,
        "sensor",
        ("设备数采（RedCap）", "Machine data (RedCap)"),
        "process_sensor",
        "machining",
        150,
        ul_mbps=0.1,
        dl_mbps=0.02,
    )
    flow(
        draft,
        "camera",
        ("安防与工艺监控", "Security and process cameras"),
        "camera_hd",
        "assembly",
        16,
        data_stays_on_site=True,
    )
    flow(draft, "handheld", ("手持扫码终端", "Hand-held scanners"), "handheld", "assembly", 40)
    flow(draft, "office", ("办公移动接入", "Office mobile access"), "handheld", "office", 60, phase=2)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n78",
        "carrier_mhz": PUBLIC_CARRIER_MHZ,
        "frame": "DDDSUDDSUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 5.0,
        "mechanical_tilt_deg": 2.0,
        "dl_layers": 4,
        "ul_layers": 2,
        "background_load_dl": 0.4,
        "background_load_ul": 0.3,
        "scenario": RadioScenario.UMA,
    }
    add_site(
        net,
        ("公网宏站 研发楼", "Public macro, development building"),
        (352.0, 186.0),
        (245.0, 90.0),
        height_m=27.0,
        first_pci=31,
        **macro,
    )
    add_site(
        net,
        ("公网宏站 西南路口", "Public macro, south-west crossing"),
        (4.0, 2.0),
        (50.0,),
        height_m=35.0,
        first_pci=34,
        **macro,
    )
    upf = add_upf(net, ("地市共享 UPF", "City UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(net, ("站点至地市 UPF 承载", "Transport to the city UPF"), upf, route_km=42.0, hops=6)
    add_slice(
        net,
        "production",
        ("生产切片（预留）", "Production slice (reserved)"),
        sd="000001",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=30, ul_max_pct=45, dl_min_pct=20, dl_max_pct=60),
    )
    add_slice(
        net,
        "office",
        ("办公切片（最低保障）", "Office slice (guaranteed minimum)"),
        sd="000002",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        rrm=RrmPolicy(ul_min_pct=20, dl_min_pct=10),
    )
    return Scheme(
        id="A",
        name=draft.text(("公网覆盖（3.5 GHz 宏站 + 地市 UPF）", "Public coverage (3.5 GHz macro + city UPF)")),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n78",)),
        slices=net.slices,
        assignments={
            "flow-vision": grant("production", 4),
            "flow-agv": grant("production", 3),
            "flow-sensor": grant("production", 70, sr_period_slots=20),
            "flow-camera": grant("production", 4),
            "flow-handheld": grant("office", 9),
            "flow-office": grant("office", 9),
        },
        commercial=Commercial(
            mode="youxiang",
            add_ons=("dedicated_access",),
            term_months=36,
            quote_number="DEMO-2026-002",
            quote_date=QUOTE_DATE,
        ),
    )


def _indoor_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    # Heads hang above the machines (clutter 2-4 m, ceiling 9 m): the "high BS" factories of TR 38.901. In an open hall
    # several cells on one carrier drown each other's uplink, so the heads radiate one cell together.
    head = {
        "band": "n78",
        "carrier_mhz": INDOOR_CARRIER_MHZ,
        "frame": "DSUUU",
        "tx_power_dbm": 30.0,
        "antenna": "indoor_omni",
        "electrical_tilt_deg": 0.0,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    hall = {**head, "scenario": RadioScenario.INF_DH}
    add_combined(net, ("厂房皮站", "Hall head"), HALL_HEADS, ("厂房小区", "Hall cell"), pci=301, height_m=9.0, **hall)
    add_combined(
        net,
        ("办公皮站", "Office head"),
        ((284.0, 104.0), (284.0, 140.0)),
        ("办公小区", "Office cell"),
        pci=320,
        height_m=3.2,
        scenario=RadioScenario.INH,
        **head,
    )
    micro = {
        "kind": SiteKind.MICRO,
        "band": "n78",
        "carrier_mhz": PUBLIC_CARRIER_MHZ,
        "frame": "DDDSUDDSUU",
        "tx_power_dbm": 40.0,
        "antenna": "micro_4t",
        "height_m": 12.0,
        "electrical_tilt_deg": 6.0,
        "scenario": RadioScenario.UMI,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    add_site(net, ("装卸场微站", "Loading yard micro"), (190.0, 243.0), (180.0,), first_pci=330, **micro)
    upf = add_upf(
        net,
        ("园区下沉 UPF（1+1）", "Campus UPF (1+1)"),
        redundancy=Redundancy.ONE_PLUS_ONE,
        position=(284.0, 150.0),
        second_position=(300.0, 262.0),
    )
    add_link(net, ("厂区光纤", "Factory fibre"), upf, route_km=0.6, hops=2, newly_built=True)
    add_mec(net, ("视觉质检边缘节点", "Edge node for vision"), upf, 2)
    sunk = {"upf_id": upf, "core": CoreIsolation.SUNK}
    add_slice(
        net,
        "control",
        ("控制切片（URLLC）", "Control slice (URLLC)"),
        sst=2,
        sd="000001",
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.HARD_PIPE,
        rrm=RrmPolicy(ul_min_pct=15, dl_min_pct=15),
        **sunk,
    )
    add_slice(
        net,
        "vision",
        ("视觉与视频切片（预留）", "Vision and video slice (reserved)"),
        sd="000002",
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=70, ul_max_pct=100, dl_min_pct=10, dl_max_pct=80),
        **sunk,
    )
    add_slice(net, "office", ("办公与数采切片", "Office and data slice"), sd="000003", **sunk)
    return Scheme(
        id="B",
        name=draft.text(
            ("室内专网（3.3 GHz DSUUU 皮站 + 下沉 UPF）", "Indoor network (3.3 GHz DSUUU heads + campus UPF)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            mec_hosts=net.mec_hosts,
            links=net.links,
            core_mode=CoreMode.LIGHT,
            band_priority=("n78",),
        ),
        slices=net.slices,
        assignments={
            "flow-vision": configured("vision", 67),
            "flow-agv": configured("control", 82),
            "flow-sensor": grant("office", 70, sr_period_slots=20),
            "flow-camera": grant("vision", 4),
            "flow-handheld": grant("office", 9),
            "flow-office": grant("office", 9),
        },
        commercial=Commercial(
            mode="zhuanxiang",
            add_ons=("edge_node", "dedicated_access", "super_uplink", "network_om"),
            term_months=36,
            quote_number="DEMO-2026-002",
            quote_date=QUOTE_DATE,
        ),
    )
