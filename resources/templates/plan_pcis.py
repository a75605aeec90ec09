"""Plans the PCIs of the sample projects: `python -m resources.templates.plan_pcis` rewrites builders/pcis.py.

As planners number sites by hand: PCI = 3 N1 + N2 with an N1 of its own for each own site, so nothing can collide or be
confused, and the sectors of a site apart in N2. Which sector gets which N2 is chosen for the least overlap between
cells with the same one, from the neighbour lists that `campus5g pci` uses; public cells keep theirs. The result is kept
in a file because it takes the radio maps. Run it after moving sites, then `python -m resources.templates.build`.
"""

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from planner.engine.neighbours import Neighbours, scheme_neighbours
from planner.engine.pci_conflicts import HARD_KINDS, MOD3_SHARE, pci_conflicts
from planner.engine.pci_plan import fixed_cells
from planner.io.catalogue import load_catalogue
from planner.io.codec import from_plain, to_plain
from planner.model.carriers import carrier_groups
from planner.model.project import Project, Scheme
from resources.templates.build import BUILDERS

#: N1 of the first own site: PCI 201 and up. Public cells of the samples have PCIs of other sites.
FIRST_N1 = 67

_HEAD = '''"""PCIs of own cells by sample project and scheme, written by `python -m resources.templates.plan_pcis`."""

'''


def overlaps(lists: Neighbours, groups: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """Pairs of cells of one carrier, and how much of one's area the other reaches, the larger of both ways."""
    weights: dict[tuple[str, str], float] = {}
    for key, items in lists.items():
        for item in items:
            if groups[key] == groups[item.cell_id]:
                pair = (min(key, item.cell_id), max(key, item.cell_id))
                weights[pair] = max(weights.get(pair, 0.0), item.share)
    return weights


def planned(key: str) -> dict[str, dict[str, int]]:
    """PCIs of the own cells of one sample: scheme -> cell -> PCI, schemes without own cells left out."""
    built, _ = BUILDERS[key]()
    project = from_plain(Project, to_plain(built), source=key)
    catalogue = load_catalogue()
    plans: dict[str, dict[str, int]] = {}
    for scheme_id, scheme in sorted(project.schemes.items()):
        sites = _own_sites(scheme)
        if not sites:
            continue
        lists = scheme_neighbours(project, scheme_id, catalogue)
        groups = carrier_groups({cell: scheme.network.cells[cell] for cell in lists}, catalogue)
        n2 = {cell: scheme.network.cells[cell].pci % 3 for cell in lists}
        _improve(sites, n2, overlaps(lists, groups))
        plan = {cell: 3 * (FIRST_N1 + index) + n2[cell] for index, cells in enumerate(sites) for cell in cells}
        pcis = {cell: plan.get(cell, scheme.network.cells[cell].pci) for cell in lists}
        conflicts = pci_conflicts(pcis, lists, groups)
        if hard := [item for item in conflicts if item.kind in HARD_KINDS]:
            raise ValueError(f"{key} {scheme_id}: {hard}")
        print(key, scheme_id, len(conflicts), "pairs with the same PCI mod 3")
        plans[scheme_id] = plan
    return plans


def _own_sites(scheme: Scheme) -> list[tuple[str, ...]]:
    """Own cells by site, in the order of the cells' ids; at most three a site."""
    public = fixed_cells(scheme.network)
    by_site: dict[str, list[str]] = {}
    for key, cell in sorted(scheme.network.cells.items()):
        if key not in public:
            by_site.setdefault(cell.site_id, []).append(key)
    return [tuple(cells) for cells in by_site.values()]


def _improve(sites: list[tuple[str, ...]], n2: dict[str, int], weights: Mapping[tuple[str, str], float]) -> None:
    """Change `n2` site by site and by pairs of sites, until nothing gets better."""
    for cells in sites:
        n2.update(zip(cells, range(3), strict=False))
    best = _cost(n2, weights)
    better = True
    while better:
        better = False
        for first, second in itertools.combinations_with_replacement(sites, 2):
            for choice in _choices(first, second):
                cost = _cost({**n2, **choice}, weights)
                if cost < best:
                    n2.update(choice)
                    best, better = cost, True


def _choices(first: tuple[str, ...], second: tuple[str, ...]) -> Iterator[dict[str, int]]:
    for one in itertools.permutations(range(3), len(first)):
        for other in itertools.permutations(range(3), len(second)):
            yield {**dict(zip(first, one, strict=True)), **dict(zip(second, other, strict=True))}


def _cost(n2: Mapping[str, int], weights: Mapping[tuple[str, str], float]) -> tuple[int, float]:
    """How many pairs are worth a finding, and all overlap between cells with the same N2."""
    same = [weight for (a, b), weight in weights.items() if n2[a] == n2[b]]
    return sum(weight >= MOD3_SHARE for weight in same), round(sum(same), 6)


def main() -> None:
    """Write the table of all samples."""
    lines = ["PCIS: dict[str, dict[str, dict[str, int]]] = {"]
    for key in BUILDERS:
        lines.append(f'    "{key}": {{')
        for scheme_id, cells in planned(key).items():
            lines.append(f'        "{scheme_id}": {{')
            lines += [f'            "{cell}": {pci},' for cell, pci in cells.items()]
            lines.append("        },")
        lines.append("    },")
    path = Path(__file__).parent / "builders" / "pcis.py"
    path.write_text(_HEAD + "\n".join([*lines, "}"]) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
