"""The measured campus network of data/duke_cbrs as a project, imported as a user would; absent data skip a test."""

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from planner.engine.calibration_bins import Samples
from planner.io.calibration import samples_of
from planner.io.catalogue import load_catalogue
from planner.io.crs import local_from_lonlat
from planner.io.map_import import import_map
from planner.io.measurements import MeasurementReport, import_measurements
from planner.model.catalogue import Antenna, Catalogue
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "duke_cbrs"
#: The element of TR 38.901 Table 7.3-1: what is known of the antennas is nothing.
ELEMENT = Antenna(
    key="element", name_zh="38.901 阵元", name_en="Element of TR 38.901", source="TR 38.901 Table 7.3-1",
    date="2026-11-20", mark="S", gain_dbi=8.0, ssb_gain_dbi=8.0, h_beamwidth_deg=65.0, v_beamwidth_deg=65.0,
    front_to_back_db=30.0, tx_ports=1,
)  # fmt: skip

needs_duke = pytest.mark.skipif(not FOLDER.is_dir(), reason="data/duke_cbrs isn't beside the checkout")


def receiver_m() -> float:
    """Height of the phones, m."""
    return float(json.loads((FOLDER / "cells_site1.json").read_text())["ue_height_m"])


@lru_cache(maxsize=2)
def duke(*, with_osm: bool = False) -> tuple[Project, Catalogue, Samples, MeasurementReport]:
    """The building outlines, the four cells of site 1, and the samples that the importer didn't flag."""
    facts = json.loads((FOLDER / "cells_site1.json").read_text())
    project, _ = import_map([FOLDER / "buildings.geojson", *([FOLDER / "site1.osm"] if with_osm else [])])
    project, report = import_measurements(FOLDER / "measurements_site1.csv", project)
    first = facts["cells"]["A"]
    east, north = local_from_lonlat(project, np.array([[first["lon"], first["lat"]]]))[0].tolist()
    cells = {
        key: Cell(
            id=key, name=key, site_id="site-1", band="n78", carrier_mhz=item["freq_ghz"] * 1000.0, bandwidth_mhz=20.0,
            antenna="element", azimuth_deg=float(item["azimuth_deg"]), electrical_tilt_deg=0.0,
            height_m=float(facts["tx_height_m"]), tx_power_dbm=30.0,
        )
        for key, item in facts["cells"].items()
    }  # fmt: skip
    network = Network(sites={"site-1": Site(id="site-1", name="Site 1", position=(east, north))}, cells=cells)
    project = replace(project, schemes={"A": Scheme(id="A", name="A", network=network)}, antennas={"element": ELEMENT})
    return project, load_catalogue(), samples_of(project, report.set_id, cell_column="pci"), report
