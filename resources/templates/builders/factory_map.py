"""Grounds, buildings and zones of the sample factory."""

from planner.model.site_map import AreaClass, ObstacleKind, ZoneTargets
from resources.templates.builders.kit import Draft, box, ellipse, number, obstacle, ribbon, zone


def add(draft: Draft) -> None:
    """Everything drawn, and the zones."""
    _map(draft)
    _zones(draft)


def _map(draft: Draft) -> None:
    road, building, green = ObstacleKind.ROAD, ObstacleKind.BUILDING, ObstacleKind.VEGETATION
    obstacle(draft, ObstacleKind.LAND, ("厂区用地", "Factory grounds"), box(0, 0, 440, 300))
    obstacle(
        draft,
        road,
        ("厂区环路", "Ring road"),
        ((60, 30), (320, 30), (320, 228), (60, 228)),
        holes=(((72, 42), (72, 216), (308, 216), (308, 42)),),
    )
    obstacle(draft, road, ("进厂道路", "Access road"), ribbon(((308, 129), (380, 129), (420, 124), (440, 124)), 16))
    obstacle(draft, road, ("研发楼道路", "Development road"), ribbon(((327, 132), (327, 240), (418, 240)), 8))
    obstacle(draft, road, ("成品出库道路", "Despatch road"), ribbon(((160, 228), (160, 244)), 40))
    obstacle(draft, road, ("停车场", "Car park"), box(336, 40, 420, 96))
    obstacle(draft, road, ("装卸场", "Loading yard"), box(84, 196, 196, 216))
    hall = ((92, 62), (272, 62), (272, 182), (92, 182))
    obstacle(draft, building, ("主厂房", "Main hall"), hall, height_m=12.0, storeys=1, material="sheet_metal")
    obstacle(
        draft,
        building,
        ("办公附楼", "Office annex"),
        box(272.5, 86, 296, 158),
        height_m=15.0,
        storeys=4,
        material="concrete_irr_glass",
    )
    obstacle(
        draft,
        building,
        ("成品仓库", "Finished goods store"),
        box(84, 244, 236, 286),
        height_m=11.0,
        storeys=1,
        material="sheet_metal",
    )
    obstacle(
        draft,
        building,
        ("动力站房", "Utility building"),
        box(258, 246, 306, 270),
        height_m=8.0,
        storeys=1,
        material="brick_glass",
    )
    obstacle(
        draft,
        building,
        ("研发楼", "Development building"),
        ((340, 176), (414, 176), (414, 196), (362, 196), (362, 232), (340, 232)),
        height_m=21.0,
        storeys=5,
        material="concrete_irr_glass",
    )
    obstacle(
        draft,
        building,
        ("员工餐厅", "Canteen"),
        box(340, 250, 400, 276),
        height_m=9.0,
        storeys=2,
        material="brick_glass",
    )
    obstacle(
        draft,
        building,
        ("门卫室", "Gatehouse"),
        box(420, 134, 430, 142),
        height_m=4.0,
        storeys=1,
        material="brick_glass",
    )
    obstacle(
        draft,
        building,
        ("非机动车棚", "Bicycle shed"),
        box(336, 104, 376, 112),
        height_m=3.0,
        storeys=1,
        material="open_structure",
    )
    for index, y in enumerate((92.0, 106.0, 120.0), start=1):
        obstacle(
            draft,
            ObstacleKind.TANK,
            number(("工业气体罐", "Gas tank"), index),
            ellipse((42, y), 4.5, 4.5, 20),
            height_m=9.0,
        )
    obstacle(
        draft,
        ObstacleKind.WALL,
        ("围墙北段", "Fence, north"),
        ((434, 146), (434, 294), (6, 294), (6, 150)),
        height_m=2.4,
    )
    obstacle(
        draft, ObstacleKind.WALL, ("围墙南段", "Fence, south"), ((6, 150), (6, 6), (434, 6), (434, 108)), height_m=2.4
    )
    obstacle(draft, green, ("南侧行道树", "Trees, south"), box(14, 11, 426, 19), height_m=7.0)
    obstacle(draft, green, ("西侧行道树", "Trees, west"), box(11, 24, 20, 288), height_m=8.0)
    obstacle(draft, green, ("研发楼前草坪", "Lawn"), ellipse((388, 214), 20, 13), height_m=0.0)
    obstacle(draft, green, ("厂前绿地", "Front garden"), ((346, 146), (410, 146), (410, 166), (346, 166)), height_m=4.0)
    obstacle(draft, green, ("东侧行道树", "Trees, east"), box(422, 150, 430, 286), height_m=7.0)
    obstacle(draft, green, ("停车场绿化", "Car park trees"), box(336, 24, 420, 34), height_m=5.0)


def _zones(draft: Draft) -> None:
    strict = ZoneTargets(rsrp_dbm=-95, sinr_db=3, dl_mbps=20, ul_mbps=30)
    zone(
        draft,
        "machining",
        ("机加工区", "Machining"),
        box(94, 64, 184, 180),
        targets=strict,
        area_class=AreaClass.COMPLEX,
    )
    zone(
        draft,
        "assembly",
        ("装配与物流区", "Assembly and logistics"),
        box(184, 64, 270, 180),
        targets=strict,
        area_class=AreaClass.COMPLEX,
    )
    zone(
        draft,
        "office",
        ("办公附楼一层", "Office annex, ground floor"),
        box(274, 88, 295, 156),
        storey=1,
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=0, dl_mbps=20),
        area_class=AreaClass.STANDARD,
    )
    zone(
        draft,
        "yard",
        ("厂区道路与装卸场", "Roads and loading yard"),
        box(60, 184, 320, 240),
        targets=ZoneTargets(rsrp_dbm=-105, sinr_db=-3, ul_mbps=5),
        area_class=AreaClass.SIMPLE,
    )
