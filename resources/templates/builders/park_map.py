"""Grounds, buildings and zones of the sample business park."""

from planner.model.geometry import Ring
from planner.model.site_map import AreaClass, HeightSource, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, Text, box, ellipse, number, obstacle, smooth, zone

GLASS, BRICK, METAL, OPEN = "concrete_irr_glass", "brick_glass", "sheet_metal", "open_structure"

STOREY_M = 4.2

_BUILDINGS: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("总部大厦", "Headquarters tower"), box(404, 300, 456, 344), 96.0, 22, GLASS),
    (("A1 办公楼", "Office A1"), box(120, 290, 200, 326), 42.0, 10, GLASS),
    (("A2 办公楼", "Office A2"), box(120, 368, 200, 392), 42.0, 10, GLASS),
    (("A3 办公楼", "Office A3"), box(248, 300, 328, 324), 34.0, 8, GLASS),
    (("A4 办公楼", "Office A4"), box(248, 368, 328, 392), 34.0, 8, GLASS),
    (("B1 研发楼", "Research B1"), ((540, 300), (650, 300), (650, 324), (564, 324), (564, 392), (540, 392)), 30.0, 7,
     GLASS),
    (("B2 研发楼", "Research B2"), ((690, 300), (790, 300), (790, 392), (766, 392), (766, 324), (690, 324)), 30.0, 7,
     GLASS),
    (("展示中心", "Exhibition centre"), ellipse((430, 210), 44, 26, 32), 16.0, 2, GLASS),
    (("中试厂房 1", "Pilot hall 1"), box(560, 500, 680, 556), 12.0, 1, METAL),
    (("中试厂房 2", "Pilot hall 2"), box(710, 500, 830, 556), 12.0, 1, METAL),
    (("中试厂房 3", "Pilot hall 3"), box(560, 590, 680, 646), 12.0, 1, METAL),
    (("数据中心", "Data centre"), box(730, 596, 820, 644), 18.0, 3, BRICK),
    (("人才公寓 1", "Flats 1"), box(90, 520, 160, 536), 54.0, 18, BRICK),
    (("人才公寓 2", "Flats 2"), box(90, 570, 160, 586), 54.0, 18, BRICK),
    (("人才公寓 3", "Flats 3"), box(200, 546, 270, 562), 54.0, 18, BRICK),
    (("酒店", "Hotel"), box(340, 500, 400, 528), 60.0, 16, GLASS),
    (("员工餐厅", "Canteen"), box(340, 580, 420, 616), 10.0, 2, GLASS),
    (("商业街西", "Shops, west"), box(110, 150, 250, 172), 9.0, 2, BRICK),
    (("商业街东", "Shops, east"), box(110, 196, 250, 218), 9.0, 2, BRICK),
    (("幼儿园", "Kindergarten"), box(600, 150, 660, 186), 10.0, 3, BRICK),
    (("能源站", "Energy centre"), box(760, 180, 810, 208), 10.0, 1, BRICK),
    (("停车楼", "Car park"), box(690, 90, 770, 140), 15.0, 5, OPEN),
    (("南门岗亭", "South gatehouse"), box(444, 40, 452, 46), 4.0, 1, BRICK),
)  # fmt: skip


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _ground(draft)
    for name, outline, height_m, storeys, material in _BUILDINGS:
        obstacle(
            draft, ObstacleKind.BUILDING, name, outline, height_m=height_m, storeys=storeys, material=material,
            height_source=HeightSource.STATED,
        )  # fmt: skip
    greens: tuple[tuple[Text, Ring, float], ...] = (
        (
            ("中央公园西林", "Park grove, west"),
            smooth(((270, 150), (350, 146), (366, 200), (340, 250), (276, 246))),
            8.0,
        ),
        (
            ("中央公园东林", "Park grove, east"),
            smooth(((490, 236), (570, 220), (640, 232), (640, 264), (500, 268))),
            8.0,
        ),
        (("西侧林带", "Trees, west"), box(22, 60, 40, 650), 10.0),
        (("北侧林带", "Trees, north"), box(60, 664, 850, 682), 10.0),
        (("办公区庭院", "Office court"), box(212, 302, 236, 390), 5.0),
        (("研发区庭院", "Research court"), box(580, 340, 750, 380), 5.0),
        (("公寓花园", "Flats garden"), smooth(((186, 500), (280, 500), (280, 534), (186, 534))), 6.0),
    )
    for name, outline, height_m in greens:
        obstacle(draft, ObstacleKind.VEGETATION, name, outline, height_m=height_m, height_source=HeightSource.STATED)
    for index, x in enumerate((824.0, 840.0), start=1):
        name = number(("蓄冷罐", "Chilled water tank"), index)
        obstacle(draft, ObstacleKind.TANK, name, ellipse((x, 194), 6, 6, 20), height_m=14.0)
    _zones(draft)


def _ground(draft: Draft) -> None:
    road = ObstacleKind.ROAD
    obstacle(draft, ObstacleKind.LAND, ("园区用地", "Park grounds"), box(0, 0, 900, 700))
    lake = smooth(((500, 130), (560, 116), (590, 150), (576, 200), (520, 212), (490, 180)))
    obstacle(draft, ObstacleKind.WATER, ("景观湖", "Lake"), lake)
    ring: Ring = ((60, 60), (860, 60), (860, 656), (60, 656))
    inner: Ring = ((74, 74), (74, 642), (846, 642), (846, 74))
    obstacle(draft, road, ("园区环路", "Ring road"), ring, holes=(inner,))
    obstacle(draft, road, ("南大门道路", "South gate road"), box(420, 0, 440, 60))
    obstacle(draft, road, ("中轴路", "Central axis"), box(422, 74, 438, 180))
    obstacle(draft, road, ("东西主路", "East-west road"), box(74, 270, 846, 286))
    obstacle(draft, road, ("北横路", "North cross road"), box(74, 440, 846, 456))
    obstacle(draft, road, ("西纵路", "West road"), box(350, 286, 364, 440))
    obstacle(draft, road, ("东纵路", "East road"), box(490, 286, 504, 642))
    obstacle(draft, road, ("总部广场", "Headquarters square"), ellipse((430, 390), 40, 30, 28))
    obstacle(draft, road, ("地面停车场", "Parking lot"), box(110, 84, 380, 126))


def _zones(draft: Draft) -> None:
    indoor = ZoneTargets(rsrp_dbm=-105, sinr_db=-3, dl_mbps=10, ul_mbps=5, area_share=0.9)
    zone(
        draft, "tower", ("总部大厦四层", "Headquarters, storey 4"), box(405, 301, 455, 343), storey=4,
        height_m=3 * STOREY_M + 1.5, targets=indoor,
        area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "office", ("A1 办公楼四层", "Office A1, storey 4"), box(121, 291, 199, 325), storey=4,
        height_m=3 * STOREY_M + 1.5, targets=indoor,
        area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "expo", ("展示中心大厅", "Exhibition hall"), ellipse((430, 210), 42, 24, 32), storey=1,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, dl_mbps=50),
    )  # fmt: skip
    zone(
        draft, "pilot", ("中试厂房 1 内", "Inside pilot hall 1"), box(561, 501, 679, 555), storey=1,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, ul_mbps=10),
    )  # fmt: skip
    # Round the tower, not through it: indoors is a zone of its own.
    outdoor: Ring = ((74, 286), (74, 270), (846, 270), (846, 286), (504, 286), (504, 456), (350, 456), (350, 440),
                     (388, 440), (388, 348), (460, 348), (460, 286))  # fmt: skip
    zone(
        draft, "roads", ("主路与总部广场", "Main roads and square"), outdoor,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, dl_mbps=20, ul_mbps=5, area_share=0.85),
        area_class=AreaClass.SIMPLE,
    )  # fmt: skip
    zone(
        draft, "parking", ("地面停车场与商业街", "Parking lot and shops"), box(108, 82, 382, 148),
        targets=ZoneTargets(rsrp_dbm=-108, sinr_db=-3, dl_mbps=10, area_share=0.9), area_class=AreaClass.SIMPLE,
    )  # fmt: skip
