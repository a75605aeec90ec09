"""Conflicts between physical cell identities (PCI) of neighbours.

TS 38.211 7.4.2.1: PCI = 3 N1 + N2, 0 to 1007. On one carrier two neighbours must not have the same PCI (collision), nor
may two neighbours of one cell (confusion: a terminal's report names a PCI, the base station must know whose). Better
also to differ in PCI mod 3 (the sequence of the primary synchronisation signal, 7.4.2.2), mod 4 (the subcarriers of
the broadcast channel's reference signal, 7.4.1.4) and mod 30 (the group of the uplink's sequences where no other
identity is configured, 6.3.2.2 and 6.4.1.1). docs/formulas/pci.md.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.engine.neighbours import Neighbours, distance_m, neighbour_lists
from planner.errors import Issue, Severity
from planner.model.network import Network
from planner.model.project import Scheme
from planner.model.rules_cells import PCI_REUSE_M

#: Overlap from which an equal PCI mod 3 is worth a finding, share of one cell's area (assumption).
MOD3_SHARE = 0.3
#: An overlap that the map doesn't show still counts a little.
LEAST_WEIGHT = 0.02
#: What must not be: the others are only better avoided.
HARD_KINDS = frozenset({"collision", "confusion"})
_CODES = {"collision": "pci-collision", "confusion": "pci-confusion", "mod3": "pci-mod3"}

Kind = Literal["collision", "confusion", "reuse", "mod3"]


class PciConflict(NamedTuple):
    """Two cells with equal PCIs (or equal mod 3), and for a confusion the cell that has both as neighbours.

    "reuse": nearer than `PCI_REUSE_M`, though the map doesn't show them as neighbours.
    """

    kind: Kind
    first: str
    second: str
    at: str = ""
    share: float = 0.0


def hard_pairs(neighbours: Neighbours, groups: Mapping[str, int]) -> dict[tuple[str, str], str]:
    """Pairs of cells on one carrier that need different PCIs: "" for neighbours, else the cell that has both."""
    pairs: dict[tuple[str, str], str] = {}
    for own in sorted(neighbours):
        near = [item.cell_id for item in neighbours[own] if item.cell_id in groups]
        for other in near:
            if own in groups and groups[other] == groups[own]:
                pairs[_ordered(own, other)] = ""
        for one, other in itertools.combinations(sorted(near), 2):
            if groups[one] == groups[other]:
                pairs.setdefault((one, other), own)
    return pairs


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def pair_weights(neighbours: Neighbours, groups: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """Overlap of neighbours on one carrier, the larger of both ways."""
    found: dict[tuple[str, str], float] = {}
    for own, items in neighbours.items():
        for item in items:
            if own in groups and groups.get(item.cell_id) == groups[own]:
                pair = _ordered(own, item.cell_id)
                found[pair] = max(found.get(pair, LEAST_WEIGHT), item.share)
    return found


def pci_conflicts(
    pcis: Mapping[str, int], neighbours: Neighbours, groups: Mapping[str, int], *, mod3_share: float = MOD3_SHARE
) -> tuple[PciConflict, ...]:
    """Collisions, confusions, and neighbours of equal PCI mod 3 with at least so much overlap; in the cells' order."""
    weights = pair_weights(neighbours, groups)
    found: list[PciConflict] = []
    for (first, second), at in sorted(hard_pairs(neighbours, groups).items()):
        share = weights.get((first, second), 0.0)
        if pcis[first] == pcis[second]:
            found.append(PciConflict("confusion" if at else "collision", first, second, at, share))
        elif not at and share >= mod3_share and (pcis[first] - pcis[second]) % 3 == 0:
            found.append(PciConflict("mod3", first, second, "", share))
    order = ("collision", "confusion", "mod3")
    return tuple(sorted(found, key=lambda item: (order.index(item.kind), item.first, item.second)))


def near_reuses(
    network: Network, pcis: Mapping[str, int], neighbours: Neighbours, groups: Mapping[str, int]
) -> tuple[PciConflict, ...]:
    """Pairs with one PCI on one carrier that are nearer than `PCI_REUSE_M`, collisions and confusions left out."""
    told = hard_pairs(neighbours, groups)
    alike: dict[tuple[int, int], list[str]] = {}
    for key in sorted(pcis.keys() & groups.keys()):
        alike.setdefault((groups[key], pcis[key]), []).append(key)
    return tuple(
        PciConflict("reuse", first, second)
        for keys in alike.values()
        for first, second in itertools.combinations(keys, 2)
        if (first, second) not in told
        and distance_m(network.cells[first], network.cells[second], network) < PCI_REUSE_M
    )


def pci_issues(scheme: Scheme, neighbours: Neighbours, groups: Mapping[str, int]) -> tuple[Issue, ...]:
    """The conflicts of a scheme as findings that name both cells; an equal mod 3 is only a note."""
    cells = scheme.network.cells
    known = {key: items for key, items in neighbours.items() if key in cells}
    pcis = {key: cell.pci for key, cell in cells.items()}
    return tuple(
        Issue(
            code=_CODES[item.kind],
            severity=Severity.NOTE if item.kind == "mod3" else Severity.WARNING,
            params={
                "name": cells[item.first].name or item.first,
                "other": cells[item.second].name or item.second,
                "pci": pcis[item.first],
                "other_pci": pcis[item.second],
                "share_pct": round(item.share * 100.0),
                "at": cells[item.at].name or item.at if item.at else "",
            },
            object_kind="cells",
            object_id=item.first,
            scheme_id=scheme.id,
        )
        for item in pci_conflicts(pcis, known, groups)
    )


def coverage_pci_issues(
    scheme: Scheme, cell_ids: Sequence[str], groups: Mapping[str, int], rsrp_dbm: NDArray[np.float32]
) -> tuple[Issue, ...]:
    """The conflicts of a scheme's PCIs where its coverage overlaps, from RSRP [cells, places] as `neighbour_lists`.

    A few thousand places are enough for a finding (1.5 ms for 30 cells and 4,000 places).
    """
    return pci_issues(scheme, neighbour_lists(scheme.network, cell_ids, groups, rsrp_dbm), groups)
