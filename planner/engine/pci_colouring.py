"""Colouring: PCIs for the cells of a plan one by one, by saturation; then improved; searched where clashes remain."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.engine.neighbours import Neighbours, distance_m
from planner.engine.pci_conflicts import hard_pairs, pair_weights
from planner.model.network import Cell, Network

#: What one conflict costs when a PCI is chosen, times the overlap; a hard one outweighs all others (assumptions).
HARD_COST, MOD3_COST, MOD30_COST, MOD4_COST, REUSE_COST = 1e6, 100.0, 10.0, 5.0, 20.0
#: Distance at which an equal PCI costs half, m (assumption).
REUSE_M = 1000.0
_SWEEPS = 10
_SEARCH_STEPS = 3000


class Graph:
    """The cells of a plan with what each asks of the others; lives while one plan is made."""

    def __init__(
        self, network: Network, cells: Mapping[str, Cell], neighbours: Neighbours, groups: Mapping[str, int],
        allowed: NDArray[np.int64],
    ) -> None:  # fmt: skip
        self.allowed = allowed
        self.hard: dict[str, set[str]] = {key: set() for key in cells}
        for first, second in hard_pairs(neighbours, groups):
            self.hard[first].add(second)
            self.hard[second].add(first)
        self.weights: dict[str, dict[str, float]] = {key: {} for key in cells}
        for (first, second), weight in pair_weights(neighbours, groups).items():
            self.weights[first][second] = self.weights[second][first] = weight
        self.reuse: dict[str, dict[str, float]] = {key: {} for key in cells}
        for first, second in itertools.combinations(cells, 2):
            if groups[first] == groups[second]:
                cost = REUSE_COST * 0.5 ** (distance_m(cells[first], cells[second], network) / REUSE_M)
                self.reuse[first][second] = self.reuse[second][first] = cost

    def costs(self, key: str, pcis: Mapping[str, int], old: int) -> NDArray[np.float64]:
        """What each allowed PCI would cost a cell beside the PCIs given so far; the old one wins a tie."""
        cost = np.where(self.allowed == old, 0.0, 1e-6)
        for other in sorted(self.hard[key]):
            if other in pcis:
                cost += HARD_COST * (self.allowed == pcis[other])
        for other, weight in sorted(self.weights[key].items()):
            if other in pcis:
                apart = self.allowed - pcis[other]
                cost += weight * (
                    MOD3_COST * (apart % 3 == 0) + MOD30_COST * (apart % 30 == 0) + MOD4_COST * (apart % 4 == 0)
                )
        for other, weight in sorted(self.reuse[key].items()):
            if other in pcis:
                cost += weight * (self.allowed == pcis[other])
        return cost

    def colour(self, kept: Mapping[str, int], old: Mapping[str, int]) -> dict[str, int]:
        """PCIs of all cells, the kept ones unchanged."""
        pcis = dict(kept)
        waiting = {key for key in self.hard if key not in kept}
        free = sorted(waiting)
        while waiting:
            key = max(waiting, key=lambda key: (self._saturation(key, pcis), len(self.hard[key]), _reversed(key)))
            pcis[key] = self._cheapest(key, pcis, old[key])
            waiting.remove(key)
        self._improve(free, pcis, old)
        if any(self._clashes(key, pcis) for key in free):
            found = self._search(kept, free)
            if found is not None:
                pcis = found
                self._improve(free, pcis, old)
        return pcis

    def _saturation(self, key: str, pcis: Mapping[str, int]) -> int:
        return len({pcis[other] for other in self.hard[key] if other in pcis})

    def _cheapest(self, key: str, pcis: Mapping[str, int], old: int) -> int:
        others = {name: pci for name, pci in pcis.items() if name != key}
        return int(self.allowed[self.costs(key, others, old).argmin()])

    def _clashes(self, key: str, pcis: Mapping[str, int]) -> bool:
        return any(pcis[other] == pcis[key] for other in self.hard[key])

    def _improve(self, free: Sequence[str], pcis: dict[str, int], old: Mapping[str, int]) -> None:
        """Change one cell after the other while that makes the whole cheaper."""
        for _ in range(_SWEEPS):
            changed = False
            for key in free:
                others = {name: pci for name, pci in pcis.items() if name != key}
                cost = self.costs(key, others, old[key])
                best = int(cost.argmin())
                if cost[best] < cost[np.searchsorted(self.allowed, pcis[key])] - 1e-9:
                    pcis[key] = int(self.allowed[best])
                    changed = True
            if not changed:
                return

    def _search(self, kept: Mapping[str, int], free: Sequence[str]) -> dict[str, int] | None:
        """A colouring without any clash by backtracking, the most constrained cell first; None where none was found.

        PCIs that nobody has yet are all alike, so only the first of them is tried.
        """
        pcis = dict(kept)
        budget = _SEARCH_STEPS

        def options(key: str) -> list[int]:
            taken = {pcis[other] for other in self.hard[key] if other in pcis}
            used = set(pcis.values())
            fresh = [int(pci) for pci in self.allowed if pci not in used][:1]
            return sorted([*fresh, *(int(pci) for pci in self.allowed if pci in used and pci not in taken)])

        # a stack of cells with the PCIs still to try: recursion would end at deep networks
        stack: list[tuple[str, list[int]]] = []
        waiting = set(free)
        while waiting or stack:
            if waiting:
                key = max(waiting, key=lambda key: (self._saturation(key, pcis), len(self.hard[key]), _reversed(key)))
                waiting.remove(key)
                stack.append((key, options(key)))
            while stack:
                key, left = stack[-1]
                pcis.pop(key, None)
                budget -= 1
                if budget <= 0:
                    return None
                if left:
                    pcis[key] = left.pop(0)
                    break
                stack.pop()
                waiting.add(key)
            else:
                return None
            if not waiting:
                return pcis
        return pcis


def _reversed(key: str) -> tuple[int, ...]:
    """Sorts the other way round: of two equal cells the first by id wins a maximum."""
    return tuple(-ord(letter) for letter in key)
