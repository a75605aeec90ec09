"""Carriers: spectrum, groups that interfere, radio units and their power."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.io.catalogue import load_catalogue
from planner.model.carriers import (
    Spectrum,
    carrier_ghz,
    carrier_groups,
    gap_mhz,
    overlaps,
    radio_units,
    shared_power_dbm,
    spectrum_of,
    total_power_dbm,
    unit_class,
    uplink_spectrum_of,
)
from planner.model.network import Cell, Network, Site, SiteKind

CATALOGUE = load_catalogue()
BANDS = CATALOGUE.bands


def cell(key: str = "c", band: str = "n78", **changes) -> Cell:
    return Cell(id=key, site_id="s", band=band, **changes)


def test_a_cell_without_a_carrier_is_on_the_usual_one_of_its_band() -> None:
    assert spectrum_of(cell(), BANDS["n78"]) == Spectrum(3450.0, 3550.0)
    assert carrier_ghz(cell(), BANDS["n78"]) == BANDS["n78"].freq_ghz
    own = cell(carrier_mhz=3350.0, bandwidth_mhz=60.0)
    assert spectrum_of(own, BANDS["n78"]) == Spectrum(3320.0, 3380.0)
    assert carrier_ghz(own, BANDS["n78"]) == 3.35


def test_an_fdd_uplink_lies_a_duplex_distance_lower() -> None:
    fdd = cell(band="n28", bandwidth_mhz=30.0)
    assert spectrum_of(fdd, BANDS["n28"]) == Spectrum(758.0, 788.0)
    assert uplink_spectrum_of(fdd, BANDS["n28"]) == Spectrum(703.0, 733.0)
    assert uplink_spectrum_of(cell(), BANDS["n78"]) == spectrum_of(cell(), BANDS["n78"])


def test_every_usual_carrier_lies_in_its_band_at_the_widest() -> None:
    for key, band in BANDS.items():
        low, high = spectrum_of(cell(band=key, bandwidth_mhz=max(band.bandwidths_mhz)), band)
        assert band.low_mhz <= low < high <= band.high_mhz, key


def test_touching_carriers_do_not_interfere() -> None:
    assert gap_mhz(Spectrum(3400, 3500), Spectrum(3500, 3600)) == 0
    assert not overlaps(Spectrum(3400, 3500), Spectrum(3500, 3600))
    assert overlaps(Spectrum(3400, 3500.1), Spectrum(3500, 3600))


def test_a_carrier_between_two_joins_them_and_other_bands_stay_apart() -> None:
    cells = {
        "low": cell(carrier_mhz=3450.0),
        "high": cell(carrier_mhz=3550.0),
        "fdd": cell(band="n28", bandwidth_mhz=30.0),
        "lost": cell(band="n999"),
        "odd": cell(bandwidth_mhz=math.nan),
    }
    apart = carrier_groups(cells, CATALOGUE)
    assert apart == {"fdd": 0, "low": 1, "high": 2}
    joined = carrier_groups({**cells, "mid": cell(carrier_mhz=3500.0)}, CATALOGUE)
    assert joined == {"fdd": 0, "low": 1, "mid": 1, "high": 1}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("n41", "n78", "n79", "n28")),
            st.integers(0, 12),
            st.sampled_from((10.0, 30.0, 60.0, 100.0)),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_groups_are_the_connected_components(picked) -> None:
    cells = {
        f"c{n}": cell(band=band, bandwidth_mhz=width, carrier_mhz=BANDS[band].low_mhz + 15.0 * step)
        for n, (band, step, width) in enumerate(picked)
    }
    pieces = {key: spectrum_of(item, BANDS[item.band]) for key, item in cells.items()}
    component = {key: {key} for key in cells}
    for a in cells:
        for b in cells:
            if overlaps(pieces[a], pieces[b]):
                whole = component[a] | component[b]
                for key in whole:
                    component[key] = whole
    groups = carrier_groups(cells, CATALOGUE)
    for a in cells:
        for b in cells:
            assert (groups[a] == groups[b]) == (b in component[a])


def two_carriers(**changes) -> Network:
    cells = {
        "a": cell("a", carrier_mhz=3450.0, **changes),
        "b": cell("b", carrier_mhz=3550.0, bandwidth_mhz=20.0, azimuth_deg=360.0, **changes),
        "c": cell("c", carrier_mhz=3450.0, azimuth_deg=120.0, **changes),
    }
    return Network(sites={"s": Site(id="s", name="S", position=(0.0, 0.0))}, cells=cells)


def test_carriers_of_one_direction_are_one_unit() -> None:
    assert list(radio_units(two_carriers()).values()) == [("a", "b"), ("c",)]
    network = two_carriers()
    network = replace(network, sites={**network.sites, "h": Site(id="h", name="H", position=(9.0, 0.0))})
    headed = replace(network, cells={**network.cells, "a": replace(network.cells["a"], head_site_ids=("h", "gone"))})
    assert [(unit.site_id, keys) for unit, keys in radio_units(headed).items()] == [
        ("s", ("a", "b")),
        ("h", ("a",)),
        ("s", ("c",)),
    ]


def test_the_class_with_the_most_ports_the_antenna_has_counts() -> None:
    antennas = CATALOGUE.antennas
    limits = {
        (kind, key): unit_class(kind, antennas[key], CATALOGUE)
        for kind, key in (
            (SiteKind.MACRO, "panel_64t"),
            (SiteKind.MACRO, "panel_8t"),
            (SiteKind.INDOOR_HEAD, "indoor_omni"),
        )
    }
    assert [item.max_power_dbm if item else None for item in limits.values()] == [55.1, 56.1, 30.1]
    assert unit_class(SiteKind.MACRO, antennas["panel_64t"], replace(CATALOGUE, radio_units={})) is None


@given(st.lists(st.sampled_from((10.0, 20.0, 40.0, 60.0, 100.0)), min_size=1, max_size=5), st.floats(0.0, 56.0))
def test_shared_power_has_one_density_and_keeps_within_the_total(widths: list[float], total: float) -> None:
    cells = [cell(bandwidth_mhz=width) for width in widths]
    powers = shared_power_dbm(cells, total)
    shared = [replace(item, tx_power_dbm=power) for item, power in zip(cells, powers, strict=True)]
    assert total - 0.11 <= total_power_dbm(shared) <= total + 1e-6
    densities = [power - 10 * math.log10(width) for power, width in zip(powers, widths, strict=True)]
    assert max(densities) - min(densities) <= 0.1 + 1e-9


def test_two_equal_carriers_are_three_decibels_more() -> None:
    assert total_power_dbm([cell(tx_power_dbm=46.0)] * 2) == pytest.approx(49.01, abs=0.01)


def test_sharing_divides_what_the_unit_has() -> None:
    from planner.errors import EditError
    from planner.model.power_sharing import share_power
    from planner.model.project import Project, Scheme

    def shared(network: Network, keys: list[str]) -> dict[str, float]:
        project = Project(schemes={"A": Scheme(id="A", name="A", network=network)})
        after = share_power(project, "A", keys, CATALOGUE).schemes["A"].network.cells
        return {key: item.tx_power_dbm for key, item in after.items()}

    # 100 and 20 MHz on a unit of 55.1 dBm that is asked for 2 x 54: five sixths and one sixth of it
    assert shared(two_carriers(tx_power_dbm=54.0), ["b"]) == {"a": 54.3, "b": 47.3, "c": 54.0}
    # within the limit the sum stays: 46 + 46 dBm are 49 dBm
    assert shared(two_carriers(tx_power_dbm=46.0), ["a"]) == {"a": 48.2, "b": 41.2, "c": 46.0}
    with pytest.raises(EditError, match="nothing-to-share"):
        shared(two_carriers(tx_power_dbm=46.0), ["c"])
    assert shared(two_carriers(tx_power_dbm=57.0), ["c"])["c"] == 55.1
    with pytest.raises(EditError, match="nothing-to-share"):
        shared(two_carriers(tx_power_dbm=55.1), ["c"])
