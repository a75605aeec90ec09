"""Validation of a project against itself and the catalogue: findings a person can act on, never an exception."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from planner.errors import Issue, Param, Severity
from planner.model.catalogue import Catalogue
from planner.model.edits import PROJECT_COLLECTIONS, SCHEME_COLLECTIONS, collection, points_of
from planner.model.geometry import Bounds, Point, Ring, bounds_of, contains, is_finite
from planner.model.limits import violations
from planner.model.network import ALL_SITES, Cell, Redundancy, UpfPlace
from planner.model.project import Project, Scheme
from planner.model.site_map import LINE_KINDS, HeightSource, Obstacle, ObstacleKind, Zone, blocks, top_m

#: A site farther than this from everything drawn is a mistake in its coordinates.
FAR_SITE_KM = 20.0


def check(project: Project, catalogue: Catalogue) -> tuple[Issue, ...]:
    """All findings about a project as it stands, errors first."""
    found = [*_limits(project), *_map(project, catalogue), *_demand(project, catalogue)]
    if not project.schemes:
        found.append(Issue(code="project-without-scheme"))
    if project.settings.map_terminal not in catalogue.terminals:
        found.append(Issue(code="unknown-map-terminal", params={"key": project.settings.map_terminal}))
    for scheme_id in sorted(project.schemes):
        found += _scheme(project, project.schemes[scheme_id], catalogue)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(found, key=lambda issue: order[issue.severity]))


def _issue(
    code: str, kind: str, item: Any, severity: Severity = Severity.ERROR, scheme_id: str = "", **params: Param
) -> Issue:
    name = getattr(item, "name", "") or getattr(item, "id", "")
    identifier = getattr(item, "id", "")
    return Issue(
        code=code,
        severity=severity,
        params={"name": str(name), **params},
        object_kind=kind,
        object_id=identifier,
        scheme_id=scheme_id,
    )


def _limits(project: Project) -> Iterator[Issue]:
    places = [(kind, "") for kind in PROJECT_COLLECTIONS if kind != "schemes"]
    places += [(kind, scheme_id) for scheme_id in sorted(project.schemes) for kind in SCHEME_COLLECTIONS]
    for kind, scheme_id in places:
        for key, item in collection(project, kind, scheme_id).items():
            if getattr(item, "id", key) != key:
                params = {"name": getattr(item, "name", "") or key, "id": item.id, "key": key}
                yield Issue(code="id-mismatch", params=params, object_kind=kind, object_id=key, scheme_id=scheme_id)
            for violation in violations(item):
                params: Mapping[str, Param] = {"name": getattr(item, "name", "") or key, **violation._asdict()}
                yield Issue(
                    code="object-value-out-of-range",
                    params=params,
                    object_kind=kind,
                    object_id=key,
                    scheme_id=scheme_id,
                )
            if not is_finite(points_of(item)):
                yield _issue("coordinate-not-finite", kind, item, scheme_id=scheme_id)
    for violation in violations(project.settings):
        yield Issue(code="value-out-of-range", params=violation._asdict())
    for scheme in project.schemes.values():
        for violation in (*violations(scheme.commercial), *violations(scheme.network)):
            yield _issue("value-out-of-range", "schemes", scheme, scheme_id=scheme.id, **violation._asdict())


def _outline_problems(kind: str, item: Obstacle | Zone) -> Iterator[Issue]:
    is_line = isinstance(item, Obstacle) and item.kind in LINE_KINDS
    least = 2 if is_line else 3
    if len(item.outline) < least:
        yield _issue("outline-too-short", kind, item, least=least)
        return
    if is_line:
        return
    if not is_finite(points_of(item)):
        return
    holes: tuple[Ring, ...] = item.holes if isinstance(item, Obstacle) else ()
    from shapely import Polygon, is_valid_reason

    polygon = Polygon(item.outline, holes)
    # The hull, not the area: the halves of an outline that crosses itself may cancel.
    if polygon.convex_hull.area <= 0.01:
        yield _issue("outline-without-area", kind, item)
        return
    reason = is_valid_reason(polygon)
    if reason != "Valid Geometry":
        place = reason.partition("[")[2].rstrip("]").split() or ["0", "0"]
        yield _issue(
            "outline-crosses-itself", kind, item, x_m=round(float(place[0]), 1), y_m=round(float(place[-1]), 1)
        )


def _map(project: Project, catalogue: Catalogue) -> Iterator[Issue]:
    site_map = project.site_map
    assumed = 0
    for obstacle in site_map.obstacles.values():
        yield from _outline_problems("obstacles", obstacle)
        if obstacle.height_source is HeightSource.ASSUMED and blocks(obstacle):
            assumed += 1
        if obstacle.kind in (ObstacleKind.BUILDING, ObstacleKind.TANK, ObstacleKind.WALL) and top_m(obstacle) <= 0:
            yield _issue("obstacle-without-height", "obstacles", obstacle, Severity.WARNING)
        if obstacle.material and obstacle.material not in catalogue.materials:
            yield _issue("unknown-material", "obstacles", obstacle, key=obstacle.material)
    if site_map.terrain is not None:
        yield Issue(code="terrain-not-in-coverage", severity=Severity.WARNING, params={"name": site_map.terrain.name})
    for backdrop in site_map.backdrops.values():
        if backdrop.asset not in project.assets:
            yield _issue("asset-missing", "backdrops", backdrop)
    for survey in site_map.measurements.values():
        if survey.asset not in project.assets:
            yield _issue("asset-missing", "measurements", survey)
    if assumed:
        yield Issue(code="heights-assumed", severity=Severity.WARNING, params={"count": assumed})
    extent = map_bounds(project)
    for zone in site_map.zones.values():
        yield from _outline_problems("zones", zone)
        box = bounds_of([zone.outline])
        if extent is not None and box is not None and not _overlap(extent, box):
            yield _issue("zone-outside-map", "zones", zone)


def map_bounds(project: Project) -> Bounds | None:
    """Extent of the drawn obstacles and sites (not the zones: those must lie on the map); None for an empty map."""
    rings: list[Any] = [obstacle.outline for obstacle in project.site_map.obstacles.values()]
    for scheme in project.schemes.values():
        rings += [(site.position,) for site in scheme.network.sites.values()]
    return bounds_of(rings)


def _distance_km(box: Bounds, point: Point) -> float:
    east = max(box[0] - point[0], 0.0, point[0] - box[2])
    north = max(box[1] - point[1], 0.0, point[1] - box[3])
    return math.hypot(east, north) / 1000.0


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _demand(project: Project, catalogue: Catalogue) -> Iterator[Issue]:
    for flow in project.demand.flows.values():
        if flow.zone_id not in project.site_map.zones:
            yield _issue("flow-without-zone", "flows", flow, zone=flow.zone_id)
        if flow.terminal not in catalogue.terminals:
            yield _issue("unknown-terminal", "flows", flow, key=flow.terminal)
        if flow.scenario and flow.scenario not in catalogue.scenarios:
            yield _issue("unknown-scenario", "flows", flow, Severity.WARNING, key=flow.scenario)
        shared = flow.shares_terminals_with
        host = project.demand.flows.get(shared)
        if shared and (
            host is None or host.id == flow.id or host.shares_terminals_with or host.terminal != flow.terminal
        ):
            yield _issue("flow-shares-wrongly", "flows", flow, Severity.WARNING, other=host.name if host else shared)
        if flow.ul_mbps == 0 and flow.dl_mbps == 0:
            yield _issue("flow-without-rate", "flows", flow, Severity.WARNING)


def _scheme(project: Project, scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    network = scheme.network
    if not network.cells:
        yield _issue("scheme-without-cells", "schemes", scheme, scheme_id=scheme.id)
    drawn = bounds_of(obstacle.outline for obstacle in project.site_map.obstacles.values())
    for site in network.sites.values():
        if drawn is not None and (far_km := _distance_km(drawn, site.position)) > FAR_SITE_KM:
            yield _issue("site-far-from-map", "sites", site, scheme_id=scheme.id, distance_km=round(far_km, 1))
        if not any(cell.site_id == site.id for cell in network.cells.values()):
            yield _issue("site-without-cells", "sites", site, Severity.WARNING, scheme.id)
    for cell in network.cells.values():
        yield from _cell(project, scheme, cell, catalogue)
    yield from _frames(scheme)
    yield from _core(scheme, catalogue)
    yield from _slices(project, scheme, catalogue)


def _cell(project: Project, scheme: Scheme, cell: Cell, catalogue: Catalogue) -> Iterator[Issue]:
    site = scheme.network.sites.get(cell.site_id)
    if site is None:
        yield _issue("cell-without-site", "cells", cell, scheme_id=scheme.id, site=cell.site_id)
        return
    band = catalogue.bands.get(cell.band)
    if band is None:
        yield _issue("unknown-band", "cells", cell, scheme_id=scheme.id, key=cell.band)
    elif cell.bandwidth_mhz not in band.bandwidths_mhz:
        allowed = ", ".join(f"{value:g}" for value in band.bandwidths_mhz)
        yield _issue(
            "bandwidth-not-in-band", "cells", cell, scheme_id=scheme.id,
            mhz=cell.bandwidth_mhz, band=cell.band, allowed=allowed,
        )  # fmt: skip
    frame = catalogue.frames.get(cell.frame)
    if frame is None:
        yield _issue("unknown-frame", "cells", cell, scheme_id=scheme.id, key=cell.frame)
    elif band is not None and (band.duplex == "fdd") != (frame.slots == "F"):
        yield _issue("frame-not-for-duplex", "cells", cell, scheme_id=scheme.id, frame=cell.frame, band=cell.band)
    if cell.antenna not in catalogue.antennas:
        yield _issue("unknown-antenna", "cells", cell, scheme_id=scheme.id, key=cell.antenna)
    indoor = cell.scenario.is_indoor
    under = _building_at(project, site.position)
    if indoor and under is None:
        yield _issue("indoor-cell-outdoors", "cells", cell, Severity.WARNING, scheme.id, scenario=cell.scenario.value)
    if not indoor and under is not None and cell.height_m < top_m(under):
        yield _issue(
            "antenna-inside-obstacle", "cells", cell, Severity.ERROR, scheme.id,
            obstacle=under.name or under.id, height_m=cell.height_m, top_m=top_m(under),
        )  # fmt: skip


def _building_at(project: Project, position: tuple[float, float]) -> Obstacle | None:
    """The highest blocking obstacle that covers a position."""
    covering = [
        obstacle
        for obstacle in project.site_map.obstacles.values()
        if blocks(obstacle) and obstacle.kind not in LINE_KINDS and contains(obstacle.outline, position)
        and not any(contains(hole, position) for hole in obstacle.holes)
    ]  # fmt: skip
    return max(covering, key=top_m, default=None)


def _frames(scheme: Scheme) -> Iterator[Issue]:
    """Cells of one band that send and receive at different times disturb each other (cross-link interference)."""
    frames: dict[str, set[str]] = {}
    for cell in scheme.network.cells.values():
        frames.setdefault(cell.band, set()).add(cell.frame)
    for band, used in sorted(frames.items()):
        if len(used) > 1:
            names = ", ".join(sorted(used))
            yield _issue(
                "frames-differ-on-band", "schemes", scheme, Severity.WARNING, scheme.id, band=band, frames=names
            )


def _core(scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    network = scheme.network
    if not network.upfs:
        yield _issue("scheme-without-upf", "schemes", scheme, scheme_id=scheme.id)
    for upf in network.upfs.values():
        if not any(link.to_id == upf.id for link in network.links.values()):
            yield _issue("upf-without-link", "upfs", upf, scheme_id=scheme.id)
        if upf.place is UpfPlace.ON_SITE and upf.position is None:
            yield _issue("upf-without-position", "upfs", upf, Severity.WARNING, scheme.id)
        if upf.redundancy is Redundancy.ONE_PLUS_ONE and upf.place is UpfPlace.ON_SITE and upf.second_position is None:
            yield _issue("upf-pair-in-one-room", "upfs", upf, Severity.WARNING, scheme.id)
    for link in network.links.values():
        if link.to_id not in network.upfs:
            yield _issue("link-to-nowhere", "links", link, scheme_id=scheme.id, target=link.to_id)
        if link.from_id != ALL_SITES and link.from_id not in network.sites:
            yield _issue("link-from-nowhere", "links", link, scheme_id=scheme.id, source=link.from_id)
        if link.medium not in catalogue.media:
            yield _issue("unknown-medium", "links", link, scheme_id=scheme.id, key=link.medium)
    for host in network.mec_hosts.values():
        if host.upf_id not in network.upfs:
            yield _issue("mec-without-upf", "mec_hosts", host, scheme_id=scheme.id, upf=host.upf_id)


def _slices(project: Project, scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    bands = {cell.band for cell in scheme.network.cells.values()}
    for item in scheme.slices.values():
        if item.upf_id not in scheme.network.upfs:
            yield _issue("slice-without-upf", "slices", item, scheme_id=scheme.id, upf=item.upf_id)
        if item.bands and not bands.intersection(item.bands):
            yield _issue("slice-without-carrier", "slices", item, scheme_id=scheme.id, bands=", ".join(item.bands))
        for direction, low, high in (
            ("UL", item.rrm.ul_min_pct, item.rrm.ul_max_pct),
            ("DL", item.rrm.dl_min_pct, item.rrm.dl_max_pct),
        ):
            if low > high:
                yield _issue(
                    "rrm-min-above-max", "slices", item, scheme_id=scheme.id, direction=direction, low=low, high=high
                )
        if not any(assignment.slice_id == item.id for assignment in scheme.assignments.values()):
            yield _issue("slice-unused", "slices", item, Severity.NOTE, scheme.id)
    for band in sorted(bands):
        sharing = [item for item in scheme.slices.values() if not item.bands or band in item.bands]
        for direction, total in (
            ("UL", sum(item.rrm.ul_min_pct for item in sharing)),
            ("DL", sum(item.rrm.dl_min_pct for item in sharing)),
        ):
            if total > 100:
                yield _issue(
                    "rrm-min-sum-above-100",
                    "schemes",
                    scheme,
                    scheme_id=scheme.id,
                    band=band,
                    direction=direction,
                    total=total,
                )
    for flow_id in sorted(scheme.assignments.keys() - project.demand.flows.keys()):
        yield _issue("assignment-without-flow", "schemes", scheme, Severity.NOTE, scheme.id, flow=flow_id)
    for flow_id, flow in project.demand.flows.items():
        assignment = scheme.assignments.get(flow_id)
        if assignment is None:
            yield _issue("flow-without-slice", "flows", flow, scheme_id=scheme.id, scheme=scheme.name)
        elif assignment.slice_id not in scheme.slices:
            yield _issue("flow-on-unknown-slice", "flows", flow, scheme_id=scheme.id, slice=assignment.slice_id)
