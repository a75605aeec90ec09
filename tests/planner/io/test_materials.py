import shutil

import pytest

from planner.errors import CatalogueError
from planner.io.catalogue import load_catalogue, read_catalogue
from planner.radio.multi_wall import inner_wall_loss_db
from planner.radio.o2i import entry_class_of
from resources import RESOURCES_DIR


def test_every_material_of_the_catalogue_can_be_an_inner_and_an_outer_wall():
    materials = load_catalogue().materials
    losses = {key: inner_wall_loss_db(material, 3.5) for key, material in materials.items()}
    assert all(0.0 <= loss <= 35.0 for loss in losses.values())
    assert losses["concrete_200"] > losses["brick_240"] > losses["brick_120"] > losses["plasterboard_partition"] > 0.0
    assert losses["open_structure"] == 0.0 and losses["steel_structure"] == losses["sheet_metal"] == 35.0
    assert {entry_class_of(material.o2i).name for material in materials.values()} == {
        "LOW", "LOW_A", "HIGH", "METAL", "OPEN", "SLAB",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ('o2i = "slab"', "made_up.p2040"),
        ('o2i = "low"\np2040 = "unobtainium"\nthickness_m = 0.1', "made_up.p2040"),
        ('o2i = "low"\np2040 = "brick"', "made_up.thickness_m"),
    ],
)
def test_a_slab_of_nothing_is_refused(tmp_path, lines, field):
    folder = tmp_path / "catalogue"
    shutil.copytree(RESOURCES_DIR / "catalogue", folder)
    entry = f'\n[made_up]\nname_zh = "墙"\nname_en = "wall"\nsource = "test"\ndate = "2026-11-20"\n{lines}\n'
    with (folder / "materials.toml").open("a", encoding="utf-8") as file:
        file.write(entry)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert caught.value.code == "invalid-field" and caught.value.params["field"] == field
