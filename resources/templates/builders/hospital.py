"""Sample project "hospital": a city hospital that doesn't exist, on an operator with 3.5 GHz.

Coated glass keeps the public network out of the wards; scheme B brings heads to the storeys that matter.
"""

from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, SiteMap
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders import hospital_map
from resources.templates.builders.hospital_map import DIAGNOSTICS_STOREY_M, WARD_STOREY_M
from resources.templates.builders.kit import Draft, Text, flow, number
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

QUOTE_NUMBER = "DEMO-2026-005"

#: Heads by storey: name, height of the ceiling above ground, positions.
_HEADS: tuple[tuple[Text, float, tuple[tuple[float, float], ...]], ...] = (
    (("五层病区皮站", "Ward head"), 4 * WARD_STOREY_M + 2.8, ((132, 199), (161, 199), (190, 199), (219, 199))),
    (("急诊皮站", "Emergency head"), 3.4, ((71, 78), (94, 78))),
    (("门诊大厅皮站", "Outpatient head"), 3.8, ((138, 71), (172, 71), (206, 71), (242, 71))),
)  # fmt: skip
#: Heads of the ultrasound centre, which radiate one cell.
ULTRASOUND_HEADS = ((190.0, 131.0), (214.0, 121.0), (238.0, 121.0), (254.0, 140.0))


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    hospital_map.add(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例综合医院（虚构）", "Sample hospital (fictional)")),
        customer=draft.text(("示例市人民医院（虚构）", "Sample City Hospital (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例，不对应任何真实医院。室内区域以一个楼层代表同类楼层；医疗业务的时延与速率须由院方确认。",
                "Fictional example of no real hospital. One storey stands for those like it; rates and latencies of "
                "medical services must be confirmed by the hospital.",
            )
        ),
        settings=PlanSettings(resolution_m=4.0, margin_m=40.0, map_terminal="phone"),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SURVEYED),
        demand=Demand(flows=draft.flows),
        schemes={"A": _public_network(draft), "B": _hospital_network(draft)},
    )
    return project, draft.english


def _flows(draft: Draft) -> None:
    stays = {"data_stays_on_site": True}
    flow(
        draft, "ultrasound", ("远程超声影像", "Remote ultrasound images"), "remote_ultrasound", "ultrasound", 4, **stays
    )
    flow(
        draft,
        "arm",
        ("远程超声机械臂控制", "Ultrasound robot arm control"),
        "ultrasound_arm",
        "ultrasound",
        4,
        **stays,
        shares_terminals_with="flow-ultrasound",
    )
    flow(draft, "nursing", ("移动护理与查房", "Mobile nursing and rounds"), "mobile_nursing", "ward", 60, **stays)
    flow(
        draft, "monitor", ("床旁体征监护（RedCap）", "Bedside monitors (RedCap)"), "process_sensor", "ward", 80,
        ul_mbps=0.1, dl_mbps=0.02, latency_target_ms=200.0, period_ms=250.0, **stays,
    )  # fmt: skip
    flow(draft, "ambulance", ("救护车急救视频", "Ambulance video"), "ambulance_video", "ambulance", 4)
    flow(
        draft, "consult", ("急诊移动会诊", "Emergency mobile consultation"), "video_conference", "emergency", 6, **stays
    )
    flow(
        draft, "robot", ("物资配送机器人", "Delivery robots"), "patrol_robot", "outpatient", 6,
        terminal="module", ul_mbps=3.0, activity=0.5,
    )  # fmt: skip
    flow(draft, "camera", ("院区安防监控", "Security cameras"), "camera_hd", "grounds", 12)
    flow(
        draft, "visitor", ("患者与访客上网", "Patients and visitors"), "campus_user", "outpatient", 120, dl_mbps=5.0,
        ul_mbps=0.5, phase=2,
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
        "background_load_dl": 0.4,
        "background_load_ul": 0.3,
        "scenario": RadioScenario.UMA,
    }
    south = ("公网宏站 科研楼", "Public macro, research building")
    add_site(net, south, (312.0, 66.0), (250.0, 330.0), height_m=38.0, first_pci=551, **macro)
    north = ("公网宏站 西北路口", "Public macro, north-west crossing")
    add_site(net, north, (4.0, 304.0), (105.0, 170.0), height_m=38.0, first_pci=554, **macro)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _macros(net)
    upf = add_upf(net, ("地市共享 UPF", "City UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(net, ("站点至地市 UPF 承载", "Transport to the city UPF"), upf, route_km=24.0, hops=5)
    add_slice(
        net, "medical", ("医疗切片（预留）", "Medical slice (reserved)"), sd="000001", upf_id=upf,
        ran=RanIsolation.RESERVED, transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=25, ul_max_pct=40, dl_min_pct=20, dl_max_pct=55),
    )  # fmt: skip
    add_slice(
        net, "emergency", ("急救切片（预留）", "Emergency slice (reserved)"), sd="000003", upf_id=upf,
        ran=RanIsolation.RESERVED, transport=TransportIsolation.VPN, rrm=RrmPolicy(ul_min_pct=30, dl_min_pct=10),
    )  # fmt: skip
    add_slice(
        net, "public", ("访客与安防切片", "Visitor and security slice"), sd="000002", upf_id=upf,
        ran=RanIsolation.RESERVED, rrm=RrmPolicy(ul_min_pct=15, dl_min_pct=20),
    )  # fmt: skip
    return Scheme(
        id="A",
        name=draft.text(("公网覆盖（3.5 GHz 宏站 + 地市 UPF）", "Public coverage (3.5 GHz macro + city UPF)")),
        network=Network(sites=net.sites, cells=net.cells, upfs=net.upfs, links=net.links, band_priority=("n78",)),
        slices=net.slices,
        assignments={
            "flow-ultrasound": grant("medical", 2),
            "flow-arm": grant("medical", 84),
            "flow-nursing": grant("medical", 6),
            "flow-monitor": grant("medical", 70, sr_period_slots=20),
            "flow-ambulance": grant("emergency", 2),
            "flow-consult": grant("medical", 7),
            "flow-robot": grant("public", 4),
            "flow-camera": grant("public", 4),
            "flow-visitor": grant("public", 9),
        },
        commercial=Commercial(
            mode="youxiang", add_ons=("dedicated_access",), quote_number=QUOTE_NUMBER, quote_date=QUOTE_DATE
        ),
    )


def _indoor(net: NetworkDraft) -> None:
    """Heads on 3.3 GHz, off the public network's carrier; the micro cells outdoors share that, and its frame."""
    head = {
        "band": "n78",
        "carrier_mhz": INDOOR_CARRIER_MHZ,
        "frame": "DDDSUDDSUU",
        "tx_power_dbm": 30.0,
        "antenna": "indoor_omni",
        "electrical_tilt_deg": 0.0,
        "dl_layers": 4,
        "ul_layers": 2,
        "scenario": RadioScenario.INH,
    }
    pci = 560
    for name, height_m, positions in _HEADS:
        for index, position in enumerate(positions, start=1):
            add_site(
                net, number(name, index), position, (0.0,), kind=SiteKind.INDOOR_HEAD, height_m=height_m,
                first_pci=pci, **head,
            )  # fmt: skip
            pci += 1
    # Four heads in a department of 84 m by 36 m would drown each other's uplink: they radiate one cell together.
    add_combined(
        net, ("超声中心皮站", "Ultrasound head"), ULTRASOUND_HEADS, ("超声中心小区", "Ultrasound cell"), pci=pci,
        height_m=2 * DIAGNOSTICS_STOREY_M + 3.0, **head,
    )  # fmt: skip
    micro = {
        **head,
        "kind": SiteKind.MICRO,
        "carrier_mhz": 0.0,
        "tx_power_dbm": 40.0,
        "antenna": "micro_4t",
        "electrical_tilt_deg": 6.0,
        "height_m": 12.0,
        "scenario": RadioScenario.UMI,
    }
    route = ("急救通道微站", "Ambulance route micro")
    add_site(net, route, (110.0, 26.0), (90.0, 270.0), first_pci=580, **micro)
    gate = ("急救入口微站", "Ambulance gate micro")
    add_site(net, gate, (330.0, 26.0), (90.0, 275.0), first_pci=589, **micro)
    west = ("急诊门前微站", "Emergency door micro")
    add_site(net, west, (34.0, 100.0), (180.0,), first_pci=583, **micro)
    door = ("中横路微站", "Cross road micro")
    add_site(net, door, (188.0, 170.0), (90.0, 270.0), first_pci=586, **micro)


def _hospital_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _indoor(net)
    _macros(net)
    upf = add_upf(
        net, ("院区下沉 UPF（1+1）", "Hospital UPF (1+1)"), redundancy=Redundancy.ONE_PLUS_ONE,
        position=(366.0, 72.0), second_position=(336.0, 211.0),
    )  # fmt: skip
    add_link(net, ("院区光纤", "Hospital fibre"), upf, route_km=0.9, hops=2, newly_built=True)
    add_mec(net, ("影像边缘节点", "Edge node for imaging"), upf, 2)
    sunk = {"upf_id": upf, "core": CoreIsolation.SUNK}
    add_slice(
        net, "medical", ("医疗切片（预留）", "Medical slice (reserved)"), sd="000001", ran=RanIsolation.RESERVED,
        transport=TransportIsolation.HARD_PIPE, rrm=RrmPolicy(ul_min_pct=55, dl_min_pct=40), **sunk,
    )  # fmt: skip
    add_slice(
        net, "logistics", ("后勤与安防切片", "Logistics and security slice"), sd="000002", ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN, rrm=RrmPolicy(ul_min_pct=20, ul_max_pct=60), **sunk,
    )  # fmt: skip
    add_slice(net, "public", ("访客上网切片", "Visitor slice"), sd="000003", **sunk)
    return Scheme(
        id="B",
        name=draft.text(
            ("医疗专网（室内皮站 + 急救微站 + 院区 UPF 1+1）", "Medical network (indoor heads + hospital UPF 1+1)")
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
            "flow-ultrasound": configured("medical", 2),
            "flow-arm": configured("medical", 84),
            "flow-nursing": grant("medical", 6),
            "flow-monitor": grant("medical", 70, sr_period_slots=20),
            "flow-ambulance": configured("medical", 2),
            "flow-consult": grant("medical", 7),
            "flow-robot": grant("logistics", 4),
            "flow-camera": grant("logistics", 4),
            "flow-visitor": grant("public", 9),
        },
        commercial=Commercial(
            mode="zhuanxiang",
            add_ons=("edge_node", "dedicated_access", "service_acceleration", "network_om"),
            quote_number=QUOTE_NUMBER,
            quote_date=QUOTE_DATE,
        ),
    )
