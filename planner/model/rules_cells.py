"""Rules about cells: band, frame, antenna, heads, radio units and identities. Findings that name the cell."""

import itertools
import math
from collections.abc import Iterator, Mapping

from planner.errors import Issue, Severity
from planner.model.carriers import (
    carrier_groups,
    overlaps,
    radio_units,
    spectrum_of,
    total_power_dbm,
    unit_class,
    uplink_spectrum_of,
)
from planner.model.catalogue import Band, Catalogue
from planner.model.geometry import is_finite
from planner.model.heads import cells_at, head_ids, head_sites
from planner.model.limits import LIMITS
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from planner.model.rules_kit import building_at, finding
from planner.model.site_map import Obstacle, top_m

#: Heads of one cell farther apart than this are more than one fronthaul hub reaches, m (assumption: 200 m of hybrid
#: cable from a hub in the middle).
HEADS_APART_M = 400.0
#: An equal PCI nearer than this is nearly always a neighbour's or a neighbour's neighbour's, m (assumption).
PCI_REUSE_M = 2000.0
#: Power beyond this isn't a radio unit's, dBm.
_MOST_DBM = LIMITS["Cell", "tx_power_dbm"].high


def cell_value_findings(cell: Cell, scheme_id: str) -> tuple[list[Issue], frozenset[str]]:
    """Impossible values of a cell that deserve a sentence of their own, and the fields they are about."""
    found: list[Issue] = []
    fields: set[str] = set()
    if cell.height_m <= 0.0:
        found.append(finding("antenna-below-ground", "cells", cell, scheme_id=scheme_id, height_m=cell.height_m))
        fields.add("height_m")
    tilt = cell.mechanical_tilt_deg + cell.electrical_tilt_deg
    if math.isfinite(tilt) and abs(tilt) > 90.0:
        found.append(finding("tilt-beyond-vertical", "cells", cell, scheme_id=scheme_id, tilt_deg=tilt))
        fields |= {"mechanical_tilt_deg", "electrical_tilt_deg"}
    if _MOST_DBM < cell.tx_power_dbm < math.inf:
        found.append(finding("power-not-dbm", "cells", cell, scheme_id=scheme_id, dbm=cell.tx_power_dbm))
        fields.add("tx_power_dbm")
    return found, frozenset(fields)


def cell_findings(project: Project, scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    """Everything about the cells of a scheme but how they send in time (`rules_frames`)."""
    places: dict[str, Obstacle | None] = {}
    for site in scheme.network.sites.values():
        places[site.id] = building_at(project, site.position)
    for cell in scheme.network.cells.values():
        yield from _cell(scheme, cell, catalogue)
        yield from _places(scheme, cell, places)
        yield from _heads(scheme, cell)
    yield from _units(scheme, catalogue)
    yield from _same_carrier(scheme, catalogue)
    yield from _identities(scheme, catalogue)


def _cell(scheme: Scheme, cell: Cell, catalogue: Catalogue) -> Iterator[Issue]:
    if cell.site_id not in scheme.network.sites:
        yield finding("cell-without-site", "cells", cell, scheme_id=scheme.id, site=cell.site_id)
        return
    band = catalogue.bands.get(cell.band)
    if band is not None:
        yield from _carrier(scheme, cell, band)
    elif cell.band:
        yield finding("unknown-band", "cells", cell, scheme_id=scheme.id, key=cell.band)
    else:
        yield finding("cell-without-band", "cells", cell, scheme_id=scheme.id)
    frame = catalogue.frames.get(cell.frame)
    if frame is None:
        yield finding("unknown-frame", "cells", cell, scheme_id=scheme.id, key=cell.frame)
    elif band is not None and (band.duplex == "fdd") != (frame.slots == "F"):
        yield finding("frame-not-for-duplex", "cells", cell, scheme_id=scheme.id, frame=cell.frame, band=cell.band)
    antenna = catalogue.antennas.get(cell.antenna)
    if antenna is None:
        yield finding("unknown-antenna", "cells", cell, scheme_id=scheme.id, key=cell.antenna)
        return
    for direction, layers in (("DL", cell.dl_layers), ("UL", cell.ul_layers)):
        if layers > antenna.tx_ports:
            yield finding(
                "layers-above-ports", "cells", cell, Severity.WARNING, scheme.id,
                direction=direction, layers=layers, ports=antenna.tx_ports,
            )  # fmt: skip


def _carrier(scheme: Scheme, cell: Cell, band: Band) -> Iterator[Issue]:
    if cell.bandwidth_mhz not in band.bandwidths_mhz:
        allowed = ", ".join(f"{value:g}" for value in band.bandwidths_mhz)
        yield finding(
            "bandwidth-not-in-band", "cells", cell, scheme_id=scheme.id,
            mhz=cell.bandwidth_mhz, band=cell.band, allowed=allowed,
        )  # fmt: skip
        return
    if band.is_exception:
        yield finding("band-is-exception", "cells", cell, Severity.WARNING, scheme.id, band=cell.band)
    if cell.carrier_mhz == 0.0 or not band.low_mhz:
        return
    edges = [(spectrum_of(cell, band), band.low_mhz, band.high_mhz)]
    if band.duplex == "fdd":
        edges.append((uplink_spectrum_of(cell, band), band.ul_low_mhz, band.ul_high_mhz))
    for (low, high), least, most in edges:
        if low < least or high > most:
            yield finding(
                "carrier-outside-band", "cells", cell, scheme_id=scheme.id, band=cell.band,
                low_mhz=low, high_mhz=high, least_mhz=least, most_mhz=most,
            )  # fmt: skip
            return
    low, high = spectrum_of(cell, band)
    if band.blocks and not _is_assigned(low, high, band):
        blocks = ", ".join(f"{block.low_mhz:g}-{block.high_mhz:g}" for block in band.blocks)
        yield finding(
            "carrier-not-assigned", "cells", cell, Severity.WARNING, scheme.id, band=cell.band,
            low_mhz=low, high_mhz=high, blocks=blocks,
        )  # fmt: skip
    inside = [block for block in band.blocks if block.indoor_only and block.low_mhz < high and low < block.high_mhz]
    if inside and not cell.scenario.is_indoor:
        yield finding(
            "carrier-for-indoors", "cells", cell, Severity.WARNING, scheme.id,
            low_mhz=inside[0].low_mhz, high_mhz=inside[0].high_mhz,
        )  # fmt: skip


def _is_assigned(low_mhz: float, high_mhz: float, band: Band) -> bool:
    """Whether the blocks of a band, side by side, hold a carrier."""
    reached = low_mhz
    for block in sorted(band.blocks, key=lambda block: block.low_mhz):
        if block.low_mhz <= reached:
            reached = max(reached, block.high_mhz)
    return reached >= high_mhz


def _places(scheme: Scheme, cell: Cell, places: Mapping[str, Obstacle | None]) -> Iterator[Issue]:
    """Where the antenna, or each head of a combined cell, stands."""
    if cell.cable_route:
        return
    for site in head_sites(cell, scheme.network):
        under, at = places[site.id], site.name or site.id
        if cell.scenario.is_indoor and under is None:
            yield finding(
                "indoor-cell-outdoors", "cells", cell, Severity.WARNING, scheme.id,
                scenario=cell.scenario.value, site=at,
            )  # fmt: skip
        if not cell.scenario.is_indoor and under is not None and 0.0 < cell.height_m < top_m(under):
            yield finding(
                "antenna-inside-obstacle", "cells", cell, Severity.ERROR, scheme.id,
                obstacle=under.name or under.id, height_m=cell.height_m, top_m=top_m(under), site=at,
            )  # fmt: skip


def _heads(scheme: Scheme, cell: Cell) -> Iterator[Issue]:
    if not cell.head_site_ids:
        return
    network = scheme.network
    for key in head_ids(cell)[1:]:
        if key not in network.sites:
            yield finding("head-unknown", "cells", cell, scheme_id=scheme.id, site=key)
    if not cell.scenario.is_indoor:
        yield finding("heads-outdoors", "cells", cell, Severity.WARNING, scheme.id, scenario=cell.scenario.value)
    heads = [site for site in head_sites(cell, network) if is_finite((site.position,))]
    pairs = [(math.dist(a.position, b.position), a, b) for k, a in enumerate(heads) for b in heads[k + 1 :]]
    apart_m, a, b = max(pairs, key=lambda pair: pair[0], default=(0.0, None, None))
    if a is not None and b is not None and apart_m > HEADS_APART_M:
        yield finding(
            "heads-far-apart", "cells", cell, Severity.WARNING, scheme.id,
            site=a.name or a.id, other=b.name or b.id, distance_m=round(min(apart_m, 1e9)), most_m=HEADS_APART_M,
        )  # fmt: skip


def _units(scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    """Radio units whose carriers ask for more power than they have."""
    told: set[tuple[str, ...]] = set()
    for unit, keys in radio_units(scheme.network).items():
        site = scheme.network.sites[unit.site_id]
        antenna = catalogue.antennas.get(unit.antenna)
        limit = unit_class(site.kind, antenna, catalogue) if antenna else None
        cells = [scheme.network.cells[key] for key in keys]
        if limit is None or not all(abs(cell.tx_power_dbm) < 1000.0 for cell in cells) or keys in told:
            continue
        total = total_power_dbm(cells)
        if total > limit.max_power_dbm + 1e-9:
            told.add(keys)
            yield finding(
                "power-above-unit", "cells", cells[0], Severity.WARNING, scheme.id,
                site=site.name or site.id, count=len(cells), total_dbm=round(total, 1),
                total_w=round(10.0 ** (total / 10.0 - 3.0), 1), most_dbm=limit.max_power_dbm,
            )  # fmt: skip


def _same_carrier(scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    """Two cells that one place sends over the same antenna direction on overlapping carriers."""
    network = scheme.network
    told: set[tuple[str, str]] = set()
    for keys in radio_units(network).values():
        known = [network.cells[key] for key in keys if network.cells[key].band in catalogue.bands]
        pieces = [(spectrum_of(cell, catalogue.bands[cell.band]), cell) for cell in known]
        for number, (piece, cell) in enumerate(pieces):
            for other_piece, other in pieces[number + 1 :]:
                if overlaps(piece, other_piece) and (cell.id, other.id) not in told:
                    told.add((cell.id, other.id))
                    place = next(site for site in head_sites(cell, network) if other in cells_at(site.id, network))
                    yield finding(
                        "carriers-overlap", "cells", cell, Severity.WARNING, scheme.id,
                        other=other.name or other.id, site=place.name or place.id,
                    )  # fmt: skip


def _identities(scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    """Cells of one carrier with one PCI: the nearest two of them, and how many there are."""
    network = scheme.network
    alike: dict[tuple[int, int], list[Cell]] = {}
    for key, group in carrier_groups(network.cells, catalogue).items():
        cell = network.cells[key]
        if cell.site_id in network.sites and is_finite((network.sites[cell.site_id].position,)):
            alike.setdefault((group, cell.pci), []).append(cell)
    for (_, pci), cells in sorted(alike.items()):
        if len(cells) < 2:
            continue
        far_m, first, other = _nearest(cells, network)
        yield finding(
            "pci-duplicate", "cells", first, Severity.WARNING if far_m < PCI_REUSE_M else Severity.NOTE, scheme.id,
            other=other.name or other.id, pci=pci, distance_m=round(min(far_m, 1e9)), count=len(cells),
        )  # fmt: skip


def _nearest(cells: list[Cell], network: Network) -> tuple[float, Cell, Cell]:
    """The two cells that stand nearest to each other; of many only those beside each other from west to east."""
    sites: Mapping[str, Site] = network.sites
    placed = sorted(cells, key=lambda cell: (*sites[cell.site_id].position, cell.id))
    found: list[tuple[float, Cell, Cell]] = []
    for one, other in itertools.pairwise(placed):
        a, b = (one, other) if one.id < other.id else (other, one)
        found.append((math.dist(sites[a.site_id].position, sites[b.site_id].position), a, b))
    return min(found, key=lambda item: (item[0], item[1].id))
