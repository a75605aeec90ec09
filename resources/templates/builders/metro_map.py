"""Track, station, depot and neighbourhood of the sample metro section.

Trains run on a deck of 9 m; their roof antennas pass at 13 m above the street.
"""

import itertools

from planner.model.geometry import Ring
from planner.model.site_map import AreaClass, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, Text, box, obstacle, ribbon, smooth, zone

GLASS, BRICK, METAL, OPEN = "concrete_irr_glass", "brick_glass", "sheet_metal", "open_structure"

DECK_M = 9.0
TRAIN_ROOF_M = 13.0
#: Middle of the two tracks.
LINE: Ring = ((0, 236), (500, 236), (900, 244), (1300, 260), (1700, 268), (2200, 266), (2600, 256), (3000, 244))

#: Houses along the line: name, west and south edge, width, depth, height, storeys.
_HOUSES: tuple[tuple[Text, float, float, float, float, float, int], ...] = (
    (("滨江苑 1 栋", "Riverside house 1"), 60, 322, 90, 16, 54, 18),
    (("滨江苑 2 栋", "Riverside house 2"), 60, 378, 90, 16, 54, 18),
    (("滨江苑 3 栋", "Riverside house 3"), 200, 322, 90, 16, 33, 11),
    (("滨江苑 4 栋", "Riverside house 4"), 200, 378, 90, 16, 33, 11),
    (("沿线小学", "Primary school"), 380, 360, 110, 24, 16, 4),
    (("物流仓库", "Warehouse"), 120, 40, 150, 60, 11, 1),
    (("汽车 4S 店", "Car dealer"), 340, 50, 80, 50, 10, 2),
    (("建材市场", "Builders' market"), 500, 40, 160, 70, 12, 2),
    (("湖景苑 1 栋", "Lakeview house 1"), 900, 350, 100, 16, 78, 26),
    (("湖景苑 2 栋", "Lakeview house 2"), 1040, 350, 100, 16, 78, 26),
    (("商务大厦", "Business tower"), 1200, 340, 50, 40, 96, 24),
    (("站前商场", "Shopping centre"), 1400, 340, 150, 80, 26, 5),
    (("酒店", "Hotel"), 1610, 350, 60, 30, 62, 16),
    (("站南公寓", "Flats at the station"), 1320, 60, 120, 18, 42, 14),
    (("社区医院", "Clinic"), 1500, 70, 70, 36, 18, 4),
    (("科技园 1 栋", "Technology park 1"), 1780, 340, 110, 40, 36, 8),
    (("科技园 2 栋", "Technology park 2"), 1940, 340, 110, 40, 36, 8),
    (("公交停保场", "Bus depot"), 1000, 50, 150, 60, 10, 1),
    (("翠园 1 栋", "Green house 1"), 2200, 350, 90, 16, 33, 11),
    (("翠园 2 栋", "Green house 2"), 2340, 350, 90, 16, 33, 11),
    (("翠园 3 栋", "Green house 3"), 2480, 350, 90, 16, 33, 11),
    (("体育馆", "Sports hall"), 2680, 342, 110, 70, 22, 2),
)  # fmt: skip

_METRO: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("高架车站", "Elevated station"), ((1440, 242), (1580, 246), (1579, 288), (1439, 284)), 21.0, 3, OPEN),
    (("停车列检库", "Stabling shed"), box(2240, 40, 2470, 104), 11.0, 1, METAL),
    (("检修库", "Maintenance shed"), box(2510, 40, 2690, 104), 14.0, 1, METAL),
    (("控制中心", "Operations control centre"), box(2750, 40, 2800, 76), 32.0, 8, GLASS),
    (("综合楼", "Depot offices"), box(2840, 40, 2910, 60), 20.0, 5, GLASS),
    (("牵引变电所", "Traction substation"), box(2160, 60, 2200, 84), 8.0, 1, BRICK),
    (("物资库", "Depot stores"), box(2840, 84, 2910, 110), 9.0, 1, METAL),
)  # fmt: skip


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _ground(draft)
    building = ObstacleKind.BUILDING
    viaduct = ribbon(LINE, 11)
    obstacle(draft, building, ("高架区间", "Viaduct"), viaduct, height_m=DECK_M, material=OPEN)
    for name, outline, height_m, storeys, material in _METRO:
        obstacle(draft, building, name, outline, height_m=height_m, storeys=storeys, material=material)
    for name, west, south, width, depth, height_m, storeys in _HOUSES:
        outline = box(west, south, west + width, south + depth)
        material = METAL if storeys == 1 else BRICK if height_m < 40 else GLASS
        obstacle(draft, building, name, outline, height_m=height_m, storeys=storeys, material=material)
    fence: Ring = ((2120, 24), (2120, 176), (2940, 176), (2940, 24))
    obstacle(draft, ObstacleKind.WALL, ("车辆段围墙", "Depot fence"), fence, height_m=2.6)
    trees = (
        (("沿线绿带西", "Trees along the line, west"), box(300, 196, 690, 208), 7.0),
        (("沿线绿带东", "Trees along the line, east"), box(1700, 292, 2060, 304), 7.0),
        (("滨河公园", "River park"), smooth(((806, 20), (900, 30), (920, 130), (830, 150))), 9.0),
        (("站前广场树阵", "Station square trees"), box(1250, 284, 1340, 298), 6.0),
    )
    for name, outline, height_m in trees:
        obstacle(draft, ObstacleKind.VEGETATION, name, outline, height_m=height_m)
    _zones(draft)


def _ground(draft: Draft) -> None:
    road = ObstacleKind.ROAD
    obstacle(draft, ObstacleKind.LAND, ("沿线地块", "Land along the line"), box(0, 0, 3000, 460))
    river: Ring = ((716, 460), (700, 290), (728, 130), (712, 0), (788, 0), (800, 130), (776, 290), (796, 460))
    obstacle(draft, ObstacleKind.WATER, ("青河", "Qing River"), river)
    obstacle(draft, road, ("沿线大道西段", "Avenue, west"), ribbon(((0, 288), (500, 288), (704, 292)), 24))
    obstacle(
        draft, road, ("沿线大道东段", "Avenue, east"),
        ribbon(((780, 294), (1300, 316), (1700, 324), (2200, 322), (2600, 312), (3000, 302)), 22),
    )  # fmt: skip
    obstacle(draft, road, ("沿江路", "River road"), box(820, 302, 836, 460))
    obstacle(draft, road, ("站前路", "Station road"), box(1352, 0, 1372, 460))
    obstacle(draft, road, ("科技路", "Technology road"), box(2076, 0, 2094, 460))
    obstacle(
        draft, road, ("段场股道", "Depot tracks"), ribbon(((2130, 120), (2240, 118), (2500, 122), (2700, 122)), 18)
    )
    obstacle(draft, road, ("出入段线", "Depot connection"), ribbon(((1880, 262), (2000, 222), (2130, 122)), 9))


def _zones(draft: Draft) -> None:
    zone(
        draft, "track", ("正线轨行区（车顶高度）", "Track, roof of the train"), ribbon(LINE, 11), height_m=TRAIN_ROOF_M,
        targets=ZoneTargets(rsrp_dbm=-95, sinr_db=0, dl_mbps=100, ul_mbps=50), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "station", ("车站站厅", "Station concourse"), ((1441, 243), (1579, 247), (1578, 287), (1440, 283)),
        storey=1, targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, dl_mbps=50, ul_mbps=10, area_share=0.9),
    )  # fmt: skip
    zone(
        draft, "shed", ("停车列检库内", "Inside the stabling shed"), box(2242, 42, 2468, 102), storey=1,
        targets=ZoneTargets(rsrp_dbm=-100, sinr_db=0, ul_mbps=50), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "depot", ("车辆段场区", "Depot yard"), box(2124, 112, 2936, 172),
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, ul_mbps=10, area_share=0.9), area_class=AreaClass.SIMPLE,
    )  # fmt: skip


def masts(count: int) -> tuple[tuple[float, float], ...]:
    """Places of line-side masts at even distances, each 12 m north of the middle of the tracks."""
    places: list[tuple[float, float]] = []
    step = 3000.0 / count
    for index in range(count):
        x = step * (index + 0.5)
        for (x1, y1), (x2, y2) in itertools.pairwise(LINE):
            if x1 <= x < x2:
                places.append((x, round(y1 + (y2 - y1) * (x - x1) / (x2 - x1) + 12.0, 2)))
    return tuple(places)
