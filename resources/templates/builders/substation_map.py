"""Yard, buildings and zones of the sample substation.

Gantries and bus bars are lattice and wire: they don't block the waves and are left out.
"""

from planner.model.geometry import Ring
from planner.model.site_map import AreaClass, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, Text, box, ellipse, number, obstacle, ribbon, zone

GLASS, BRICK, METAL, OPEN = "concrete_irr_glass", "brick_glass", "sheet_metal", "open_structure"

#: Antennas of the protection CPEs stand on the cabins' roofs.
CPE_M = 5.0
TRANSFORMERS_X = (84.0, 134.0, 184.0)

_BUILDINGS: tuple[tuple[Text, Ring, float, int, str], ...] = (
    (("主控通信楼", "Control building"), box(210, 32, 262, 62), 9.5, 2, GLASS),
    (("110 kV GIS 室", "110 kV GIS hall"), box(60, 66, 196, 84), 12.0, 1, METAL),
    (("35 kV 配电室", "35 kV switchgear"), box(60, 34, 150, 48), 6.0, 1, BRICK),
    (("二次设备预制舱", "Relay cabin"), box(220, 84, 248, 92), 3.5, 1, METAL),
    (("储能电池舱 1", "Battery cabin 1"), box(220, 104, 250, 110), 3.2, 1, METAL),
    (("储能电池舱 2", "Battery cabin 2"), box(220, 116, 250, 122), 3.2, 1, METAL),
    (("消防泵房", "Fire pump house"), box(166, 34, 182, 46), 5.0, 1, BRICK),
    (("备品库", "Spares store"), box(20, 34, 44, 50), 6.0, 1, METAL),
    (("警卫室", "Guardhouse"), box(282, 24, 290, 32), 3.8, 1, BRICK),
    (("对侧开闭所", "Far-end switching station"), box(398, 96, 424, 112), 5.5, 1, BRICK),
    (("配网环网柜", "Ring main unit"), box(392, 152, 400, 156), 2.4, 0, METAL),
)  # fmt: skip


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _ground(draft)
    building = ObstacleKind.BUILDING
    for name, outline, height_m, storeys, material in _BUILDINGS:
        obstacle(draft, building, name, outline, height_m=height_m, storeys=storeys, material=material)
    for index, x in enumerate(TRANSFORMERS_X, start=1):
        name = number(("主变压器", "Transformer"), index)
        obstacle(draft, ObstacleKind.TANK, name, box(x - 8, 102, x + 8, 114), height_m=7.5)
    for index, x in enumerate((59.0, 109.0, 159.0, 209.0), start=1):
        name = number(("主变防火墙", "Transformer fire wall"), index)
        obstacle(draft, ObstacleKind.WALL, name, ((x, 98), (x, 118)), height_m=8.5)
    for index in range(8):
        x = 44.0 + 24.0 * index
        name = number(("220 kV 间隔", "220 kV bay"), index + 1)
        obstacle(draft, building, name, box(x, 150, x + 5, 186), height_m=5.0, material=OPEN)
    for index in range(4):
        y = 66.0 + 15.0 * index
        name = number(("电容器组", "Capacitor bank"), index + 1)
        obstacle(draft, building, name, box(20, y, 42, y + 9), height_m=4.5, material=OPEN)
    for index, x in enumerate((262.0, 274.0), start=1):
        name = number(("消防水罐", "Fire water tank"), index)
        obstacle(draft, ObstacleKind.TANK, name, ellipse((x, 150), 4.5, 4.5, 18), height_m=7.0)
    _outside(draft)
    _zones(draft)


def _ground(draft: Draft) -> None:
    road = ObstacleKind.ROAD
    obstacle(draft, ObstacleKind.LAND, ("变电站用地", "Substation grounds"), box(0, 0, 300, 220))
    obstacle(draft, ObstacleKind.LAND, ("开闭所用地", "Switching station plot"), box(384, 84, 438, 168))
    ring: Ring = ((48, 20), (274, 20), (274, 138), (48, 138))
    inner: Ring = ((54, 26), (54, 132), (268, 132), (268, 26))
    obstacle(draft, road, ("站内环路", "Ring road"), ring, holes=(inner,))
    obstacle(draft, road, ("主变运输路", "Transformer road"), box(54, 90, 212, 96))
    obstacle(
        draft, road, ("220 kV 区巡视路", "220 kV yard path"), ribbon(((28, 134), (28, 202), (250, 202), (250, 138)), 5)
    )
    obstacle(draft, road, ("进站道路", "Access road"), ribbon(((274, 22), (340, 22), (348, 120), (384, 124)), 8))
    obstacle(draft, ObstacleKind.WATER, ("事故油池", "Oil containment pool"), box(200, 122, 212, 130))


def _outside(draft: Draft) -> None:
    wall = ObstacleKind.WALL
    north: Ring = ((294, 34), (294, 214), (6, 214), (6, 8), (294, 8), (294, 16))
    obstacle(draft, wall, ("站区围墙", "Perimeter wall"), north, height_m=2.6)
    far: Ring = ((384, 130), (384, 168), (438, 168), (438, 84), (384, 84), (384, 118))
    obstacle(draft, wall, ("开闭所围栏", "Switching station fence"), far, height_m=2.2)
    green = ObstacleKind.VEGETATION
    obstacle(draft, green, ("站外林带北", "Trees, north"), box(20, 228, 300, 244), height_m=9.0)
    obstacle(draft, green, ("站外林带东", "Trees, east"), box(312, 40, 326, 210), height_m=8.0)
    obstacle(draft, green, ("站外小树林", "Grove"), ellipse((412, 212), 32, 20, 24), height_m=9.0)
    obstacle(draft, green, ("主控楼前绿地", "Garden"), box(222, 66, 260, 76), height_m=1.0)


def _zones(draft: Draft) -> None:
    zone(
        draft, "hv", ("220 kV 配电区", "220 kV yard"), box(36, 142, 246, 208),
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, ul_mbps=8, area_share=0.85), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "transformer", ("主变与电容器区", "Transformers and capacitors"),
        ((16, 62), (46, 62), (46, 88), (214, 88), (214, 134), (16, 134)),
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, ul_mbps=10, area_share=0.85), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "control", ("主控楼一层", "Control building, ground floor"), box(211, 33, 261, 61), storey=1,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, dl_mbps=20),
    )  # fmt: skip
    zone(
        draft, "relay", ("保护装置安装区", "Protection devices"), box(216, 80, 266, 128), height_m=CPE_M,
        targets=ZoneTargets(rsrp_dbm=-95, sinr_db=3, ul_mbps=5), area_class=AreaClass.COMPLEX,
    )  # fmt: skip
    zone(
        draft, "feeder", ("对侧开闭所区域", "Far-end switching station area"), box(386, 86, 436, 166),
        targets=ZoneTargets(rsrp_dbm=-100, sinr_db=0, ul_mbps=5, area_share=0.9), area_class=AreaClass.SIMPLE,
    )  # fmt: skip
