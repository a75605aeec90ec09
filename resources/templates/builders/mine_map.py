"""Grounds, benches, plant and zones of the sample open-pit mine.

The model's ground is flat: a bench face is drawn as a wall of the bench's shadow, the faces open where the ramp passes.
"""

import math

from planner.model.geometry import Point, Ring
from planner.model.site_map import AreaClass, HeightSource, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, Text, box, ellipse, number, obstacle, ribbon, smooth, zone

CENTRE: Point = (760.0, 720.0)
#: Half axes of the bench crests from the rim to the coal seam, and the bearing (degrees) where the ramp crosses each.
BENCHES = ((640.0, 520.0, -20.0), (530.0, 420.0, -44.0), (420.0, 325.0, -70.0), (310.0, 235.0, -98.0))
BENCH_FACE_M = 10.0
#: Antenna height of trucks and shovels above the ground.
ROOF_M = 5.0

METAL, GLASS, BRICK = "sheet_metal", "concrete_irr_glass", "brick_glass"

_PLANT: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("破碎站", "Crusher"), box(1500, 1010, 1536, 1040), 22.0, 0, METAL),
    (("输煤栈桥", "Conveyor gallery"), ribbon(((1536, 1026), (1664, 1076)), 7), 12.0, 0, "open_structure"),
    (("选煤厂主厂房", "Coal preparation plant"), box(1664, 1060, 1736, 1104), 32.0, 4, METAL),
    (("快速装车站", "Rapid loading station"), box(1886, 1150, 1910, 1174), 34.0, 0, METAL),
    (("智能调度中心", "Dispatch centre"), box(1560, 1364, 1640, 1388), 20.0, 5, GLASS),
    (("职工公寓", "Staff housing"), box(1700, 1400, 1790, 1416), 21.0, 6, BRICK),
    (("食堂与浴室", "Canteen and baths"), box(1700, 1352, 1760, 1378), 9.0, 2, BRICK),
    (("矿卡维修车间", "Truck workshop"), box(1420, 1200, 1516, 1244), 18.0, 1, METAL),
    (("换电与充电站", "Battery swap station"), box(1440, 1130, 1500, 1154), 8.0, 1, "open_structure"),
    (("110 kV 变电所", "110 kV substation"), box(1820, 1330, 1860, 1356), 8.0, 1, BRICK),
    (("备件库", "Parts store"), box(1420, 1270, 1490, 1300), 10.0, 1, METAL),
    (("矿门门卫", "Gatehouse"), box(1888, 1424, 1898, 1432), 4.0, 1, BRICK),
    (("疏干泵房", "Drainage pump house"), box(430, 1330, 452, 1346), 6.0, 1, BRICK),
    (("民爆器材库", "Explosives store"), box(90, 1380, 126, 1400), 5.0, 1, BRICK),
)  # fmt: skip

_SHOVELS: tuple[Point, ...] = ((600.0, 640.0), (870.0, 850.0), (430.0, 840.0), (1010.0, 620.0), (740.0, 1000.0))
_DRILLS: tuple[Point, ...] = ((360.0, 560.0), (1090.0, 900.0))


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _ground(draft)
    _pit(draft)
    _dump(draft)
    _plant(draft)
    _zones(draft)


def crest(share: float, half_axes: tuple[float, float], from_deg: float, to_deg: float, step_deg: float = 6.0) -> Ring:
    """Points along a bench crest, from one bearing (counter-clockwise from east) to another; a mine is no ellipse."""
    count = max(round((to_deg - from_deg) / step_deg), 2)
    points: list[Point] = []
    for index in range(count + 1):
        angle = math.radians(from_deg + (to_deg - from_deg) * index / count)
        radius = share * (1.0 + 0.05 * math.sin(2 * angle + 0.6) + 0.03 * math.sin(5 * angle))
        points.append(
            (
                CENTRE[0] + half_axes[0] * radius * math.cos(angle),
                CENTRE[1] + half_axes[1] * radius * math.sin(angle),
            )
        )
    return tuple(points)


def _ground(draft: Draft) -> None:
    road = ObstacleKind.ROAD
    obstacle(draft, ObstacleKind.LAND, ("矿区范围", "Mine grounds"), box(0, 0, 2000, 1500))
    obstacle(draft, ObstacleKind.LAND, ("采场", "Open pit"), crest(1.0, BENCHES[0][:2], 0, 354))
    obstacle(draft, ObstacleKind.LAND, ("坑底", "Pit floor"), crest(0.96, BENCHES[3][:2], 0, 354))
    ramp = [crest(1.0, (a, b), turn, turn, 6.0)[0] for a, b, turn in BENCHES]
    spiral: Ring = ((670, 640), (690, 560), *reversed(ramp), (1470, 530), (1560, 520))
    obstacle(draft, road, ("坑内运输坡道", "Haul ramp"), ribbon(spiral, 30))
    obstacle(draft, road, ("排土运输道路", "Dump road"), ribbon(((1556, 520), (1640, 500), (1760, 470)), 30))
    obstacle(
        draft, road, ("破碎站运输道路", "Crusher road"),
        ribbon(((1486, 536), (1500, 700), (1480, 860), (1480, 990), (1490, 1024)), 28),
    )  # fmt: skip
    obstacle(draft, road, ("维修道路", "Workshop road"), ribbon(((1480, 1000), (1400, 1080), (1396, 1250)), 18))
    obstacle(draft, road, ("工业广场道路", "Plant road"), ribbon(((1396, 1240), (1530, 1330), (1920, 1336)), 14))
    obstacle(draft, road, ("进矿公路", "Access road"), ribbon(((1920, 1336), (1920, 1500)), 14))
    obstacle(draft, road, ("铁路专用线", "Rail siding"), ribbon(((1898, 790), (1898, 1300)), 9))
    pond = smooth(((300, 1330), (390, 1320), (410, 1370), (380, 1420), (310, 1410)))
    obstacle(draft, ObstacleKind.WATER, ("疏干水池", "Drainage pond"), pond)


def _pit(draft: Draft) -> None:
    for index, (a, b, turn) in enumerate(BENCHES, start=1):
        gap = 6200.0 / a  # the ramp and its turning room, in degrees of bearing
        face = crest(1.0, (a, b), turn + gap, turn + 360.0 - gap)
        name = number(("台阶坡面", "Bench face"), index)
        obstacle(draft, ObstacleKind.WALL, name, face, height_m=BENCH_FACE_M, height_source=HeightSource.STATED)
    for index, (x, y) in enumerate(_SHOVELS, start=1):
        outline = box(x - 10, y - 8, x + 10, y + 8)
        obstacle(
            draft, ObstacleKind.BUILDING, number(("电铲", "Shovel"), index), outline, height_m=13.0, material=METAL
        )
    for index, (x, y) in enumerate(_DRILLS, start=1):
        outline = box(x - 6, y - 6, x + 6, y + 6)
        obstacle(
            draft, ObstacleKind.BUILDING, number(("牙轮钻机", "Drill"), index), outline, height_m=8.0, material=METAL
        )


def _dump(draft: Draft) -> None:
    lower = _dump_face((1800.0, 480.0), 152.0, 286.0)
    upper = _dump_face((1830.0, 480.0), 82.0, 190.0)
    obstacle(draft, ObstacleKind.WALL, ("排土场一级坡面", "Dump face, lower"), lower, height_m=12.0)
    obstacle(draft, ObstacleKind.WALL, ("排土场二级坡面", "Dump face, upper"), upper, height_m=12.0)
    green = ObstacleKind.VEGETATION
    reclaimed = smooth(((1960, 240), (1990, 250), (1994, 720), (1960, 760), (1966, 500)))
    obstacle(draft, green, ("排土场复垦坡", "Reclaimed dump slope"), reclaimed, height_m=2.0)
    obstacle(draft, green, ("南侧防护林", "Shelter belt, south"), box(80, 24, 1560, 44), height_m=9.0)
    obstacle(draft, green, ("西侧防护林", "Shelter belt, west"), box(24, 80, 44, 1300), height_m=9.0)
    obstacle(draft, green, ("工业广场绿化", "Plant garden"), box(1560, 1400, 1680, 1430), height_m=6.0)


def _dump_face(centre: Point, east_m: float, north_m: float) -> Ring:
    """The edge of a dump tier, open to the west where the trucks come in."""
    angles = [math.radians(-160.0 + 10.0 * step) for step in range(33)]
    return tuple(
        (
            centre[0] + east_m * (1.0 + 0.04 * math.sin(3 * a)) * math.cos(a),
            centre[1] + north_m * (1.0 + 0.04 * math.sin(4 * a)) * math.sin(a),
        )
        for a in angles
    )


def _plant(draft: Draft) -> None:
    for name, outline, height_m, storeys, material in _PLANT:
        obstacle(
            draft, ObstacleKind.BUILDING, name, outline, height_m=height_m, storeys=storeys, material=material
        )  # fmt: skip
    piles = (((1590, 980), 44.0, 30.0, 14.0), ((1680, 970), 40.0, 30.0, 12.0), ((1770, 990), 36.0, 26.0, 10.0))
    for index, (centre, east, north, height_m) in enumerate(piles, start=1):
        name = number(("原煤堆", "Coal pile"), index)
        obstacle(draft, ObstacleKind.TANK, name, smooth(ellipse(centre, east, north, 12), 1), height_m=height_m)
    for index, x in enumerate((1780.0, 1812.0, 1844.0), start=1):
        name = number(("产品煤筒仓", "Coal silo"), index)
        obstacle(draft, ObstacleKind.TANK, name, ellipse((x, 1160), 13, 13, 20), height_m=40.0)
    bund: Ring = ((80, 1370), (140, 1370), (140, 1412), (80, 1412), (80, 1376))
    obstacle(draft, ObstacleKind.WALL, ("民爆库防爆墙", "Explosives bund"), bund, height_m=4.0)


def _zones(draft: Draft) -> None:
    dump = ellipse((1800, 480), 165, 300, 24)
    east = tuple((x, y) for x, y in dump[12:] if x > 1660) + tuple((x, y) for x, y in dump[:12] if x > 1660)
    haul: Ring = ((1444, 460), (1640, 450), *east, (1640, 556), (1530, 566), (1530, 980), (1440, 980))
    zone(
        draft, "pit", ("采场作业区", "Pit working area"), crest(0.97, BENCHES[0][:2], 0, 354, 12), height_m=ROOF_M,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, ul_mbps=5),
    )  # fmt: skip
    zone(
        draft, "haul", ("运输与排土区", "Haulage and dump"), haul, height_m=ROOF_M,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, ul_mbps=5),
    )  # fmt: skip
    yard: Ring = ((1544, 930), (1880, 930), (1880, 1190), (1744, 1190), (1744, 1052), (1544, 1052))
    zone(
        draft, "crusher", ("破碎与储装区", "Crushing and loading"), yard,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, ul_mbps=4, area_share=0.9), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "plant", ("工业广场", "Plant and services"), box(1400, 1196, 1910, 1440),
        targets=ZoneTargets(rsrp_dbm=-110, sinr_db=-3, dl_mbps=10, area_share=0.9), area_class=AreaClass.SIMPLE,
    )  # fmt: skip
