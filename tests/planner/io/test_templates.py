"""The sample projects: whole, bilingual, free of findings, and equal to what their builder builds."""

import json
import math
import tomllib
from itertools import pairwise

import pytest

from planner.errors import FileError
from planner.io.catalogue import load_catalogue
from planner.io.codec import from_plain, to_json, to_plain
from planner.io.project_file import project_bytes, project_from_bytes
from planner.io.templates import (
    PRICE_BOOK,
    TEMPLATES_DIR,
    human_texts,
    list_templates,
    new_from_template,
)
from planner.model.carriers import carrier_groups
from planner.model.geometry import bounds_of, contains
from planner.model.heads import head_ids
from planner.model.network import ALL_SITES, UpfPlace
from planner.model.project import Project
from planner.model.rules import check
from planner.model.site_map import AreaClass, Completeness, ObstacleKind, SiteMap, top_m
from resources.templates import build
from resources.templates.builders.kit import ribbon

KEYS = ("port", "factory", "campus", "mine", "hospital", "substation", "metro", "park")

#: A gentle bend, metres: headings 10 and -10 degrees.
BEND = ((0.0, 0.0), (98.48, 17.36), (196.96, 0.0))


def stored(key: str, name: str) -> str:
    return (TEMPLATES_DIR / key / name).read_text(encoding="utf-8")


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def with_kind(site_map: SiteMap, kind: ObstacleKind) -> list[str]:
    return [key for key, value in site_map.obstacles.items() if value.kind is kind]


def test_the_list_names_every_template_in_both_languages() -> None:
    infos = list_templates()
    assert tuple(info.key for info in infos) == KEYS == tuple(build.BUILDERS)
    for info in infos:
        assert is_chinese(info.name_zh) and "虚构" in info.name_zh and is_chinese(info.description_zh)
        assert not is_chinese(info.name_en + info.description_en) and "fictional" in info.name_en


@pytest.mark.parametrize("key", KEYS)
def test_committed_files_are_what_the_builder_builds(key: str) -> None:
    for name, text in build.render(key).items():
        assert stored(key, name) == text, "run: python -m resources.templates.build"


@pytest.mark.parametrize("key", KEYS)
def test_json_survives_reading_and_writing_unchanged(key: str) -> None:
    text = stored(key, "project.json")
    assert to_json(from_plain(Project, json.loads(text), source=key)) + "\n" == text


@pytest.mark.parametrize("key", KEYS)
def test_every_text_has_one_english_and_none_is_left_over(key: str) -> None:
    english = json.loads(stored(key, "en.json"))
    assert set(english) == human_texts(json.loads(stored(key, "project.json")))
    assert not [text for text in english.values() if is_chinese(text) or not text.strip()]


@pytest.mark.parametrize("key", KEYS)
def test_english_project_differs_from_the_chinese_in_texts_only(key: str) -> None:
    chinese, english = new_from_template(key, "zh"), new_from_template(key, "en")
    plain = to_plain(english)
    assert not [text for text in human_texts(plain) if is_chinese(text)]
    assert all(is_chinese(text) for text in (chinese.name, chinese.customer, chinese.note))
    assert blanked(to_plain(chinese)) == blanked(plain)


def blanked(value: object) -> object:
    if isinstance(value, dict):
        texts = ("name", "customer", "supplier", "note")
        return {key: "" if key in texts else blanked(content) for key, content in value.items()}
    return [blanked(content) for content in value] if isinstance(value, list) else value


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_rules_find_nothing(key: str, lang: str) -> None:
    assert check(new_from_template(key, lang), load_catalogue()) == ()


@pytest.mark.parametrize("key", KEYS)
def test_labelled_fictional_in_both_languages(key: str) -> None:
    chinese, english = new_from_template(key), new_from_template(key, "en")
    assert "虚构" in chinese.name and "虚构" in chinese.note
    assert "fictional" in english.name and "Fictional" in english.note


@pytest.mark.parametrize("key", KEYS)
def test_every_reference_inside_the_project_resolves(key: str) -> None:
    project = new_from_template(key)
    assert {flow.zone_id for flow in project.demand.flows.values()} <= set(project.site_map.zones)
    for scheme in project.schemes.values():
        network = scheme.network
        assert {key for cell in network.cells.values() for key in head_ids(cell)} == set(network.sites)
        assert {link.to_id for link in network.links.values()} == set(network.upfs)
        assert {link.from_id for link in network.links.values()} <= {ALL_SITES, *network.sites}
        assert {host.upf_id for host in network.mec_hosts.values()} <= set(network.upfs)
        assert {item.upf_id for item in scheme.slices.values()} <= set(network.upfs)
        assert set(scheme.assignments) == set(project.demand.flows)
        assert {assignment.slice_id for assignment in scheme.assignments.values()} == set(scheme.slices)
        assert set(network.band_priority) == {cell.band for cell in network.cells.values()}


@pytest.mark.parametrize("key", KEYS)
def test_ids_are_keys_and_unique_names_keep_objects_apart(key: str) -> None:
    project = new_from_template(key)
    collections = [project.site_map.obstacles, project.site_map.zones, project.demand.flows]
    for scheme in project.schemes.values():
        network = scheme.network
        collections += [network.sites, network.cells, network.upfs, network.mec_hosts, network.links, scheme.slices]
    for collection in collections:
        assert all(item.id == identifier for identifier, item in collection.items())
        names = [item.name for item in collection.values()]
        assert len(names) == len(set(names)) and all(names)


@pytest.mark.parametrize("key", KEYS)
def test_pcis_differ_and_collide_neither_in_a_site_modulo_three(key: str) -> None:
    for scheme in new_from_template(key).schemes.values():
        cells = list(scheme.network.cells.values())
        assert len({(cell.band, cell.pci) for cell in cells}) == len(cells)
        for first, second in pairwise(cells):
            if first.site_id == second.site_id:
                assert first.pci % 3 != second.pci % 3


@pytest.mark.parametrize("key", KEYS)
def test_cells_of_one_carrier_share_one_frame_structure(key: str) -> None:
    for scheme in new_from_template(key).schemes.values():
        groups = carrier_groups(scheme.network.cells, load_catalogue())
        frames = {(groups[cell.id], cell.frame) for cell in scheme.network.cells.values()}
        assert len(frames) == len({group for group, _ in frames})


@pytest.mark.parametrize("key", KEYS)
def test_campus_upfs_stand_in_rooms(key: str) -> None:
    project = new_from_template(key)
    buildings = [item for item in project.site_map.obstacles.values() if item.kind is ObstacleKind.BUILDING]
    for scheme in project.schemes.values():
        for upf in scheme.network.upfs.values():
            if upf.place is not UpfPlace.ON_SITE:
                continue
            places = [place for place in (upf.position, upf.second_position) if place is not None]
            rooms = [{item.id for item in buildings if contains(item.outline, place)} for place in places]
            assert all(rooms)
            assert len(rooms) == 1 or not rooms[0] & rooms[1], "1+1 wants two buildings"


@pytest.mark.parametrize("key", KEYS)
def test_the_demo_price_book_is_embedded_and_knows_mode_and_add_ons(key: str) -> None:
    project = new_from_template(key)
    book = tomllib.loads(PRICE_BOOK.read_text(encoding="utf-8"))
    for scheme in project.schemes.values():
        commercial = scheme.commercial
        assert project.assets[commercial.price_book] == PRICE_BOOK.read_bytes()
        structure = book["structures"][commercial.structure]
        assert commercial.mode in {mode["code"] for mode in structure["modes"]}
        assert set(commercial.add_ons) <= {add_on["code"] for add_on in structure["add_ons"]}
        assert commercial.quote_number.startswith("DEMO-") and commercial.term_months == 36


@pytest.mark.parametrize("key", KEYS)
def test_a_new_project_can_be_saved_and_loaded(key: str) -> None:
    project = new_from_template(key)
    content = project_bytes(project)
    assert project_bytes(project_from_bytes(content, source="sample")) == content


def test_the_port_is_a_port() -> None:
    project = new_from_template("port")
    site_map = project.site_map
    assert site_map.completeness is Completeness.SURVEYED
    assert len(with_kind(site_map, ObstacleKind.CONTAINER_YARD)) >= 16
    assert len(with_kind(site_map, ObstacleKind.QUAY_CRANE)) == project.demand.flows["flow-crane-video"].count
    assert len(with_kind(site_map, ObstacleKind.YARD_CRANE)) >= project.demand.flows["flow-rtg-video"].count
    assert {zone.area_class for zone in site_map.zones.values()} == set(AreaClass)
    west, south, east, north = bounds_of(item.outline for item in site_map.obstacles.values()) or (0, 0, 0, 0)
    assert (east - west, north - south) == (1500, 1000)


def test_quay_cranes_stand_on_land_and_reach_over_the_water() -> None:
    obstacles = new_from_template("port").site_map.obstacles
    water = next(item for item in obstacles.values() if item.kind is ObstacleKind.WATER)
    reaching = 0
    for crane in (item for item in obstacles.values() if item.kind is ObstacleKind.QUAY_CRANE):
        middle = (crane.outline[0][0] + 13.5, crane.outline[0][1] + 15)
        assert not contains(water.outline, middle) and 45 <= top_m(crane) <= 80
        reaching += any(contains(water.outline, corner) for corner in crane.outline)
    assert reaching >= 5


def test_yard_cranes_span_a_block() -> None:
    obstacles = new_from_template("port").site_map.obstacles.values()
    blocks = [item for item in obstacles if item.kind is ObstacleKind.CONTAINER_YARD]
    for crane in (item for item in obstacles if item.kind is ObstacleKind.YARD_CRANE):
        middle = (crane.outline[0][0] + 6.5, (crane.outline[0][1] + crane.outline[2][1]) / 2)
        under = [block for block in blocks if contains(block.outline, middle)]
        assert len(under) == 1 and top_m(crane) > top_m(under[0]) + 2.6, "a box must pass over the stack"


def test_an_unknown_template_names_the_known_ones() -> None:
    with pytest.raises(FileError) as caught:
        new_from_template("airport")
    assert caught.value.code == "no-such-template"
    assert caught.value.params == {"key": "airport", "known": ", ".join(KEYS)}


def test_a_path_is_no_template() -> None:
    with pytest.raises(FileError, match="no-such-template"):
        new_from_template("../templates/port")


def write_template(folder, **files: str) -> None:
    folder.mkdir()
    defaults = {
        "template.toml": 'name_zh = "甲"\nname_en = "A"\ndescription_zh = "乙"\ndescription_en = "B"\n',
        "project.json": '{"name": "甲"}',
        "en.json": '{"甲": "A"}',
    }
    for name, text in {**defaults, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"template.toml": "name_zh = "}, "invalid-toml"),
        ({"template.toml": 'name_zh = "甲"'}, "invalid-field"),
        ({"project.json": "{"}, "not-a-project"),
        ({"project.json": "[]"}, "not-a-project"),
        ({"project.json": '{"nam": "甲"}'}, "unknown-key"),
        ({"en.json": "{}"}, "invalid-field"),
    ],
)
def test_a_broken_template_is_a_clear_error(tmp_path, files: dict[str, str], code: str) -> None:
    write_template(tmp_path / "broken", **files)
    with pytest.raises(FileError, match=code):
        new_from_template("broken", "en", folder=tmp_path)


def test_a_small_template_reads_in_both_languages(tmp_path) -> None:
    write_template(tmp_path / "small")
    assert new_from_template("small", "zh_CN", folder=tmp_path).name == "甲"
    assert new_from_template("small", "en_US", folder=tmp_path).name == "A"


@pytest.mark.parametrize("turn_deg", [0.0, 60.0, 120.0, 175.0, 180.0, 240.0, 300.0])
def test_a_ribbon_keeps_its_width_whichever_way_it_runs(turn_deg: float) -> None:
    """Headings that wrap at 180 degrees bend like all others: the area is length x width."""
    from shapely import Polygon

    turn = math.radians(turn_deg)
    line = [(x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)) for x, y in BEND]
    length = sum(math.dist(a, b) for a, b in pairwise(line))
    assert Polygon(ribbon(line, 10.0)).area == pytest.approx(10.0 * length, rel=1e-3)
