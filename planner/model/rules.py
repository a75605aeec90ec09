"""Validation of a project against itself and the catalogue: findings a person can act on, never an exception."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from planner.errors import Issue, Param, Severity
from planner.model.catalogue import Catalogue
from planner.model.edits import PROJECT_COLLECTIONS, SCHEME_COLLECTIONS, collection, points_of
from planner.model.geometry import Bounds, Point, Ring, bounds_of, is_finite
from planner.model.heads import head_ids
from planner.model.limits import Violation, violations
from planner.model.memo import by_identity
from planner.model.network import ALL_SITES, Cell, Redundancy, UpfPlace
from planner.model.own_entries import with_own_antennas
from planner.model.project import Project, Scheme
from planner.model.rules_antennas import antenna_findings, own_antenna_findings
from planner.model.rules_cells import cell_findings, cell_value_findings
from planner.model.rules_frames import frame_findings
from planner.model.rules_kit import finding
from planner.model.site_map import LINE_KINDS, HeightSource, Obstacle, ObstacleKind, Zone, blocks, top_m

#: A site farther than this from everything drawn is a mistake in its coordinates.
FAR_SITE_KM = 20.0


def check(project: Project, catalogue: Catalogue) -> tuple[Issue, ...]:
    """All findings about a project as it stands, errors first."""
    catalogue = with_own_antennas(catalogue, project)
    found = [*_limits(project), *_map(project, catalogue), *_demand(project, catalogue)]
    found += own_antenna_findings(project)
    if not project.schemes:
        found.append(Issue(code="project-without-scheme"))
    if project.settings.map_terminal not in catalogue.terminals:
        found.append(Issue(code="unknown-map-terminal", params={"key": project.settings.map_terminal}))
    for scheme_id in sorted(project.schemes):
        found += _scheme(project, project.schemes[scheme_id], catalogue)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(found, key=lambda issue: order[issue.severity]))


def _limits(project: Project) -> Iterator[Issue]:
    places = [(kind, "") for kind in PROJECT_COLLECTIONS if kind != "schemes"]
    places += [(kind, scheme_id) for scheme_id in sorted(project.schemes) for kind in SCHEME_COLLECTIONS]
    for kind, scheme_id in places:
        for key, item in collection(project, kind, scheme_id).items():
            if getattr(item, "id", key) != key:
                params = {"name": getattr(item, "name", "") or key, "id": item.id, "key": key}
                yield Issue(code="id-mismatch", params=params, object_kind=kind, object_id=key, scheme_id=scheme_id)
            special: frozenset[str] = frozenset()
            if isinstance(item, Cell):
                found, special = cell_value_findings(item, scheme_id)
                yield from found
            for violation in _violations(item):
                if violation.field in special:
                    continue
                params: Mapping[str, Param] = {"name": getattr(item, "name", "") or key, **violation._asdict()}
                yield Issue(
                    code="object-value-out-of-range",
                    params=params,
                    object_kind=kind,
                    object_id=key,
                    scheme_id=scheme_id,
                )
            if not _has_finite_points(item):
                yield finding("coordinate-not-finite", kind, item, scheme_id=scheme_id)
    for violation in violations(project.settings):
        yield Issue(code="value-out-of-range", params=violation._asdict())
    for scheme in project.schemes.values():
        for violation in (*violations(scheme.commercial), *violations(scheme.network)):
            yield finding("value-out-of-range", "schemes", scheme, scheme_id=scheme.id, **violation._asdict())


@by_identity
def _violations(item: Any) -> tuple[Violation, ...]:
    return tuple(violations(item))


@by_identity
def _has_finite_points(item: Any) -> bool:
    return is_finite(points_of(item))


@by_identity
def _outline_findings(item: Obstacle | Zone) -> tuple[Issue, ...]:
    return tuple(_outline_problems("zones" if isinstance(item, Zone) else "obstacles", item))


def _outline_problems(kind: str, item: Obstacle | Zone) -> Iterator[Issue]:
    is_line = isinstance(item, Obstacle) and item.kind in LINE_KINDS
    least = 2 if is_line else 3
    if len(item.outline) < least:
        yield finding("outline-too-short", kind, item, least=least)
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
        yield finding("outline-without-area", kind, item)
        return
    reason = is_valid_reason(polygon)
    if reason != "Valid Geometry":
        place = reason.partition("[")[2].rstrip("]").split() or ["0", "0"]
        yield finding(
            "outline-crosses-itself", kind, item, x_m=round(float(place[0]), 1), y_m=round(float(place[-1]), 1)
        )


def _map(project: Project, catalogue: Catalogue) -> Iterator[Issue]:
    site_map = project.site_map
    assumed = 0
    for obstacle in site_map.obstacles.values():
        yield from _outline_findings(obstacle)
        if obstacle.height_source is HeightSource.ASSUMED and blocks(obstacle):
            assumed += 1
        if obstacle.kind in (ObstacleKind.BUILDING, ObstacleKind.TANK, ObstacleKind.WALL) and top_m(obstacle) <= 0:
            yield finding("obstacle-without-height", "obstacles", obstacle, Severity.WARNING)
        if obstacle.material and obstacle.material not in catalogue.materials:
            yield finding("unknown-material", "obstacles", obstacle, key=obstacle.material)
    for backdrop in site_map.backdrops.values():
        if backdrop.asset not in project.assets:
            yield finding("asset-missing", "backdrops", backdrop)
    for survey in site_map.measurements.values():
        if survey.asset not in project.assets:
            yield finding("asset-missing", "measurements", survey)
    if site_map.terrain is not None and site_map.terrain.asset not in project.assets:
        yield Issue(code="asset-missing", severity=Severity.ERROR, params={"name": site_map.terrain.name})
    if assumed:
        yield Issue(code="heights-assumed", severity=Severity.WARNING, params={"count": assumed})
    extent = map_bounds(project)
    for zone in site_map.zones.values():
        yield from _outline_findings(zone)
        box = bounds_of([zone.outline])
        if extent is not None and box is not None and not _overlap(extent, box):
            yield finding("zone-outside-map", "zones", zone)


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


def _beside_km(box: Bounds) -> float:
    """How far outside of a drawn map a site may stand and still be meant: as far as the map reaches, at least 1 km."""
    return max(math.hypot(box[2] - box[0], box[3] - box[1]) / 1000.0, 1.0)


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _demand(project: Project, catalogue: Catalogue) -> Iterator[Issue]:
    for flow in project.demand.flows.values():
        if flow.zone_id not in project.site_map.zones:
            yield finding("flow-without-zone", "flows", flow, zone=flow.zone_id)
        if flow.terminal not in catalogue.terminals:
            yield finding("unknown-terminal", "flows", flow, key=flow.terminal)
        if flow.scenario and flow.scenario not in catalogue.scenarios:
            yield finding("unknown-scenario", "flows", flow, Severity.WARNING, key=flow.scenario)
        shared = flow.shares_terminals_with
        host = project.demand.flows.get(shared)
        if shared and (
            host is None or host.id == flow.id or host.shares_terminals_with or host.terminal != flow.terminal
        ):
            yield finding("flow-shares-wrongly", "flows", flow, Severity.WARNING, other=host.name if host else shared)
        if flow.ul_mbps == 0 and flow.dl_mbps == 0:
            yield finding("flow-without-rate", "flows", flow, Severity.WARNING)


def _scheme(project: Project, scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    network = scheme.network
    if not network.cells:
        yield finding("scheme-without-cells", "schemes", scheme, scheme_id=scheme.id)
    drawn = bounds_of(obstacle.outline for obstacle in project.site_map.obstacles.values())
    radiating = {key for cell in network.cells.values() for key in head_ids(cell)}
    far_km = 0.0
    for site in network.sites.values():
        if drawn is not None and (far_km := _distance_km(drawn, site.position)) > FAR_SITE_KM:
            yield finding("site-far-from-map", "sites", site, scheme_id=scheme.id, distance_km=round(far_km, 1))
        elif drawn is not None and far_km > _beside_km(drawn):
            yield finding("site-outside-map", "sites", site, Severity.WARNING, scheme.id, distance_km=round(far_km, 1))
        if site.id not in radiating:
            yield finding("site-without-cells", "sites", site, Severity.WARNING, scheme.id)
    yield from cell_findings(project, scheme, catalogue)
    yield from antenna_findings(scheme, catalogue)
    yield from frame_findings(project, scheme, catalogue)
    yield from _core(scheme, catalogue)
    yield from _slices(project, scheme, catalogue)


def _core(scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    network = scheme.network
    if not network.upfs:
        yield finding("scheme-without-upf", "schemes", scheme, scheme_id=scheme.id)
    for upf in network.upfs.values():
        if not any(link.to_id == upf.id for link in network.links.values()):
            yield finding("upf-without-link", "upfs", upf, scheme_id=scheme.id)
        if upf.place is UpfPlace.ON_SITE and upf.position is None:
            yield finding("upf-without-position", "upfs", upf, Severity.WARNING, scheme.id)
        if upf.redundancy is Redundancy.ONE_PLUS_ONE and upf.place is UpfPlace.ON_SITE and upf.second_position is None:
            yield finding("upf-pair-in-one-room", "upfs", upf, Severity.WARNING, scheme.id)
    for link in network.links.values():
        if link.to_id not in network.upfs:
            yield finding("link-to-nowhere", "links", link, scheme_id=scheme.id, target=link.to_id)
        if link.from_id != ALL_SITES and link.from_id not in network.sites:
            yield finding("link-from-nowhere", "links", link, scheme_id=scheme.id, source=link.from_id)
        if link.medium not in catalogue.media:
            yield finding("unknown-medium", "links", link, scheme_id=scheme.id, key=link.medium)
    for host in network.mec_hosts.values():
        if host.upf_id not in network.upfs:
            yield finding("mec-without-upf", "mec_hosts", host, scheme_id=scheme.id, upf=host.upf_id)


def _slices(project: Project, scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    bands = {cell.band for cell in scheme.network.cells.values()}
    for item in scheme.slices.values():
        if item.upf_id not in scheme.network.upfs:
            yield finding("slice-without-upf", "slices", item, scheme_id=scheme.id, upf=item.upf_id)
        if item.bands and not bands.intersection(item.bands):
            yield finding("slice-without-carrier", "slices", item, scheme_id=scheme.id, bands=", ".join(item.bands))
        for direction, low, high in (
            ("UL", item.rrm.ul_min_pct, item.rrm.ul_max_pct),
            ("DL", item.rrm.dl_min_pct, item.rrm.dl_max_pct),
        ):
            if low > high:
                yield finding(
                    "rrm-min-above-max", "slices", item, scheme_id=scheme.id, direction=direction, low=low, high=high
                )
        if not any(assignment.slice_id == item.id for assignment in scheme.assignments.values()):
            yield finding("slice-unused", "slices", item, Severity.NOTE, scheme.id)
    for band in sorted(bands):
        sharing = [item for item in scheme.slices.values() if not item.bands or band in item.bands]
        for direction, total in (
            ("UL", sum(item.rrm.ul_min_pct for item in sharing)),
            ("DL", sum(item.rrm.dl_min_pct for item in sharing)),
        ):
            if total > 100:
                yield finding(
                    "rrm-min-sum-above-100",
                    "schemes",
                    scheme,
                    scheme_id=scheme.id,
                    band=band,
                    direction=direction,
                    total=total,
                )
    for flow_id in sorted(scheme.assignments.keys() - project.demand.flows.keys()):
        yield finding("assignment-without-flow", "schemes", scheme, Severity.NOTE, scheme.id, flow=flow_id)
    for flow_id, flow in project.demand.flows.items():
        assignment = scheme.assignments.get(flow_id)
        if assignment is None:
            yield finding("flow-without-slice", "flows", flow, scheme_id=scheme.id, scheme=scheme.name)
        elif assignment.slice_id not in scheme.slices:
            yield finding("flow-on-unknown-slice", "flows", flow, scheme_id=scheme.id, slice=assignment.slice_id)
