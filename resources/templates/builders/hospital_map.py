"""Grounds, buildings and zones of the sample hospital."""

from planner.model.geometry import Ring
from planner.model.site_map import AreaClass, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, Text, box, ellipse, number, obstacle, ribbon, smooth, zone

GLASS, BRICK, METAL, OPEN = "concrete_irr_glass", "brick_glass", "sheet_metal", "open_structure"

#: Storey height of the ward tower and of the diagnostics building, metres.
WARD_STOREY_M = 3.9
DIAGNOSTICS_STOREY_M = 4.2

_BUILDINGS: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("门诊楼", "Outpatient building"),
     ((122, 54), (262, 54), (262, 88), (160, 88), (160, 116), (122, 116)), 24.0, 5, GLASS),
    (("急诊楼", "Emergency building"), box(58, 60, 106, 96), 13.5, 3, GLASS),
    (("医技楼", "Diagnostics building"), box(176, 112, 262, 150), 25.2, 6, GLASS),
    (("住院楼 A 座", "Ward tower A"), box(118, 188, 232, 210), 58.5, 15, GLASS),
    (("住院楼 B 座", "Ward tower B"), box(118, 246, 232, 268), 46.8, 12, GLASS),
    (("住院医技架空连廊", "Link, wards to diagnostics"), box(204, 150, 214, 188), 8.4, 2, OPEN),
    (("住院楼连廊", "Link between the towers"), box(168, 210, 178, 246), 8.4, 2, GLASS),
    (("行政科研楼", "Administration and research"), box(306, 54, 376, 78), 32.0, 8, GLASS),
    (("感染楼", "Infectious diseases building"), box(346, 246, 394, 268), 13.5, 3, BRICK),
    (("后勤综合楼", "Services building"), box(296, 192, 346, 216), 12.0, 3, BRICK),
    (("洗衣房与锅炉房", "Laundry and boilers"), box(362, 192, 394, 214), 8.0, 1, METAL),
    (("立体停车楼", "Car park"), box(296, 108, 362, 150), 15.0, 5, OPEN),
    (("高压氧舱", "Hyperbaric chamber"), box(58, 126, 92, 148), 7.0, 1, BRICK),
    (("核医学楼", "Nuclear medicine"), box(58, 190, 92, 214), 12.0, 3, BRICK),
    (("污水处理站", "Waste water plant"), box(362, 286, 396, 302), 5.0, 1, BRICK),
    (("康复楼", "Rehabilitation building"), box(294, 246, 328, 268), 18.0, 4, BRICK),
    (("急救车库", "Ambulance garage"), box(58, 102, 106, 112), 4.5, 1, OPEN),
    (("门卫", "Gatehouse"), box(272, 12, 282, 18), 4.0, 1, BRICK),
)  # fmt: skip

#: The ambulances' way between the emergency door and the south-east gate.
AMBULANCE_ROUTE: Ring = ((40, 118), (40, 48), (60, 34), (380, 34), (420, 36))


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _ground(draft)
    for name, outline, height_m, storeys, material in _BUILDINGS:
        obstacle(
            draft, ObstacleKind.BUILDING, name, outline, height_m=height_m, storeys=storeys, material=material
        )  # fmt: skip
    for index, y in enumerate((124.0, 136.0), start=1):
        obstacle(
            draft, ObstacleKind.TANK, number(("液氧罐", "Oxygen tank"), index), ellipse((388, y), 3.2, 3.2, 16),
            height_m=9.0,
        )  # fmt: skip
    fence: Ring = ((398, 146), (378, 146), (378, 114), (398, 114))
    obstacle(draft, ObstacleKind.WALL, ("氧站围墙", "Oxygen station wall"), fence, height_m=3.0)
    walls: tuple[tuple[Text, Ring], ...] = (
        (("围墙北段", "Fence, north"), ((410, 60), (410, 312), (10, 312), (10, 10))),
        (("围墙南段", "Fence, south"), ((10, 10), (258, 10))),
    )
    for name, line in walls:
        obstacle(draft, ObstacleKind.WALL, name, line, height_m=2.2)
    _greenery(draft)
    _zones(draft)


def _ground(draft: Draft) -> None:
    road = ObstacleKind.ROAD
    obstacle(draft, ObstacleKind.LAND, ("院区用地", "Hospital grounds"), box(0, 0, 420, 320))
    obstacle(draft, road, ("急救通道", "Ambulance route"), ribbon(AMBULANCE_ROUTE, 12))
    obstacle(draft, road, ("院区环路", "Ring road"), ribbon(((104, 160), (104, 282), (282, 282), (282, 40)), 9))
    obstacle(draft, road, ("中横路", "Cross road"), ribbon(((40, 164), (282, 168), (406, 168)), 9))
    obstacle(draft, road, ("西侧路", "West road"), ribbon(((40, 112), (40, 290)), 8))
    obstacle(draft, road, ("后勤路", "Services road"), ribbon(((282, 232), (404, 232)), 8))
    obstacle(draft, road, ("门诊广场", "Outpatient forecourt"), box(122, 42, 262, 52))
    obstacle(draft, road, ("直升机坪", "Helipad"), ellipse((70, 258), 15, 15, 24))
    pond = smooth(((296, 282), (326, 280), (342, 292), (318, 304), (294, 300)))
    obstacle(draft, ObstacleKind.WATER, ("康复花园水池", "Garden pond"), pond)


def _greenery(draft: Draft) -> None:
    belts: tuple[tuple[Text, Ring, float], ...] = (
        (("住院部花园", "Ward garden"), smooth(((184, 216), (228, 216), (228, 240), (184, 240))), 6.0),
        (("住院部西花园", "Ward garden, west"), smooth(((122, 216), (162, 216), (162, 240), (122, 240))), 6.0),
        (("南侧行道树", "Trees, south"), box(20, 16, 250, 23), 8.0),
        (("西侧行道树", "Trees, west"), box(16, 60, 26, 300), 8.0),
        (("北侧行道树", "Trees, north"), box(110, 294, 284, 304), 8.0),
        (("科研楼草坪", "Research lawn"), box(306, 84, 376, 98), 0.0),
        (("医技楼前绿地", "Diagnostics garden"), box(166, 94, 262, 106), 3.0),
    )
    for name, outline, height_m in belts:
        obstacle(draft, ObstacleKind.VEGETATION, name, outline, height_m=height_m)


def _zones(draft: Draft) -> None:
    indoor = {"rsrp_dbm": -105, "sinr_db": 0}
    zone(
        draft, "ward", ("住院楼 A 座五层病区", "Ward, tower A storey 5"), box(119, 189, 231, 209), storey=5,
        height_m=4 * WARD_STOREY_M + 1.5, targets=ZoneTargets(**indoor, dl_mbps=20, ul_mbps=5),
        area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "ultrasound", ("医技楼三层超声中心", "Ultrasound centre, storey 3"), box(177, 113, 261, 149), storey=3,
        height_m=2 * DIAGNOSTICS_STOREY_M + 1.5, targets=ZoneTargets(**indoor, dl_mbps=20, ul_mbps=20),
        area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "emergency", ("急诊楼一层", "Emergency, ground floor"), box(59, 61, 105, 95), storey=1,
        targets=ZoneTargets(**indoor, dl_mbps=20, ul_mbps=10), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "outpatient", ("门诊楼一层大厅", "Outpatient hall"), box(123, 55, 261, 87), storey=1,
        targets=ZoneTargets(**indoor, dl_mbps=20),
    )  # fmt: skip
    zone(
        draft, "ambulance", ("急救通道沿线", "Ambulance route"), ribbon(AMBULANCE_ROUTE, 20), height_m=2.5,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, ul_mbps=12), area_class=AreaClass.SIMPLE,
    )  # fmt: skip
    zone(
        draft, "grounds", ("院区室外道路", "Roads and gardens"), box(110, 152, 290, 186),
        targets=ZoneTargets(rsrp_dbm=-108, sinr_db=-3, dl_mbps=10, area_share=0.9), area_class=AreaClass.SIMPLE,
    )  # fmt: skip
