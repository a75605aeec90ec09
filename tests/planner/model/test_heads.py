"""Combined cells: joining heads, taking them apart, and what happens when a site goes or is copied."""

from dataclasses import replace

import pytest

from planner.errors import EditError
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.fragments import extract, paste
from planner.model.heads import combine, combining_noise_db, detach, head_sites, split
from planner.model.network import Cell, Network, RadioScenario, Site, SiteKind
from planner.model.project import Project, Scheme

HEAD = {
    "band": "n78",
    "antenna": "indoor_omni",
    "scenario": RadioScenario.INF_DH,
    "height_m": 9.0,
    "tx_power_dbm": 30.0,
}


def hall(count: int = 3, cells: tuple[int, ...] = (0, 1, 2)) -> Project:
    network = Network(
        sites={
            f"s{n}": Site(id=f"s{n}", name=f"Head {n}", position=(30.0 * n, 0.0), kind=SiteKind.INDOOR_HEAD)
            for n in range(count)
        },
        cells={f"c{n}": Cell(id=f"c{n}", site_id=f"s{n}", pci=n, **HEAD) for n in cells},
    )
    return Project(schemes={"A": Scheme(id="A", name="A", network=network)})


def cells_of(project: Project) -> dict[str, Cell]:
    return dict(project.schemes["A"].network.cells)


def test_the_first_cell_stays_and_the_others_become_heads() -> None:
    combined = combine(hall(), "A", ["s1", "s0", "s2"])
    assert {key: cell.head_site_ids for key, cell in cells_of(combined).items()} == {"c1": ("s0", "s2")}
    network = combined.schemes["A"].network
    assert [site.id for site in head_sites(network.cells["c1"], network)] == ["s1", "s0", "s2"]


def test_a_head_without_a_cell_joins_and_leaves_another_cell() -> None:
    first = combine(hall(4), "A", ["s0", "s3"])
    assert cells_of(first)["c0"].head_site_ids == ("s3",)
    second = combine(first, "A", ["s1", "s3"])
    assert {key: cell.head_site_ids for key, cell in cells_of(second).items()} == {"c0": (), "c1": ("s3",), "c2": ()}
    # joining two combined cells takes all their heads
    third = combine(second, "A", ["s0", "s1"])
    assert cells_of(third)["c0"].head_site_ids == ("s1", "s3")


def test_carriers_are_combined_each_by_itself() -> None:
    project = hall(2, (0, 1))
    for key in ("s0", "s1"):
        ref = ObjectRef("cells", f"n41-{key}", "A")
        project = edits.put(project, ref, Cell(id=ref.id, site_id=key, **{**HEAD, "band": "n41"}))
    combined = cells_of(combine(project, "A", ["s0", "s1"]))
    assert {key: cell.head_site_ids for key, cell in combined.items()} == {"c0": ("s1",), "n41-s0": ("s1",)}


def test_what_cannot_be_combined_says_why() -> None:
    with pytest.raises(EditError, match="combine-needs-two"):
        combine(hall(), "A", ["s0", "s0"])
    with pytest.raises(EditError, match="combine-without-cell"):
        combine(hall(3, ()), "A", ["s0", "s1"])
    sectors = edits.put(hall(), ObjectRef("cells", "c9", "A"), Cell(id="c9", site_id="s0", **HEAD))
    with pytest.raises(EditError, match="combine-several-on-site"):
        combine(sectors, "A", ["s0", "s1"])
    with pytest.raises(EditError, match="not-combined"):
        split(hall(), "A", ["c0"])


def test_splitting_gives_every_head_its_own_cell_and_pci() -> None:
    combined = combine(hall(), "A", ["s0", "s1", "s2"])
    apart = cells_of(split(combined, "A", ["c0"]))
    assert sorted((cell.site_id, cell.pci, cell.head_site_ids) for cell in apart.values()) == [
        ("s0", 0, ()),
        ("s1", 1, ()),
        ("s2", 2, ()),
    ]
    assert all(cell.tx_power_dbm == 30.0 and cell.height_m == 9.0 for cell in apart.values())


def test_heads_are_taken_out_one_by_one() -> None:
    combined = combine(hall(), "A", ["s0", "s1", "s2"])
    without = cells_of(detach(combined, "A", ["s1"]))
    assert sorted((cell.site_id, cell.head_site_ids) for cell in without.values()) == [("s0", ("s2",)), ("s1", ())]
    # the cell's own site may leave: the cell goes on at its next head
    moved = cells_of(detach(combined, "A", ["s0"]))
    assert (moved["c0"].site_id, moved["c0"].head_site_ids) == ("s1", ("s2",))
    assert len({cell.pci for cell in moved.values()}) == 2
    everything = cells_of(detach(combined, "A", ["s0", "s1", "s2"]))
    assert sorted(cell.site_id for cell in everything.values()) == ["s0", "s1", "s2"]
    with pytest.raises(EditError, match="not-combined"):
        detach(hall(), "A", ["s0"])


def test_a_removed_head_leaves_the_cell_and_the_own_site_hands_it_on() -> None:
    combined = combine(hall(), "A", ["s0", "s1", "s2"])
    without = edits.remove(combined, [ObjectRef("sites", "s1", "A")])
    assert cells_of(without)["c0"].head_site_ids == ("s2",)
    moved = edits.remove(combined, [ObjectRef("sites", "s0", "A")])
    assert (cells_of(moved)["c0"].site_id, cells_of(moved)["c0"].head_site_ids) == ("s1", ("s2",))
    gone = edits.remove(combined, [ObjectRef("sites", key, "A") for key in ("s0", "s1", "s2")])
    assert cells_of(gone) == {}


def test_a_moved_head_stays_a_head() -> None:
    combined = combine(hall(), "A", ["s0", "s1"])
    moved = edits.move(combined, [ObjectRef("sites", "s1", "A")], 5.0, 6.0)
    assert cells_of(moved)["c0"].head_site_ids == ("s1",)
    assert moved.schemes["A"].network.sites["s1"].position == (35.0, 6.0)


@pytest.mark.parametrize(
    ("chosen", "places"), [(("s0", "s1"), 2), (("s1", "s2"), 2), (("s1",), 1), (("s0", "s1", "s2"), 3)]
)
def test_copied_heads_radiate_a_copy_of_the_cell(chosen: tuple[str, ...], places: int) -> None:
    combined = combine(hall(), "A", ["s0", "s1", "s2"])
    fragment = extract(combined, [ObjectRef("sites", key, "A") for key in chosen])
    pasted, made = paste(combined, "A", fragment, [(0.0, 50.0)])
    new = [cell for key, cell in cells_of(pasted).items() if key != "c0"]
    assert len(new) == 1 and len(made) == places
    network = pasted.schemes["A"].network
    assert {site.id for site in head_sites(new[0], network)} == {ref.id for ref in made}
    assert new[0].pci != cells_of(pasted)["c0"].pci


def test_summing_heads_adds_their_noise() -> None:
    assert combining_noise_db(1) == 0.0
    assert combining_noise_db(2) == pytest.approx(3.01, abs=0.01)


def test_an_old_file_has_cells_without_heads(project: Project) -> None:
    from planner.io.codec import from_plain, to_plain

    plain = to_plain(replace(project, assets={}))
    for scheme in plain["schemes"].values():
        for cell in scheme["network"]["cells"].values():
            cell.pop("head_site_ids", None)
            cell.pop("carrier_mhz", None)
    assert from_plain(Project, plain, source="old") == replace(project, assets={})
