"""`calibrate` from measurements to maps and back, and what it refuses."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.io.measurements import import_measurements
from planner.io.project_file import load_project, save_project
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One cell in the open and a walk around it: 38 lg d, 4 dB of noise."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-250, 250, (2, 400))
    level = -30.0 - 38.0 * np.log10(np.hypot(np.hypot(x, y), 23.5)) + rng.normal(0, 4, 400)
    lines = [f"{a:.1f},{b:.1f},7,{c:.1f}" for a, b, c in zip(x, y, np.maximum(level, -140), strict=True)]
    file = tmp_path / "walk.csv"
    file.write_text("\n".join(["x,y,PCI,RSRP", *lines]))
    cell = Cell(id="cell-01", site_id="gnb-01", name="North", band="n78", pci=7, antenna="omni_8")
    network = Network(sites={"gnb-01": Site(id="gnb-01", name="Mast", position=(0.0, 0.0))}, cells={"cell-01": cell})
    start = Project(schemes={"A": Scheme(id="A", name="A", network=network)})
    made, _ = import_measurements(file, start)
    save_project(made, tmp_path / "plan.c5g")
    return tmp_path / "plan.c5g"


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("cross-validated", "Extra loss of North")), ("zh", ("交叉验证", "North 的附加损耗"))]
)
def test_fit_print_keep_switch_off_and_on(run, project, lang, words):
    done = run("calibrate", project, "-o", "fitted.c5g", "--lang", lang)
    assert done.code == 0
    assert all(word in done.out for word in words)
    found = load_project(Path("fitted.c5g"))
    (calibration,) = found.calibrations.values()
    assert calibration.active and calibration.interpolation is not None
    assert calibration.interpolation.asset in found.assets
    assert calibration.data_sha256 == found.site_map.measurements[calibration.measurement_id].asset
    assert run("calibrate", "fitted.c5g", "--off", "-o", "off.c5g", "--lang", lang).code == 0
    assert not any(item.active for item in load_project(Path("off.c5g")).calibrations.values())
    assert run("calibrate", "off.c5g", "--use", calibration.id, "--lang", lang).code == 0
    assert load_project(Path("off.c5g")).calibrations == found.calibrations


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--column", "sinr_db"), "sinr_db"),
        (("--cell-column", "device"), "device"),
        (("--measurements", "nothing"), "nothing"),
        (("--bin", "0"), "--bin"),
        (("--from", "5000", "--to", "9000"), "5,000"),
        (("--use", "nothing"), "nothing"),
    ],
)
def test_what_is_refused_is_named(run, project, options, part):
    before = project.read_bytes()
    done = run("calibrate", project, *options)
    assert done.code != 0
    assert part in done.err
    assert project.read_bytes() == before


def test_a_project_without_measurements(run, tmp_path):
    save_project(replace(Project(), schemes={"A": Scheme(id="A", name="A")}), tmp_path / "empty.c5g")
    done = run("calibrate", tmp_path / "empty.c5g")
    assert done.code != 0
    assert "import-measurements" in done.err
