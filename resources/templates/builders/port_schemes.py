"""The two answers to the sample port: the public network with reserved resources, and a network of its own."""

from datetime import date

from planner.model.commercial import Commercial
from planner.model.network import CoreMode, Network, Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import Scheme
from planner.model.slicing import CoreIsolation, RanIsolation, RrmPolicy, TransportIsolation
from resources.templates.builders.kit import Draft
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

QUOTE_DATE = date(2026, 11, 20)


def schemes(draft: Draft) -> dict[str, Scheme]:
    """Schemes by id."""
    return {"A": _public_network(draft), "B": _own_network(draft)}


def _public_sites(net: NetworkDraft) -> None:
    """Three public macro sites around the terminal; the townspeople and the truckers use them too."""
    macro = {
        "ownership": Ownership.PUBLIC,
        "band": "n41",
        "frame": "DDDDDDDSUU",
        "tx_power_dbm": 53.0,
        "antenna": "panel_64t",
        "electrical_tilt_deg": 4.0,
        "mechanical_tilt_deg": 1.0,
        "height_m": 40.0,
        "scenario": RadioScenario.UMA,
        "dl_layers": 4,
        "ul_layers": 2,
        "background_load_dl": 0.4,
        "background_load_ul": 0.3,
    }
    west = ("公网宏站 西", "Public macro west")
    add_site(net, west, (26.0, 370.0), (55.0, 130.0), first_pci=101, **macro)
    centre = ("公网宏站 指挥中心", "Public macro control centre")
    add_site(net, centre, (645.0, 890.0), (90.0, 180.0, 270.0), first_pci=104, **macro)
    east = ("公网宏站 东", "Public macro east")
    add_site(net, east, (1452.0, 370.0), (230.0, 305.0), first_pci=108, **macro)


def _public_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _public_sites(net)
    upf = add_upf(net, ("地市共享 UPF", "City UPF, shared"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    add_link(
        net,
        ("站点至地市 UPF 承载", "Transport to the city UPF"),
        upf,
        medium="fibre",
        route_km=48.0,
        hops=6,
        rate_mbps=10000.0,
    )
    add_slice(
        net,
        "control",
        ("远控切片（预留）", "Remote control slice (reserved)"),
        sst=1,
        sd="000001",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=10, ul_max_pct=100, dl_min_pct=10, dl_max_pct=100),
        bands=("n41",),
    )
    add_slice(
        net,
        "video",
        ("生产视频切片（预留）", "Production video slice (reserved)"),
        sst=1,
        sd="000002",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN,
        rrm=RrmPolicy(ul_min_pct=35, ul_max_pct=45, dl_min_pct=10, dl_max_pct=60),
        bands=("n41",),
    )
    add_slice(
        net,
        "office",
        ("通用业务切片（最低保障）", "General slice (guaranteed minimum)"),
        sst=1,
        sd="000003",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        rrm=RrmPolicy(ul_min_pct=20, dl_min_pct=20),
    )
    return Scheme(
        id="A",
        name=draft.text(
            ("公网增强（2.6 GHz 预留资源 + 地市 UPF）", "Public network, enhanced (2.6 GHz reserved + city UPF)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            links=net.links,
            core_mode=CoreMode.PUBLIC,
            band_priority=("n41",),
        ),
        slices=net.slices,
        assignments={
            # 5QI 82 to 86 leave the core 1 to 2 ms, too little for a UPF in the city.
            "flow-crane-control": grant("control", 84),
            "flow-rtg-control": grant("control", 84),
            "flow-truck-control": grant("control", 3),
            "flow-crane-video": grant("video", 3),
            "flow-rtg-video": grant("video", 3),
            "flow-truck-video": grant("video", 67),
            "flow-camera": grant("video", 4),
            "flow-gate-ocr": grant("video", 7),
            "flow-handheld": grant("office", 9),
            "flow-reefer": grant("office", 9, sr_period_slots=80),
        },
        commercial=Commercial(
            structure="baf",
            mode="youxiang",
            add_ons=("dedicated_access", "network_om"),
            term_months=36,
            quote_number="DEMO-2026-001",
            quote_date=QUOTE_DATE,
        ),
    )


def _own_sites(net: NetworkDraft) -> None:
    """4.9 GHz on light masts between apron and yard, on the rear road, at the gate and among the offices.

    Higher than the cranes' terminals, tilted steeply and turned across the quay: sectors that look along the row of
    masts take up the terminals of the next ones.
    """
    mast = {
        "band": "n79",
        "frame": "DSUUU",
        "tx_power_dbm": 49.0,
        "antenna": "panel_32t",
        "scenario": RadioScenario.UMA,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    front = {**mast, "height_m": 40.0, "electrical_tilt_deg": 9.0, "mechanical_tilt_deg": 5.0}
    for index, (x, azimuths) in enumerate(
        (
            (140.0, (135.0, 0.0)),
            (540.0, (105.0, 240.0)),
            (870.0, (105.0, 240.0)),
            (1220.0, (105.0, 240.0)),
        )
    ):
        name = (f"前沿灯杆 {index + 1}", f"Quay mast {index + 1}")
        add_site(net, name, (x, 219.0), azimuths, first_pci=201 + 3 * index, **front)
    rear = {**mast, "height_m": 30.0, "electrical_tilt_deg": 8.0, "mechanical_tilt_deg": 3.0}
    for index, x in enumerate((306.0, 724.0, 1162.0)):
        name = (f"后场灯杆 {index + 1}", f"Rear mast {index + 1}")
        add_site(net, name, (x, 519.0), (0.0, 120.0, 240.0), first_pci=213 + 3 * index, **rear)
    gate = {
        "band": "n79",
        "frame": "DSUUU",
        "tx_power_dbm": 43.0,
        "antenna": "micro_4t",
        "height_m": 14.0,
        "electrical_tilt_deg": 4.0,
        "scenario": RadioScenario.UMI,
        "dl_layers": 4,
        "ul_layers": 2,
    }
    add_site(
        net, ("闸口微站", "Gate micro"), (1014.0, 806.0), (240.0, 340.0), kind=SiteKind.MICRO, first_pci=222, **gate
    )
    office = ("办公区微站", "Office micro")
    add_site(net, office, (452.0, 916.0), (100.0, 235.0), kind=SiteKind.MICRO, first_pci=225, **gate)


def _own_network(draft: Draft) -> Scheme:
    net = NetworkDraft(draft)
    _own_sites(net)
    _public_sites(net)
    upf = add_upf(
        net,
        ("园区下沉 UPF（1+1）", "Campus UPF (1+1)"),
        place=UpfPlace.ON_SITE,
        tenancy=Tenancy.DEDICATED,
        redundancy=Redundancy.ONE_PLUS_ONE,
        position=(632.0, 892.0),
        second_position=(784.0, 713.0),
    )
    add_link(
        net,
        ("园区光纤环网", "Campus fibre ring"),
        upf,
        medium="fibre",
        route_km=1.6,
        hops=2,
        rate_mbps=25000.0,
        newly_built=True,
    )
    add_mec(net, ("指挥中心边缘节点", "Edge node, control centre"), upf, 3)
    add_mec(net, ("变电站边缘节点", "Edge node, substation"), upf, 2)
    own = ("n79",)
    add_slice(
        net,
        "control",
        ("远控切片（URLLC）", "Remote control slice (URLLC)"),
        sst=2,
        sd="000001",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.HARD_PIPE,
        core=CoreIsolation.SUNK,
        rrm=RrmPolicy(ul_min_pct=10, ul_max_pct=100, dl_min_pct=15, dl_max_pct=100),
        bands=own,
    )
    add_slice(
        net,
        "video",
        ("生产视频切片（预留）", "Production video slice (reserved)"),
        sst=1,
        sd="000002",
        upf_id=upf,
        ran=RanIsolation.RESERVED,
        transport=TransportIsolation.VPN,
        core=CoreIsolation.SUNK,
        rrm=RrmPolicy(ul_min_pct=70, ul_max_pct=95, dl_min_pct=20, dl_max_pct=80),
        bands=own,
    )
    add_slice(
        net,
        "office",
        ("通用业务切片（QoS 优先）", "General slice (QoS priority)"),
        sst=1,
        sd="000003",
        upf_id=upf,
        ran=RanIsolation.QOS,
        core=CoreIsolation.SUNK,
    )
    return Scheme(
        id="B",
        name=draft.text(
            ("专网下沉（4.9 GHz DSUUU + 园区 UPF 1+1 + MEC）", "Own network (4.9 GHz DSUUU + campus UPF 1+1 + MEC)")
        ),
        network=Network(
            sites=net.sites,
            cells=net.cells,
            upfs=net.upfs,
            mec_hosts=net.mec_hosts,
            links=net.links,
            core_mode=CoreMode.LIGHT,
            band_priority=("n79", "n41"),
            band_threshold_dbm=-100.0,
        ),
        slices=net.slices,
        assignments={
            "flow-crane-control": configured("control", 86),
            "flow-rtg-control": configured("control", 86),
            "flow-truck-control": configured("control", 84),
            "flow-crane-video": configured("video", 67),
            "flow-rtg-video": configured("video", 67),
            "flow-truck-video": configured("video", 67),
            "flow-camera": grant("video", 4),
            "flow-gate-ocr": grant("office", 7),
            "flow-handheld": grant("office", 9),
            "flow-reefer": grant("office", 9, sr_period_slots=80),
        },
        commercial=Commercial(
            structure="baf",
            mode="zunxiang",
            add_ons=(
                "edge_node",
                "dedicated_access",
                "service_acceleration",
                "super_uplink",
                "network_design",
                "network_om",
            ),
            term_months=36,
            quote_number="DEMO-2026-001",
            quote_date=QUOTE_DATE,
        ),
    )
