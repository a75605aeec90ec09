"""Grounds, buildings and zones of the sample university."""

from planner.model.geometry import Ring
from planner.model.site_map import AreaClass, HeightSource, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, Text, box, ellipse, obstacle, ribbon, smooth, turned_box, zone

GLASS, BRICK, METAL = "concrete_irr_glass", "brick_glass", "sheet_metal"

_BUILDINGS: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("图书馆", "Library"),
     ((352, 308), (448, 308), (448, 336), (424, 336), (424, 366), (376, 366), (376, 336), (352, 336)), 34.0, 8, GLASS),
    (("行政楼", "Administration"), box(356, 76, 444, 96), 24.0, 6, GLASS),
    (("第一教学楼", "Teaching building 1"),
     ((206, 112), (300, 112), (300, 128), (224, 128), (224, 152), (300, 152), (300, 168), (206, 168)), 20.0, 5, BRICK),
    (("第二教学楼", "Teaching building 2"),
     ((206, 200), (300, 200), (300, 216), (224, 216), (224, 240), (300, 240), (300, 256), (206, 256)), 20.0, 5, BRICK),
    (("报告厅", "Lecture theatre"), ellipse((330, 268), 24, 17, 20), 14.0, 2, GLASS),
    (("虚拟现实实验楼", "VR laboratory"), box(500, 196, 556, 240), 19.0, 4, GLASS),
    (("理科实验楼", "Science laboratories"),
     ((500, 262), (600, 262), (600, 280), (520, 280), (520, 316), (500, 316)), 23.0, 5, BRICK),
    (("工程训练中心", "Engineering workshop"), box(620, 200, 706, 246), 11.0, 1, METAL),
    (("学生活动中心", "Student centre"), turned_box(112, 268, 62, 36, 8), 15.0, 3, GLASS),
    (("第一食堂", "Canteen 1"), box(520, 404, 584, 438), 12.0, 2, BRICK),
    (("体育馆", "Gymnasium"), ellipse((300, 440), 34, 26, 28), 18.0, 2, METAL),
    (("宿舍 1 栋", "Dormitory 1"), box(626, 404, 720, 418), 21.0, 6, BRICK),
    (("宿舍 2 栋", "Dormitory 2"), box(626, 440, 720, 454), 21.0, 6, BRICK),
    (("宿舍 3 栋", "Dormitory 3"), box(626, 476, 720, 490), 21.0, 6, BRICK),
    (("宿舍 4 栋", "Dormitory 4"), box(626, 512, 720, 526), 21.0, 6, BRICK),
    (("宿舍 5 栋", "Dormitory 5"), box(480, 476, 584, 490), 25.0, 7, BRICK),
    (("宿舍 6 栋", "Dormitory 6"), box(480, 512, 584, 526), 25.0, 7, BRICK),
    (("校医院", "Clinic"), box(754, 322, 788, 348), 12.0, 3, BRICK),
    (("南门门房", "South gatehouse"), box(376, 6, 386, 14), 4.0, 1, BRICK),
)  # fmt: skip


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _grounds(draft)
    for name, outline, height_m, storeys, material in _BUILDINGS:
        obstacle(
            draft,
            ObstacleKind.BUILDING,
            name,
            outline,
            height_m=height_m,
            storeys=storeys,
            material=material,
            height_source=HeightSource.STATED,
        )
    _greenery(draft)
    _zones(draft)


def _grounds(draft: Draft) -> None:
    road = ObstacleKind.ROAD
    obstacle(draft, ObstacleKind.LAND, ("校园用地", "University grounds"), box(0, 0, 800, 600))
    lake: Ring = (
        (486, 96),
        (520, 84),
        (566, 88),
        (604, 74),
        (652, 80),
        (690, 104),
        (700, 136),
        (676, 160),
        (632, 166),
        (596, 152),
        (556, 164),
        (516, 158),
        (488, 136),
        (478, 114),
    )
    island = ellipse((640, 122), 16, 11, 14)
    obstacle(draft, ObstacleKind.WATER, ("映月湖", "Moon Lake"), smooth(lake), holes=(island,))
    obstacle(draft, road, ("南大道", "South avenue"), box(392, 0, 408, 76))
    ring: Ring = ((90, 40), (720, 40), (744, 64), (744, 372), (720, 384), (90, 384), (76, 370), (76, 54))
    inner: Ring = ((86, 56), (94, 50), (716, 50), (734, 68), (734, 366), (716, 374), (94, 374), (86, 366))
    obstacle(draft, road, ("校园环路", "Ring road"), ring, holes=(inner,))
    obstacle(draft, road, ("中轴步道", "Central walk"), box(394, 96, 406, 308))
    obstacle(draft, road, ("教学区道路", "Teaching road"), ribbon(((86, 184), (394, 184)), 8))
    obstacle(
        draft, road, ("实验区道路", "Laboratory road"), ribbon(((406, 184), (470, 184), (500, 178), (734, 178)), 8)
    )
    obstacle(draft, road, ("宿舍区道路", "Dormitory road"), ribbon(((604, 379), (604, 560)), 10))
    obstacle(draft, road, ("东门道路", "East gate road"), ribbon(((739, 178), (800, 178)), 12))
    obstacle(draft, road, ("图书馆广场", "Library square"), ellipse((400, 262), 34, 24, 28))
    track, field = _stadium(118, 492, 46, 84), _stadium(118, 492, 36, 84)
    obstacle(draft, road, ("田径场跑道", "Running track"), track, holes=(field,))
    obstacle(draft, ObstacleKind.VEGETATION, ("田径场草坪", "Infield"), field, height_m=0.0)
    obstacle(draft, road, ("北区道路", "North road"), ribbon(((370, 379), (370, 470), (370, 566)), 8))
    obstacle(draft, road, ("宿舍区横路", "Dormitory cross road"), ribbon(((374, 562), (609, 562)), 8))
    obstacle(
        draft,
        road,
        ("体育馆道路", "Gymnasium road"),
        ribbon(((220, 384), (236, 408), (240, 438), (262, 462), (366, 482)), 7),
    )
    obstacle(draft, road, ("东侧停车场", "East car park"), box(756, 200, 792, 296))
    obstacle(draft, road, ("篮球场", "Basketball courts"), box(272, 500, 360, 560))


def _stadium(west: float, y: float, radius: float, straight: float) -> Ring:
    """An oval of two half circles and two straights, its left centre at (west, y)."""
    west_end = ellipse((west, y), radius, radius, 32)[8:25]
    east = ellipse((west + straight, y), radius, radius, 32)
    return (*west_end, *east[24:], *east[:9])


def _greenery(draft: Draft) -> None:
    green = ObstacleKind.VEGETATION
    belts: tuple[tuple[Text, Ring, float], ...] = (
        (("湖心岛", "Lake island"), ellipse((640, 122), 14, 9, 14), 7.0),
        (
            ("湖畔柳林", "Lakeside willows"),
            smooth(((470, 70), (540, 66), (540, 76), (484, 84), (472, 108), (464, 104))),
            8.0,
        ),
        (("南大道行道树西", "South avenue trees, west"), box(378, 22, 386, 70), 9.0),
        (("南大道行道树东", "South avenue trees, east"), box(414, 22, 422, 70), 9.0),
        (("中轴林带西", "Central trees, west"), box(366, 112, 382, 232), 10.0),
        (("中轴林带东", "Central trees, east"), box(418, 112, 434, 232), 10.0),
        (("北侧林带", "Northern belt"), box(20, 574, 780, 592), 11.0),
        (("西侧林带", "Western belt"), box(14, 60, 34, 560), 11.0),
        (("西山坡林", "Grove"), smooth(((104, 70), (176, 64), (190, 110), (178, 168), (132, 172), (104, 130))), 12.0),
        (("宿舍区林带", "Dormitory trees"), box(738, 396, 752, 536), 9.0),
        (("实验区林带", "Laboratory trees"), box(614, 300, 722, 316), 8.0),
        (
            ("北苑小树林", "North grove"),
            smooth(((392, 420), (446, 412), (462, 450), (440, 494), (404, 500), (384, 462))),
            11.0,
        ),
        (("图书馆草坪西", "Library lawn, west"), ellipse((326, 338), 16, 20), 0.0),
        (("图书馆草坪东", "Library lawn, east"), ellipse((472, 338), 14, 20), 0.0),
    )
    for name, outline, height_m in belts:
        source = HeightSource.STATED
        obstacle(draft, green, name, outline, height_m=height_m, height_source=source)


def _zones(draft: Draft) -> None:
    zone(
        draft,
        "teaching",
        ("教学区", "Teaching quarter"),
        box(196, 102, 356, 290),
        storey=1,
        targets=ZoneTargets(rsrp_dbm=-110, sinr_db=-3, dl_mbps=20, area_share=0.8),
    )
    zone(
        draft,
        "lab",
        ("虚拟现实实验楼一层", "VR laboratory, ground floor"),
        box(501, 197, 555, 239),
        storey=1,
        targets=ZoneTargets(rsrp_dbm=-108, sinr_db=0, dl_mbps=40, area_share=0.9),
    )
    zone(
        draft,
        "dorm",
        ("宿舍区", "Dormitories"),
        box(472, 396, 730, 536),
        storey=1,
        targets=ZoneTargets(rsrp_dbm=-114, sinr_db=-3, dl_mbps=10, area_share=0.8),
    )
    zone(
        draft,
        "sports",
        ("体育场", "Sports ground"),
        box(66, 440, 252, 544),
        targets=ZoneTargets(rsrp_dbm=-110, sinr_db=0, ul_mbps=5),
        area_class=AreaClass.SIMPLE,
    )
    zone(
        draft,
        "outdoor",
        ("中轴广场与步道", "Central walk and square"),
        box(384, 100, 416, 304),
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, dl_mbps=20, ul_mbps=4),
        area_class=AreaClass.SIMPLE,
    )
