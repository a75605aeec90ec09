"""Bands, frame structures and radio units of the catalogue: what must be there, and what is refused."""

from pathlib import Path

import pytest

from planner.errors import CatalogueError
from planner.io.catalogue import load_catalogue, read_catalogue, read_entries
from planner.model.catalogue import RadioUnit
from planner.model.network import SiteKind
from resources import RESOURCES_DIR

CATALOGUE = load_catalogue()


def test_the_bands_in_use_have_their_edges_and_blocks() -> None:
    bands = CATALOGUE.bands
    held = {key: [(block.low_mhz, block.high_mhz) for block in bands[key].blocks] for key in bands}
    assert held["n41"] == [(2515, 2675)]
    assert held["n78"] == [(3300, 3400), (3400, 3500), (3500, 3600)]
    assert [block.indoor_only for block in bands["n78"].blocks] == [True, False, False]
    assert (4800, 4900) in held["n79"]
    assert held["n28"] == [(758, 788)] and 30.0 in bands["n28"].bandwidths_mhz
    paired = {key: (band.ul_low_mhz, band.ul_high_mhz) for key, band in bands.items() if band.duplex == "fdd"}
    assert paired == {"n28": (703, 748), "n1": (1920, 1980), "n8": (880, 915)}
    assert [key for key, band in bands.items() if band.is_exception] == ["private_6ghz"]
    assert (bands["private_6ghz"].low_mhz, bands["private_6ghz"].high_mhz) == (5925, 6125)
    assert all(band.source and band.mark for band in bands.values())


def test_the_patterns_in_use_have_the_uplink_share_they_are_known_for() -> None:
    share = {
        key: frame.slots.count("U") / len(frame.slots) for key, frame in CATALOGUE.frames.items() if frame.slots != "F"
    }
    assert share == {"DDDSU": 0.2, "DDDSUDDSUU": 0.3, "DDDDDDDSUU": 0.2, "DDSUU": 0.4, "DSUUU": 0.6}
    assert "FDD" in CATALOGUE.frames


def test_every_kind_of_site_and_antenna_has_a_radio_unit() -> None:
    kinds = {kind for unit in CATALOGUE.radio_units.values() for kind in unit.site_kinds}
    assert kinds == set(SiteKind)
    for kind in SiteKind:
        fewest = min(unit.tx_ports for unit in CATALOGUE.radio_units.values() if kind in unit.site_kinds)
        assert fewest <= min(antenna.tx_ports for antenna in CATALOGUE.antennas.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("low_mhz = 2496", "low_mhz = 2600"),
        ("{ low_mhz = 2515, high_mhz = 2675,", "{ low_mhz = 2515, high_mhz = 2775,"),
        ("ul_low_mhz = 703", "ul_low_mhz = 803"),
    ],
)
def test_edges_that_cannot_be_are_refused(tmp_path: Path, old: str, new: str) -> None:
    for path in (RESOURCES_DIR / "catalogue").glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    bands = (tmp_path / "bands.toml").read_text(encoding="utf-8")
    assert old in bands
    (tmp_path / "bands.toml").write_text(bands.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match="invalid-band-edges"):
        read_catalogue(tmp_path)


def test_a_radio_unit_for_an_unknown_kind_of_site_names_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "radio_units.toml"
    entry = [
        'name_zh = "甲"',
        'name_en = "A"',
        'source = "s"',
        'date = "2026-01-01"',
        "tx_ports = 1",
        "max_power_dbm = 30",
    ]
    path.write_text("\n".join(["[x]", *entry, 'site_kinds = ["balloon"]']), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_entries(path, RadioUnit)
    assert "radio_units.toml" in str(caught.value)
