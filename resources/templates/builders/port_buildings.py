"""Buildings, tanks, walls and greenery on the landside of the sample port."""

from typing import Any

from planner.model.geometry import Ring
from planner.model.site_map import ObstacleKind
from resources.templates.builders.kit import Draft, Text, box, ellipse, number, obstacle

_BUILDINGS: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("生产指挥中心", "Operations control centre"),
     ((600, 880), (690, 880), (690, 900), (668, 900), (668, 930),
      (622, 930), (622, 900), (600, 900)), 32.0, 8, "concrete_irr_glass"),
    (("综合办公楼", "Office building"), box(480, 884, 560, 906), 24.0, 6, "concrete_irr_glass"),
    (("员工宿舍", "Staff quarters"), box(350, 930, 440, 946), 18.0, 5, "brick_glass"),
    (("职工食堂", "Canteen"), box(360, 872, 424, 904), 9.0, 2, "brick_glass"),
    (("消防救援站", "Fire station"), box(750, 890, 806, 914), 10.0, 2, "brick_glass"),
    (("拆装箱仓库 1", "CFS warehouse 1"), box(328, 690, 518, 750), 12.0, 1, "sheet_metal"),
    (("拆装箱仓库 2", "CFS warehouse 2"), box(542, 690, 732, 750), 12.0, 1, "sheet_metal"),
    (("拆装箱仓库 3", "CFS warehouse 3"), box(328, 764, 518, 820), 12.0, 1, "sheet_metal"),
    (("机修车间", "Maintenance shop"),
     ((60, 700), (160, 700), (160, 752), (112, 752), (112, 776), (60, 776)), 14.0, 1, "sheet_metal"),
    (("材料备件库", "Spare parts store"), box(176, 700, 244, 730), 8.0, 1, "sheet_metal"),
    (("海关查验大厅", "Customs inspection hall"), box(1090, 700, 1210, 748), 10.0, 1, "sheet_metal"),
    (("海关办公楼", "Customs office"), box(1090, 772, 1150, 790), 15.0, 4, "brick_glass"),
    (("进港闸口", "Gatehouse"), box(886, 812, 1008, 836), 9.0, 1, "open_structure"),
    (("变电站", "Substation"), box(762, 700, 806, 726), 8.0, 2, "brick_glass"),
    (("危险品喷淋泵房", "Dangerous goods pump house"), box(1412, 560, 1426, 578), 5.0, 1, "brick_glass"),
    (("流动机械加油棚", "Fuelling canopy"), box(170, 756, 210, 778), 7.0, 1, "open_structure"),
    (("保税物流仓库", "Bonded warehouse"),
     ((1240, 720), (1420, 720), (1420, 790), (1330, 790), (1330, 812), (1240, 812)), 13.0, 1, "sheet_metal"),
    (("冷链仓库", "Cold store"), box(1250, 852, 1410, 922), 16.0, 1, "sheet_metal"),
)  # fmt: skip


def add(draft: Draft) -> None:
    """Add everything that stands north of the yard."""
    for name, outline, height_m, storeys, material in _BUILDINGS:
        values: dict[str, Any] = {"height_m": height_m, "storeys": storeys, "material": material}
        obstacle(draft, ObstacleKind.BUILDING, name, outline, **values)
    for index, x in enumerate((72.0, 98.0), start=1):
        obstacle(
            draft, ObstacleKind.TANK, number(("燃油储罐", "Fuel tank"), index), ellipse((x, 814), 9, 9), height_m=12.0
        )
    obstacle(draft, ObstacleKind.TANK, ("消防水罐", "Fire water tank"), ellipse((832, 712), 8, 8), height_m=10.0)
    _walls(draft)
    _greenery(draft)


def _walls(draft: Draft) -> None:
    wall = ObstacleKind.WALL
    obstacle(draft, wall, ("北围墙西段", "North wall, west"), ((12, 640), (12, 988), (936, 988)), height_m=2.6)
    obstacle(draft, wall, ("北围墙东段", "North wall, east"), ((1000, 988), (1488, 988), (1488, 664)), height_m=2.6)
    hazard = ((1232, 548), (1408, 548), (1408, 620), (1232, 620), (1232, 548))
    obstacle(draft, wall, ("危险品箱区围墙", "Dangerous goods wall"), hazard, height_m=2.5)
    bund = ((56, 796), (114, 796), (114, 832), (56, 832), (56, 796))
    obstacle(draft, wall, ("储罐防火堤", "Tank bund"), bund, height_m=1.2)


def _greenery(draft: Draft) -> None:
    green = ObstacleKind.VEGETATION
    obstacle(draft, green, ("北侧防护林带西段", "Shelter belt, north-west"), box(20, 960, 926, 984), height_m=9.0)
    obstacle(draft, green, ("北侧防护林带东段", "Shelter belt, north-east"), box(1010, 960, 1480, 984), height_m=9.0)
    obstacle(draft, green, ("西侧防护林带", "Shelter belt, west"), box(18, 850, 40, 952), height_m=8.0)
    obstacle(draft, green, ("办公区绿地", "Office garden"), ellipse((520, 932), 30, 12), height_m=6.0)
    obstacle(draft, green, ("指挥中心绿地", "Control centre garden"), ellipse((720, 940), 18, 10), height_m=5.0)
    obstacle(
        draft, green, ("海关绿地", "Customs garden"), ((1166, 770), (1212, 770), (1212, 792), (1166, 792)), height_m=5.0
    )
