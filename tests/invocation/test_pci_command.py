"""`pci`: a plan from the command line, into a project or a table, with everything it must not change."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.io.catalogue import load_catalogue
from planner.io.project_file import load_project, save_project
from planner.io.templates import new_from_template
from planner.model.carriers import carrier_groups
from planner.model.edits import with_collection
from planner.model.network import Ownership
from planner.model.project import Project

Run = Callable[..., Any]


@pytest.fixture
def campus(tmp_path: Path) -> Path:
    """The sample hospital's second scheme at 8 m, its own cells all with PCI 551, which a public one has too."""
    project = new_from_template("hospital", "zh")
    network = project.schemes["B"].network
    public = {key for key, site in network.sites.items() if site.ownership is Ownership.PUBLIC}
    cells = {key: cell if cell.site_id in public else replace(cell, pci=551) for key, cell in network.cells.items()}
    project = replace(project, settings=replace(project.settings, resolution_m=8.0))
    path = tmp_path / "hospital.c5g"
    save_project(with_collection(project, "cells", "B", cells), path)
    return path


def pcis(project: Project) -> dict[str, int]:
    return {key: cell.pci for key, cell in project.schemes["B"].network.cells.items()}


def test_equal_pcis_are_planned_apart_and_public_ones_stay(run: Run, campus: Path) -> None:
    done = run("pci", campus, "-o", "new.c5g", "--scheme", "B", "--neighbours", "lists.csv", "--lang", "en")
    assert (done.code, done.err) == (0, "")
    before, after = load_project(campus), load_project("new.c5g")
    network = before.schemes["B"].network
    for key, cell in network.cells.items():
        if network.sites[cell.site_id].ownership is Ownership.PUBLIC:
            assert pcis(after)[key] == cell.pci
    groups = carrier_groups(network.cells, load_catalogue())  # on another carrier a PCI may come again
    on_carrier = {(groups[key], pci) for key, pci in pcis(after).items()}
    assert len(on_carrier) == len(network.cells), "1008 are enough for each to have its own"
    assert "Collision with" in done.out and "PCIs change." in done.out
    rows = list(csv.DictReader(Path("lists.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["Cell ID"] for row in rows} == set(network.cells)
    for row in rows:
        assert int(row["PCI"]) == pcis(after)[row["Cell ID"]] and 0.0 <= float(row["Overlap (%)"]) <= 100.0
    # what was planned is sound, so planning again changes nothing
    again = run("pci", "new.c5g", "-o", "again.csv", "--scheme", "B", "--lang", "zh")
    assert again.code == 0 and "修改 0 个 PCI。" in again.out


def test_a_range_too_small_is_a_finding_and_names_the_cells(run: Run, campus: Path) -> None:
    done = run("pci", campus, "-o", "plan.csv", "--scheme", "B", "--range", "0-2", "--all")
    assert done.code == 1 and "Left: collision:" in done.out
    rows = list(csv.DictReader(Path("plan.csv").read_text(encoding="utf-8-sig").splitlines()))
    own = [row for row in rows if row["Reason"] != "Public network's cell"]
    assert own and {int(row["New PCI"]) for row in own} <= {0, 1, 2}


def test_a_locked_cell_keeps_its_pci(run: Run, campus: Path) -> None:
    done = run("pci", campus, "-o", "new.c5g", "--scheme", "B", "--lock", "cell-01")
    assert pcis(load_project("new.c5g"))["cell-01"] == 551 and "Locked" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "x.txt"), "x.txt"),
        (("-o", "x.c5g", "--range", "9-3"), "9-3"),
        (("-o", "x.c5g", "--lock", "nobody"), "nobody"),
        (("-o", "x.c5g", "--neighbours", "x.json"), "x.json"),
        (("-o", "x.c5g", "--scheme", "Z"), "Z"),
    ],
)
def test_wrong_arguments_are_told_and_write_nothing(
    run: Run, campus: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run("pci", campus, *arguments)
    assert done.code == 2 and words in done.err and done.err.count("\n") == 1
    assert not list(Path().glob("x.*"))


def test_an_existing_file_is_kept(run: Run, campus: Path) -> None:
    Path("mine.csv").write_text("x")
    assert run("pci", campus, "-o", "mine.csv").code == 3
    assert Path("mine.csv").read_text() == "x"
