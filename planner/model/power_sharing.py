"""The edit that divides a radio unit's power among its carriers."""

from collections.abc import Iterable
from dataclasses import replace

from planner.errors import EditError
from planner.model.carriers import UnitKey, radio_units, shared_power_dbm, total_power_dbm, unit_class
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, put, scheme_of
from planner.model.network import Network
from planner.model.project import Project


def share_power(project: Project, scheme_id: str, cell_ids: Iterable[str], catalogue: Catalogue) -> Project:
    """Divide the power of the radio units of these cells among all their carriers by bandwidth.

    A unit gives what its carriers ask for together, at most what it has. EditError `nothing-to-share` where every cell
    is alone on its unit and within its power.
    """
    network = scheme_of(project, scheme_id).network
    wanted = set(cell_ids)
    powers: dict[str, float] = {}
    for unit, keys in radio_units(network).items():
        if not wanted.intersection(keys):
            continue
        cells = [network.cells[key] for key in keys]
        asked = total_power_dbm(cells)
        total = min(asked, _limit_dbm(unit, network, catalogue))
        if len(cells) < 2 and total == asked:
            continue
        for cell, power in zip(cells, shared_power_dbm(cells, total), strict=True):
            # a cell with several heads sends what the weakest of their units can give
            powers[cell.id] = min(power, powers.get(cell.id, power))
    if not powers:
        raise EditError("nothing-to-share")
    for key, power in powers.items():
        project = put(project, ObjectRef("cells", key, scheme_id), replace(network.cells[key], tx_power_dbm=power))
    return project


def _limit_dbm(unit: UnitKey, network: Network, catalogue: Catalogue) -> float:
    antenna = catalogue.antennas.get(unit.antenna)
    found = unit_class(network.sites[unit.site_id].kind, antenna, catalogue) if antenna else None
    return found.max_power_dbm if found else float("inf")
