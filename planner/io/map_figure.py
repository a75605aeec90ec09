"""Drawing the map with matplotlib: obstacles, heat map, network, names. Used by `planner.io.pictures`.

Widths are points on paper. matplotlib is given in (axes, fonts), never imported at module level: it costs a second.
"""

import math
from collections.abc import Iterable
from typing import Any

from planner.errors import PlannerError
from planner.io import layers, map_style
from planner.io.map_style import Rgba
from planner.io.map_text import label_place
from planner.model.geometry import Bounds, Point, bounds_of
from planner.model.heads import cells_at, head_sites
from planner.model.network import Cell, Network, Ownership
from planner.model.project import Project
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, OPEN_KINDS, Obstacle, ObstacleKind

#: Fonts with Chinese, in the order they are looked for: Windows, macOS, Linux.
CHINESE_FONTS = (
    "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "Source Han Sans CN", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Noto Serif CJK SC",
    "SimSun", "Droid Sans Fallback",
)  # fmt: skip
HEAT_MAP_OPACITY = 0.72
SECTOR_PT, SECTOR_HALF_DEG = 11.0, 17.0
Paint = tuple[float, float, float, float]


def chinese_font() -> str:
    """Family name of an installed font with Chinese; PlannerError `font-missing` rather than boxes for characters."""
    from matplotlib import font_manager

    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    for family in CHINESE_FONTS:
        if family in installed:
            return family
    raise PlannerError("font-missing", fonts=", ".join(CHINESE_FONTS[:5]))


def paint(colour: Rgba) -> Paint:
    """A table colour in matplotlib's terms (0 to 1)."""
    red, green, blue, alpha = colour
    return red / 255, green / 255, blue / 255, alpha / 255


def faded(colour: Rgba) -> Paint:
    """A heat map colour as it looks on the light map, for the legend."""
    mixed = [
        c * HEAT_MAP_OPACITY + b * (1 - HEAT_MAP_OPACITY) for c, b in zip(colour, map_style.BACKGROUND, strict=True)
    ]
    return mixed[0] / 255, mixed[1] / 255, mixed[2] / 255, 1.0


def project_bounds(project: Project, scheme_id: str) -> Bounds:
    """Extent of what is drawn: visible obstacles, zones, the scheme's sites and UPFs; 100 m square if none."""
    rings: list[Iterable[Point]] = [o.outline for o in project.site_map.obstacles.values() if not o.hidden]
    rings += [zone.outline for zone in project.site_map.zones.values()]
    network = _network(project, scheme_id)
    rings += [(site.position,) for site in network.sites.values()]
    rings += [cell.cable_route for cell in network.cells.values() if cell.cable_route]
    rings += [(upf.position,) for upf in network.upfs.values() if upf.position is not None]
    west, south, east, north = bounds_of(rings) or (-50.0, -50.0, 50.0, 50.0)
    room = max(0.02 * max(east - west, north - south), 5.0)
    return west - room, south - room, east + room, north + room


def framed(drawn: Bounds, computed: Bounds) -> Bounds:
    """What a picture of results shows of the drawn map: the computed area and a tenth around it, no more than is drawn.

    A harbour may be six kilometres wide and its plan one: the figures must be readable.
    """
    around = 0.1 * max(computed[2] - computed[0], computed[3] - computed[1])
    west, south = max(drawn[0], computed[0] - around), max(drawn[1], computed[1] - around)
    east, north = min(drawn[2], computed[2] + around), min(drawn[3], computed[3] + around)
    # a plan beside the drawn map is shown as it is
    return (west, south, east, north) if west < east and south < north else computed


def draw_obstacles(axes: Any, project: Project, *, over_heat_map: bool) -> None:
    """All visible obstacles, grouped by style: the ground below the heat map, everything else above it."""
    groups: dict[tuple[map_style.AreaStyle, int], list[Any]] = {}
    ordered = sorted(project.site_map.obstacles.values(), key=lambda o: -_size_m(o))
    for obstacle in ordered:
        if not obstacle.hidden and len(obstacle.outline) >= 2:
            groups.setdefault(
                (map_style.area_style(obstacle, over_heat_map=over_heat_map), _order(obstacle)), []
            ).append(_path(obstacle))
    for (style, order), paths in groups.items():
        _collection(axes, paths, order, face=paint(style.fill), edge=paint(style.edge), width_pt=0.5 * style.edge_px)
        if order < 10:  # the ground's outlines once more above the heat map
            _collection(axes, paths, 11, face=(0, 0, 0, 0), edge=paint(map_style.GROUND_EDGE), width_pt=0.4)


def _collection(axes: Any, paths: list[Any], order: float, *, face: Paint, edge: Paint, width_pt: float) -> None:
    from matplotlib.collections import PathCollection

    axes.add_collection(
        PathCollection(paths, facecolors=[face], edgecolors=[edge], linewidths=width_pt, zorder=order), autolim=False
    )


def _order(obstacle: Obstacle) -> int:
    if obstacle.kind is ObstacleKind.ROAD:
        return 3
    if obstacle.kind in GROUND_KINDS:
        return 1
    if obstacle.kind in OPEN_KINDS:
        return 23
    return 22 if obstacle.kind is ObstacleKind.BUILDING else 21


def _size_m(obstacle: Obstacle) -> float:
    west, south, east, north = bounds_of([obstacle.outline]) or (0.0, 0.0, 0.0, 0.0)
    return max(east - west, north - south)


def _path(obstacle: Obstacle) -> Any:
    from matplotlib.path import Path

    if obstacle.kind in LINE_KINDS:
        return Path(list(obstacle.outline))
    parts = [Path([*ring, ring[0]], closed=True) for ring in (obstacle.outline, *obstacle.holes)]
    return Path.make_compound_path(*parts)


def draw_zones(axes: Any, project: Project) -> None:
    """White casing and dashes, as on the screen."""
    from matplotlib.patches import Polygon

    for zone in project.site_map.zones.values():
        for colour, width_pt, style in (
            (map_style.ZONE_CASING, 1.8, "solid"), (map_style.ZONE_LINE, 0.9, (0, (5, 3))),
        ):  # fmt: skip
            axes.add_patch(
                Polygon(
                    zone.outline, closed=True, fill=False, edgecolor=paint(colour), lw=width_pt, ls=style, zorder=30
                )
            )


def draw_network(axes: Any, project: Project, scheme_id: str, omni: frozenset[str]) -> None:
    """Links, cables, sites with a wedge per sector (a disc for the cells in `omni`), UPFs with their second rooms."""
    network = _network(project, scheme_id)
    for link in network.links.values():
        upf = network.upfs.get(link.to_id)
        if upf is not None and upf.position is not None:
            for site in network.sites.values():
                if link.from_id in ("all", site.id):
                    axes.plot(
                        *zip(site.position, upf.position, strict=True),
                        color=paint(map_style.LINK), lw=0.7, ls=(0, (6, 4)), zorder=40,
                    )  # fmt: skip
    for cell in network.cells.values():
        if len(cell.cable_route) > 1:
            ends = zip(*cell.cable_route, strict=True)
            axes.plot(*ends, color=paint(map_style.CABLE), lw=2.0, ls=(0, (3, 1.2)), zorder=42)
    for site in network.sites.values():
        colour = paint(map_style.SITE_NEW if site.ownership is Ownership.NEW else map_style.SITE_PUBLIC)
        for cell in cells_at(site.id, network):
            _sector(axes, site.position, cell, colour, is_omni=cell.id in omni)
            if cell.site_id == site.id:
                for head in head_sites(cell, network)[1:]:
                    ends = zip(site.position, head.position, strict=True)
                    axes.plot(*ends, color=colour, lw=0.7, ls=(0, (1.5, 2.5)), zorder=41)
        axes.plot(*site.position, "o", ms=5.0, mfc=colour, mec="white", mew=0.9, zorder=52)
    for upf in network.upfs.values():
        for position, face, ink in (
            (upf.position, paint(map_style.UPF), "white"),
            (upf.second_position, "white", paint(map_style.UPF)),
        ):
            if position is not None:
                axes.annotate(
                    "UPF", position, color=ink, fontsize=5.5, weight="bold", ha="center", va="center", zorder=55,
                    bbox={"boxstyle": "round,pad=0.25", "fc": face, "ec": ink, "lw": 0.8},
                )  # fmt: skip


def _sector(axes: Any, position: Point, cell: Cell, colour: Paint, *, is_omni: bool) -> None:
    """A wedge of fixed size on paper, as an annotation with an offset in points."""
    from matplotlib.offsetbox import AnnotationBbox, DrawingArea
    from matplotlib.patches import Circle, Polygon

    area = DrawingArea(0, 0)
    if is_omni:
        area.add_artist(Circle((0, 0), 6.0, fc=colour, ec="white", lw=0.9))
    else:

        def at(distance: float, turn_deg: float) -> Point:
            angle = math.radians(cell.azimuth_deg + turn_deg)
            return distance * math.sin(angle), distance * math.cos(angle)

        corners = [
            at(1.5, 0),
            at(SECTOR_PT - 2, -SECTOR_HALF_DEG),
            at(SECTOR_PT, 0),
            at(SECTOR_PT - 2, SECTOR_HALF_DEG),
        ]
        area.add_artist(Polygon(corners, closed=True, fc=colour, ec="white", lw=0.9))
    box = AnnotationBbox(area, position, frameon=False, pad=0, box_alignment=(0, 0))
    box.set_zorder(51)
    axes.add_artist(box)


def draw_heat_map(axes: Any, layer: layers.Layer, maps: Any) -> None:
    """The layer's colours at their place, unsmoothed."""
    import numpy as np

    table = np.array(layers.colour_table(layer), dtype=np.uint8)
    table[1:, 3] = table[1:, 3] * HEAT_MAP_OPACITY
    pixels = table[layers.to_index(layer, layers.layer_values(maps, layer))]
    grid = maps.grid
    extent = (grid.west_m, grid.east_m, grid.south_m, grid.north_m)
    axes.imshow(pixels, extent=extent, origin="upper", interpolation="nearest", zorder=10, aspect="auto")


def draw_names(axes: Any, project: Project, scheme_id: str, font: str, pt_per_m: float) -> None:
    """Names with a halo, the important ones first, none over another; obstacles only where the name fits into them."""
    network = _network(project, scheme_id)
    wanted: list[tuple[str, Point, float, float, str]] = [
        (site.name, site.position, -14.0, 6.5, "bold") for site in network.sites.values()
    ]
    wanted += [(u.name, u.position, -9.0, 6.0, "bold") for u in network.upfs.values() if u.position is not None]
    wanted += [(zone.name, label_place(zone)[0], -6.0, 7.0, "bold") for zone in project.site_map.zones.values()]
    for obstacle in project.site_map.obstacles.values():
        if not obstacle.hidden and obstacle.kind not in GROUND_KINDS | LINE_KINDS:
            place, room_m = label_place(obstacle)
            if room_m * pt_per_m >= _width_pt(obstacle.name, 5.5):
                wanted.append((obstacle.name, place, 0.0, 5.5, "normal"))
    taken: list[Bounds] = []
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    wanted = [item for item in wanted if left <= item[1][0] <= right and low <= item[1][1] <= high]
    for text, (x, y), offset_pt, size_pt, weight in wanted:
        half, middle = _width_pt(text, size_pt) / 2, y * pt_per_m + offset_pt
        rect = (x * pt_per_m - half, middle - size_pt / 2, x * pt_per_m + half, middle + size_pt / 2)
        if text and not any(_overlap(rect, other) for other in taken):
            taken.append(rect)
            _name(axes, text, (x, y), offset_pt, {"family": font, "size": size_pt, "weight": weight})


def _name(axes: Any, text: str, position: Point, offset_pt: float, font: dict[str, Any]) -> None:
    from matplotlib.patheffects import withStroke

    axes.annotate(
        text, position, xytext=(0, offset_pt), textcoords="offset points", ha="center", va="center_baseline",
        color=paint(map_style.TEXT), fontproperties=font, zorder=60, annotation_clip=True,
        path_effects=[withStroke(linewidth=1.6, foreground="white")],
    )  # fmt: skip


def _width_pt(text: str, size_pt: float) -> float:
    return size_pt * sum(1.0 if ord(char) >= 0x2E80 else 0.56 for char in text)


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _network(project: Project, scheme_id: str) -> Network:
    scheme = project.schemes.get(scheme_id)
    return Network() if scheme is None else scheme.network
