"""The sample projects mine, hospital, substation, metro and park: sound, bilingual, and true to their trade."""

import itertools
import json
import math
from decimal import Decimal

import pytest

from planner.engine.evaluate import evaluate
from planner.engine.results import Results
from planner.engine.terrain_stage import plan_grid
from planner.io.catalogue import load_catalogue
from planner.io.codec import from_plain, to_json, to_plain
from planner.io.pricebook_toml import load_pricebook
from planner.io.project_file import project_bytes, project_from_bytes
from planner.io.templates import PRICE_BOOK, TEMPLATES_DIR, human_texts, list_templates, new_from_template
from planner.model.carriers import carrier_groups
from planner.model.demand import FlowDirection
from planner.model.geometry import bounds_of, contains
from planner.model.network import Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.model.project import Project, Scheme
from planner.model.rules import check
from planner.model.site_map import GROUND_KINDS, HeightSource, ObstacleKind, blocks
from resources.templates import build

KEYS = ("mine", "hospital", "substation", "metro", "park")
BOTH = pytest.mark.parametrize("key", KEYS)

#: Flows of the substation that protect and control; all others are management.
PRODUCTION = {"flow-differential", "flow-differential-far", "flow-load-control", "flow-telecontrol"}


def stored(key: str, name: str) -> str:
    return (TEMPLATES_DIR / key / name).read_text(encoding="utf-8")


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.fixture(scope="module")
def evaluated() -> dict[tuple[str, str], Results]:
    catalogue, book = load_catalogue(), load_pricebook(PRICE_BOOK)
    return {
        (key, scheme_id): evaluate(project, scheme_id, catalogue, book, threads=1)
        for key in KEYS
        for project in (new_from_template(key),)
        for scheme_id in project.schemes
    }


def test_they_follow_the_first_three_in_the_list() -> None:
    infos = list_templates()
    assert tuple(info.key for info in infos)[-len(KEYS) :] == KEYS
    assert tuple(build.BUILDERS)[-len(KEYS) :] == KEYS
    for info in infos[-len(KEYS) :]:
        assert "虚构" in info.name_zh and is_chinese(info.description_zh)
        assert "fictional" in info.name_en and not is_chinese(info.name_en + info.description_en)


@BOTH
def test_committed_files_are_what_the_builder_builds(key: str) -> None:
    for name, text in build.render(key).items():
        assert stored(key, name) == text, "run: python -m resources.templates.build"


@BOTH
def test_json_survives_reading_and_writing_unchanged(key: str) -> None:
    text = stored(key, "project.json")
    assert to_json(from_plain(Project, json.loads(text), source=key)) + "\n" == text


@BOTH
def test_every_text_has_one_english_and_none_is_left_over(key: str) -> None:
    english = json.loads(stored(key, "en.json"))
    assert set(english) == human_texts(json.loads(stored(key, "project.json")))
    assert not [text for text in english.values() if is_chinese(text) or not text.strip()]


@pytest.mark.parametrize("lang", ["zh", "en"])
@BOTH
def test_rules_find_nothing_and_the_label_says_fictional(key: str, lang: str) -> None:
    project = new_from_template(key, lang)
    assert check(project, load_catalogue()) == ()
    word = "虚构" if lang == "zh" else "ictional"
    assert word in project.name and word in project.customer and word in project.note
    assert lang == "zh" or not [text for text in human_texts(to_plain(project)) if is_chinese(text)]


@BOTH
def test_names_keep_objects_apart_in_both_languages(key: str) -> None:
    for lang in ("zh", "en"):
        project = new_from_template(key, lang)
        collections = [project.site_map.obstacles, project.site_map.zones, project.demand.flows]
        for scheme in project.schemes.values():
            network = scheme.network
            collections += [network.sites, network.cells, network.upfs, network.mec_hosts, network.links, scheme.slices]
        for collection in collections:
            assert all(item.id == identifier for identifier, item in collection.items())
            names = [item.name for item in collection.values()]
            assert len(names) == len(set(names)) and all(names)


@BOTH
def test_the_map_is_rich_and_its_heights_are_known(key: str) -> None:
    project = new_from_template(key)
    obstacles = project.site_map.obstacles.values()
    standing = [item for item in obstacles if blocks(item)]
    assert len(standing) >= 15 and any(item.kind in GROUND_KINDS for item in obstacles)
    assert not [item.name for item in standing if item.height_source is HeightSource.ASSUMED]
    buildings = [item for item in obstacles if item.kind is ObstacleKind.BUILDING]
    assert len(buildings) >= 9 and all(item.material for item in buildings)
    assert 4 <= len(project.site_map.zones) <= 8
    assert all(zone.targets.rsrp_dbm is not None for zone in project.site_map.zones.values())
    assert 5 <= len(project.demand.flows) <= 9
    assert {flow.zone_id for flow in project.demand.flows.values()} <= set(project.site_map.zones)


@BOTH
def test_buildings_do_not_stand_in_water_or_in_each_other(key: str) -> None:
    from shapely import Polygon

    obstacles = new_from_template(key).site_map.obstacles.values()
    water = [Polygon(item.outline) for item in obstacles if item.kind is ObstacleKind.WATER]
    buildings = {
        item.name: Polygon(item.outline)
        for item in obstacles
        if item.kind in (ObstacleKind.BUILDING, ObstacleKind.TANK) and item.name not in ("高架区间", "输煤栈桥")
    }
    assert not [name for name, shape in buildings.items() if any(shape.intersects(pool) for pool in water)]
    pairs = itertools.combinations(buildings.items(), 2)
    assert not [(a, b) for (a, first), (b, second) in pairs if first.intersection(second).area > 0.5]


@BOTH
def test_a_plan_stays_small_enough_to_be_quick(key: str) -> None:
    project = new_from_template(key)
    assert project.settings.resolution_m == (5.0 if key == "mine" else 4.0)
    for scheme in project.schemes.values():
        grid, issues = plan_grid(project, scheme, project.settings.resolution_m)
        assert grid.rows * grid.columns <= 250_000 and issues == ()


@BOTH
def test_schemes_a_and_b_differ_in_network_core_and_terms(key: str) -> None:
    project = new_from_template(key)
    public, own = project.schemes["A"], project.schemes["B"]
    assert {site.ownership for site in public.network.sites.values()} == {Ownership.PUBLIC}
    assert Ownership.NEW in {site.ownership for site in own.network.sites.values()}
    assert {upf.place for upf in public.network.upfs.values()} == {UpfPlace.CITY}
    assert {upf.place for upf in own.network.upfs.values()} == {UpfPlace.ON_SITE}
    assert public.commercial.mode == "youxiang" and own.commercial.mode in ("zhuanxiang", "zunxiang")
    for scheme in (public, own):
        assert scheme.commercial.structure == "baf" and scheme.commercial.quote_number.startswith("DEMO-")
        assert set(scheme.assignments) == set(project.demand.flows)
        assert {item.slice_id for item in scheme.assignments.values()} == set(scheme.slices)
        assert set(scheme.network.band_priority) == {cell.band for cell in scheme.network.cells.values()}


def test_quote_numbers_are_unlike() -> None:
    every = [new_from_template(info.key).schemes["A"].commercial.quote_number for info in list_templates()]
    assert len(every) == len(set(every))


@BOTH
def test_pcis_and_frames_are_consistent(key: str) -> None:
    for scheme in new_from_template(key).schemes.values():
        cells = list(scheme.network.cells.values())
        assert len({(cell.band, cell.pci) for cell in cells}) == len(cells)
        for first, second in itertools.pairwise(cells):
            assert first.site_id != second.site_id or first.pci % 3 != second.pci % 3
        groups = carrier_groups(scheme.network.cells, load_catalogue())
        assert len({(groups[cell.id], cell.frame) for cell in cells}) == len(set(groups.values()))


@BOTH
def test_campus_upfs_stand_in_rooms_and_pairs_in_two(key: str) -> None:
    project = new_from_template(key)
    buildings = [item for item in project.site_map.obstacles.values() if item.kind is ObstacleKind.BUILDING]
    for upf in project.schemes["B"].network.upfs.values():
        places = [place for place in (upf.position, upf.second_position) if place is not None]
        assert len(places) == (2 if upf.redundancy is Redundancy.ONE_PLUS_ONE else 1)
        rooms = [{item.id for item in buildings if contains(item.outline, place)} for place in places]
        assert all(rooms) and (len(rooms) == 1 or not rooms[0] & rooms[1])


@BOTH
def test_indoor_heads_hang_below_the_roof_of_a_zone_they_serve(key: str) -> None:
    project = new_from_template(key)
    network = project.schemes["B"].network
    for cell in network.cells.values():
        if not cell.scenario.is_indoor:
            continue
        place = network.sites[cell.site_id].position
        zones = [zone for zone in project.site_map.zones.values() if contains(zone.outline, place)]
        assert any(0.5 <= cell.height_m - zone.height_m <= 9.0 for zone in zones)


@BOTH
def test_a_new_project_can_be_saved_and_loaded(key: str) -> None:
    content = project_bytes(new_from_template(key))
    assert project_bytes(project_from_bytes(content, source="sample")) == content


@BOTH
def test_the_own_network_does_more_and_costs_more(key: str, evaluated: dict[tuple[str, str], Results]) -> None:
    public, own = evaluated[key, "A"].headline, evaluated[key, "B"].headline
    assert own.flows_met >= public.flows_met + 3 and own.flows_met >= own.flows_total * 0.6
    assert own.price_over_term > public.price_over_term * Decimal("1.5")
    for scheme_id in ("A", "B"):
        results = evaluated[key, scheme_id]
        assert not [flow_id for flow_id, flow in results.flows.items() if flow.latency is None]
        assert results.quote is not None and set(results.zones) == set(new_from_template(key).site_map.zones)


def own_scheme(key: str) -> tuple[Project, Scheme]:
    project = new_from_template(key)
    return project, project.schemes["B"]


def test_the_mine_has_its_hundred_trucks_and_explosion_proof_stations() -> None:
    project, scheme = own_scheme("mine")
    trucks = [flow for flow in project.demand.flows.values() if flow.scenario == "mine_truck_video"]
    assert sum(flow.count for flow in trucks) == 100
    assert sum(flow.count * flow.ul_mbps for flow in trucks) == 500
    control = [flow for flow in project.demand.flows.values() if flow.scenario == "mine_truck_control"]
    assert {flow.latency_target_ms for flow in control} == {20.0}
    sites = scheme.network.sites.values()
    assert sum(site.kind is SiteKind.EXPLOSION_PROOF for site in sites) == 2
    assert RadioScenario.RMA in {cell.scenario for cell in scheme.network.cells.values()}
    west, south, east, north = bounds_of(item.outline for item in project.site_map.obstacles.values()) or (0, 0, 0, 0)
    assert (east - west, north - south) == (2000, 1500)


def test_the_ramp_passes_every_bench_of_the_mine() -> None:
    from shapely import LineString, Polygon

    obstacles = new_from_template("mine").site_map.obstacles.values()
    ramp = next(Polygon(item.outline) for item in obstacles if item.name == "坑内运输坡道")
    faces = [item for item in obstacles if item.name.startswith("台阶坡面")]
    assert len(faces) == 4
    for face in faces:
        gap = math.dist(face.outline[0], face.outline[-1])
        assert 60 < gap < 240 and not LineString(face.outline).intersects(ramp)


def test_the_hospital_serves_storeys_and_an_ambulance_route() -> None:
    project, scheme = own_scheme("hospital")
    zones = project.site_map.zones
    assert {zone.storey for zone in zones.values()} >= {1, 3, 5}
    assert zones["zone-ward"].height_m > zones["zone-ultrasound"].height_m > 5
    assert project.demand.flows["flow-ambulance"].zone_id == "zone-ambulance"
    assert sum(site.kind is SiteKind.INDOOR_HEAD for site in scheme.network.sites.values()) >= 12


def test_production_and_management_of_the_substation_share_neither_slice_nor_upf() -> None:
    project, own = own_scheme("substation")
    for scheme in project.schemes.values():
        production = {scheme.assignments[key].slice_id for key in PRODUCTION}
        management = {scheme.assignments[key].slice_id for key in project.demand.flows.keys() - PRODUCTION}
        assert not production & management
    upfs = [{own.slices[own.assignments[key].slice_id].upf_id for key in group} for group in _groups(project)]
    assert not upfs[0] & upfs[1]


def _groups(project: Project) -> tuple[set[str], set[str]]:
    return PRODUCTION, set(project.demand.flows) - PRODUCTION


def test_protection_counts_from_terminal_to_terminal_in_fifteen_milliseconds() -> None:
    flows = new_from_template("substation").demand.flows
    protection = [flow for flow in flows.values() if flow.scenario == "line_differential"]
    assert len(protection) == 2 and len({flow.zone_id for flow in protection}) == 2
    assert {(flow.direction, flow.latency_target_ms) for flow in protection} == {(FlowDirection.UE_TO_UE, 15.0)}
    assert all(1.2 <= flow.ul_mbps <= 2.5 for flow in protection)


def test_the_public_city_upf_is_too_far_for_protection(evaluated: dict[tuple[str, str], Results]) -> None:
    public, own = (evaluated["substation", scheme_id].flows["flow-differential"] for scheme_id in ("A", "B"))
    assert public.probability_of_target < 0.5 < 0.9 < own.probability_of_target


def test_the_metro_stands_back_to_back_along_the_line_with_a_upf_pair() -> None:
    project, scheme = own_scheme("metro")
    network = scheme.network
    line = [site for site in network.sites.values() if site.name.startswith("轨旁微站")]
    assert len(line) >= 8 and all(site.kind is SiteKind.MICRO for site in line)
    for site in line:
        first, second = (cell.azimuth_deg for cell in network.cells.values() if cell.site_id == site.id)
        assert abs(first - second) == 180.0
        assert {cell.band for cell in network.cells.values() if cell.site_id == site.id} == {"n79"}
    steps = [math.dist(a.position, b.position) for a, b in itertools.pairwise(line)]
    assert max(steps) < min(steps) * 1.05
    assert [upf.redundancy for upf in network.upfs.values()] == [Redundancy.ONE_PLUS_ONE]
    assert scheme.commercial.mode == "zunxiang" and project.demand.flows["flow-group-call"].count == 30


def test_the_rates_at_the_track_are_of_the_reported_size(evaluated: dict[tuple[str, str], Results]) -> None:
    """Reported of a real line: 101 Mbit/s up and 1067 Mbit/s down; half to twice that is of the size."""
    track = evaluated["metro", "B"].zones["zone-track"]
    assert 0.5 < track.ul_p50_mbps / 101.0 < 2.0
    assert 0.5 < track.dl_p50_mbps / 1067.0 < 2.0


def test_tenants_of_the_park_share_the_upf_and_mostly_receive() -> None:
    project = new_from_template("park")
    for scheme in project.schemes.values():
        assert {upf.tenancy for upf in scheme.network.upfs.values()} == {Tenancy.SHARED}
        assert {item.sst for item in scheme.slices.values()} == {1}
        assert {cell.band for cell in scheme.network.cells.values()} == {"n78"}
    flows = project.demand.flows.values()
    down = sum(flow.count * flow.activity * flow.dl_mbps for flow in flows)
    assert down > 1.5 * sum(flow.count * flow.activity * flow.ul_mbps for flow in flows)


def test_new_scenarios_name_a_source() -> None:
    scenarios = load_catalogue().scenarios
    for key in ("mine_truck_control", "remote_ultrasound", "line_differential", "group_video_call", "cloud_desktop"):
        assert scenarios[key].source and scenarios[key].mark in ("S", "M")
    assert scenarios["line_differential"].mark == "S" and scenarios["mine_truck_video"].mark == "M"
