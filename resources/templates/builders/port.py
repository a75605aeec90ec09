"""Sample project "port": a container terminal that doesn't exist, after the size and the services of real ones.

Local metres: x east, y north. The quay faces south; behind the apron lie six rows of container blocks, then depth
storage, and the landside buildings at the road in the north.
"""

from planner.model.demand import Demand, FlowDirection
from planner.model.geometry import Ring
from planner.model.project import PlanSettings, Project
from planner.model.site_map import AreaClass, Completeness, ObstacleKind, SiteMap, ZoneTargets
from resources.templates.builders import port_buildings, port_schemes
from resources.templates.builders.kit import Draft, box, flow, number, obstacle, ribbon, zone

QUAY_Y = 140.0
#: West edges of the five block columns, south edges of the six block rows; a lane of 17 m between rows.
COLUMNS = (44.0, 322.0, 600.0, 898.0, 1176.0)
ROWS = (238.0, 280.0, 322.0, 390.0, 432.0, 474.0)
BLOCK_LENGTH = 250.0
BLOCK_DEPTH = 25.0

#: Tiers and share of the slots filled by row and column: boxes for export stand high near the quay.
STACKS = (
    ((5, 0.85), (6, 0.8), (5, 0.75), (6, 0.85), (5, 0.65)),
    ((5, 0.75), (6, 0.7), (5, 0.85), (5, 0.8), (4, 0.7)),
    ((4, 0.8), (5, 0.75), (6, 0.7), (5, 0.7), (5, 0.8)),
    ((5, 0.7), (5, 0.65), (5, 0.8), (4, 0.75), (4, 0.6)),
    ((5, 0.8), (4, 0.75), (5, 0.65), (5, 0.85), (5, 0.75)),
    ((4, 0.7), (5, 0.8), (4, 0.65), (5, 0.75), (4, 0.85)),
)

#: Centre of each quay crane and how far its boom reaches over the water (0: raised).
QUAY_CRANES = ((128.0, 66.0), (232.0, 66.0), (336.0, 66.0), (690.0, 58.0), (806.0, 58.0), (1160.0, 0.0))
#: Yard cranes: row, column, distance of the crane from the block's west end.
YARD_CRANES = (
    (0, 0, 60),
    (0, 1, 180),
    (0, 3, 40),
    (1, 2, 120),
    (1, 4, 90),
    (2, 0, 200),
    (2, 3, 150),
    (3, 1, 70),
    (4, 2, 190),
    (4, 4, 30),
    (5, 0, 110),
    (5, 3, 210),
)


def build() -> tuple[Project, dict[str, str]]:
    """The project in Chinese, and its texts in English."""
    draft = Draft()
    _ground(draft)
    _cranes_and_ships(draft)
    _yard(draft)
    port_buildings.add(draft)
    _zones(draft)
    _flows(draft)
    project = Project(
        name=draft.text(("示例集装箱码头（虚构）", "Sample container terminal (fictional)")),
        customer=draft.text(("示例港务有限公司（虚构）", "Sample Port Co., Ltd. (fictional)")),
        supplier=draft.text(("示例通信公司（虚构）", "Sample Telecom (fictional)")),
        note=draft.text(
            (
                "虚构示例：场地、单位、设备数量与价格均不对应任何真实码头，仅用于演示与学习。",
                "Fictional example: site, companies, quantities and prices are those of no real terminal; "
                "for demonstration and learning only.",
            )
        ),
        settings=PlanSettings(resolution_m=4.0, margin_m=80.0),
        site_map=SiteMap(obstacles=draft.obstacles, zones=draft.zones, completeness=Completeness.SURVEYED),
        demand=Demand(flows=draft.flows),
        schemes=port_schemes.schemes(draft),
    )
    return project, draft.english


def _ground(draft: Draft) -> None:
    water: Ring = (
        (0, 0),
        (1500, 0),
        (1500, 660),
        (1478, 640),
        (1466, 560),
        (1460, 300),
        (1452, 190),
        (1434, QUAY_Y),
        (0, QUAY_Y),
    )
    land: Ring = (
        (0, QUAY_Y),
        (1434, QUAY_Y),
        (1452, 190),
        (1460, 300),
        (1466, 560),
        (1478, 640),
        (1500, 660),
        (1500, 1000),
        (0, 1000),
    )
    obstacle(draft, ObstacleKind.WATER, ("港池水域", "Harbour basin"), water)
    obstacle(draft, ObstacleKind.LAND, ("码头陆域", "Terminal land"), land)
    road = ObstacleKind.ROAD
    obstacle(draft, road, ("码头前沿道路", "Quay road"), box(20, 208, 1440, 230))
    obstacle(draft, road, ("堆场中横路", "Middle yard road"), box(20, 352, 1450, 384))
    obstacle(draft, road, ("堆场后横路", "Rear yard road"), box(20, 506, 1455, 532))
    obstacle(draft, road, ("西侧环路", "West ring road"), box(20, 230, 38, 640))
    obstacle(draft, road, ("东侧环路", "East ring road"), box(1430, 230, 1446, 640))
    for index, west in enumerate((294.0, 572.0, 850.0, 1148.0), start=1):
        width = 28.0 if west != 850.0 else 48.0
        obstacle(draft, road, number(("堆场纵路", "Yard avenue"), index), box(west, 230, west + width, 640))
    obstacle(draft, road, ("港内主干道", "Main terminal road"), box(20, 640, 1460, 668))
    obstacle(
        draft,
        road,
        ("进港道路", "Access road"),
        ribbon(((946, 668), (946, 800), (946, 900), (962, 950), (966, 975), (966, 1000)), 46),
    )
    obstacle(draft, road, ("集卡停车场", "Truck park"), box(908, 546, 1134, 626))
    obstacle(
        draft,
        road,
        ("查验区道路", "Inspection road"),
        ribbon(((969, 690), (1064, 690), (1064, 826), (1225, 830), (1225, 668)), 14),
    )
    obstacle(draft, road, ("办公区道路", "Office road"), ribbon(((300, 668), (300, 812), (340, 838), (923, 838)), 14))


def _cranes_and_ships(draft: Draft) -> None:
    vessel = {"height_m": 32.0, "material": "sheet_metal"}
    bow_1: Ring = ((76, 96), (92, 84), (404, 84), (440, 96), (452, 110), (440, 124), (404, 136), (76, 136))
    obstacle(draft, ObstacleKind.BUILDING, ("在泊集装箱船 1", "Container ship at berth 1"), bow_1, **vessel)
    bow_2: Ring = ((640, 104), (652, 96), (846, 96), (878, 104), (888, 116), (878, 128), (846, 136), (640, 136))
    obstacle(
        draft,
        ObstacleKind.BUILDING,
        ("在泊集装箱船 2", "Container ship at berth 2"),
        bow_2,
        **(vessel | {"height_m": 26.0}),
    )
    for index, (x, reach) in enumerate(QUAY_CRANES, start=1):
        name = number(("岸桥", "Quay crane"), index)
        height = 50.0 if reach else 78.0  # a raised boom is the tallest thing of a terminal
        obstacle(draft, ObstacleKind.QUAY_CRANE, name, _quay_crane(x, reach), height_m=height)
    for index, (row, column, along) in enumerate(YARD_CRANES, start=1):
        x, y = COLUMNS[column] + along, ROWS[row]
        name = number(("场桥", "Yard crane"), index)
        obstacle(draft, ObstacleKind.YARD_CRANE, name, box(x, y - 1, x + 13, y + BLOCK_DEPTH + 1), height_m=24.0)


def _quay_crane(x: float, reach: float) -> Ring:
    """Portal of 27 m by a rail gauge of 30 m, back reach 18 m, boom of 8 m width over the water."""
    south, north = QUAY_Y + 4, QUAY_Y + 34
    tip = QUAY_Y - reach if reach else south - 3
    return (
        (x - 13.5, south),
        (x - 4, south),
        (x - 4, tip),
        (x + 4, tip),
        (x + 4, south),
        (x + 13.5, south),
        (x + 13.5, north),
        (x + 4, north),
        (x + 4, north + 18),
        (x - 4, north + 18),
        (x - 4, north),
        (x - 13.5, north),
    )


def _yard(draft: Draft) -> None:
    for row, south in enumerate(ROWS):
        for column, west in enumerate(COLUMNS):
            label = f"{'ABCDE'[column]}{row + 1}"
            tiers, fill = STACKS[row][column]
            outline = box(west, south, west + BLOCK_LENGTH, south + BLOCK_DEPTH)
            name = (f"箱区 {label}", f"Block {label}")
            obstacle(draft, ObstacleKind.CONTAINER_YARD, name, outline, tiers=tiers, fill_ratio=fill)
    depth = (
        (("空箱堆场 1", "Empties yard 1"), box(44, 540, 284, 628), 6, 0.9),
        (("空箱堆场 2", "Empties yard 2"), box(328, 540, 562, 628), 6, 0.75),
        (("冷藏箱区", "Reefer block"), box(606, 540, 844, 574), 4, 0.8),
        (("查验待提箱区", "Inspection hold block"), box(606, 592, 844, 628), 3, 0.65),
        (("危险品箱区", "Dangerous goods block"), box(1240, 556, 1400, 612), 2, 0.7),
    )
    for name, outline, tiers, fill in depth:
        obstacle(draft, ObstacleKind.CONTAINER_YARD, name, outline, tiers=tiers, fill_ratio=fill, box_height_m=2.6)


def _zones(draft: Draft) -> None:
    zone(
        draft,
        "apron",
        ("码头前沿作业区", "Quay apron"),
        box(20, QUAY_Y + 1, 1434, 208),
        targets=ZoneTargets(rsrp_dbm=-100, sinr_db=0, dl_mbps=50, ul_mbps=10),
        area_class=AreaClass.COMPLEX,
    )
    zone(
        draft,
        "crane",
        ("岸桥远控 CPE 高度带", "Quay crane CPE strip"),
        box(90, QUAY_Y + 4, 1200, QUAY_Y + 34),
        height_m=30.0,
        targets=ZoneTargets(rsrp_dbm=-95, sinr_db=3, ul_mbps=60),
        area_class=AreaClass.COMPLEX,
    )
    zone(
        draft,
        "rtg",
        ("场桥远控 CPE 高度带", "Yard crane CPE level"),
        box(40, 234, 1430, 502),
        height_m=22.0,
        targets=ZoneTargets(rsrp_dbm=-98, sinr_db=3, ul_mbps=30),
        area_class=AreaClass.STANDARD,
    )
    zone(
        draft,
        "yard",
        ("堆场作业区", "Container yard"),
        box(20, 208, 1446, 640),
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, dl_mbps=20, ul_mbps=5),
        area_class=AreaClass.COMPLEX,
    )
    zone(
        draft,
        "gate",
        ("闸口与主干道", "Gate and main road"),
        (
            (850, 640),
            (1460, 640),
            (1460, 668),
            (1040, 668),
            (1040, 800),
            (1000, 800),
            (1000, 1000),
            (900, 1000),
            (900, 668),
            (850, 668),
        ),
        targets=ZoneTargets(rsrp_dbm=-102, sinr_db=0, ul_mbps=10),
        area_class=AreaClass.SIMPLE,
    )
    zone(
        draft,
        "office",
        ("办公与后勤区", "Office and services"),
        box(310, 846, 860, 956),
        targets=ZoneTargets(rsrp_dbm=-108, sinr_db=-3, dl_mbps=20),
        area_class=AreaClass.SIMPLE,
    )


def _flows(draft: Draft) -> None:
    stays = {"data_stays_on_site": True}
    round_trip = {"direction": FlowDirection.ROUND_TRIP}
    flow(
        draft, "crane-video", ("岸桥远控视频上行", "Quay crane remote video"), "crane_remote_video", "crane", 6, **stays
    )
    # Command and the PLC's answer as one loop: what the operator feels at the joystick.
    flow(
        draft,
        "crane-control",
        ("岸桥远控指令闭环", "Quay crane remote commands"),
        "crane_remote_control",
        "crane",
        6,
        latency_target_ms=20.0,
        **stays,
        **round_trip,
        shares_terminals_with="flow-crane-video",
    )
    flow(draft, "rtg-video", ("场桥远控视频上行", "Yard crane remote video"), "rtg_remote", "rtg", 10, **stays)
    flow(
        draft,
        "rtg-control",
        ("场桥远控指令闭环", "Yard crane remote commands"),
        "crane_remote_control",
        "rtg",
        10,
        latency_target_ms=30.0,
        **stays,
        **round_trip,
        shares_terminals_with="flow-rtg-video",
    )
    flow(draft, "truck-control", ("无人集卡调度控制", "Unmanned truck fleet control"), "agv_control", "yard", 30)
    flow(
        draft,
        "truck-video",
        ("无人集卡视频回传", "Unmanned truck video"),
        "agv_video",
        "yard",
        30,
        phase=2,
        shares_terminals_with="flow-truck-control",
    )
    flow(draft, "camera", ("堆场高清视频监控", "Yard surveillance cameras"), "camera_hd", "yard", 60, **stays)
    flow(
        draft,
        "gate-ocr",
        ("闸口箱号识别", "Gate container number recognition"),
        "camera_hd",
        "gate",
        8,
        terminal="cpe",
        ul_mbps=6.0,
        priority=4,
    )
    flow(draft, "handheld", ("理货手持终端", "Tally hand-helds"), "handheld", "apron", 40)
    flow(
        draft,
        "reefer",
        ("冷藏箱状态监测", "Reefer monitoring"),
        "process_sensor",
        "yard",
        200,
        ul_mbps=0.02,
        dl_mbps=0.01,
        period_ms=1000.0,
        latency_target_ms=1000.0,
        latency_percentile=0.99,
        reliability=0.999,
        priority=8,
        phase=3,
    )
