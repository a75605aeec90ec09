"""Whatever a file holds, an evaluation answers or says why not: no other exception, no hole where a pixel is served."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import building, plan

from planner.engine.cache import EngineCache
from planner.engine.neighbours import scheme_neighbours
from planner.engine.pci_conflicts import pci_issues
from planner.engine.pci_plan import plan_pci
from planner.errors import PlannerError
from planner.io.catalogue import load_catalogue
from planner.io.evaluation import evaluate
from planner.model.carriers import carrier_groups
from planner.model.network import Cell, Ownership, RadioScenario, Site, SiteKind
from planner.text import translate

CATALOGUE = load_catalogue()
CACHE = EngineCache(limit_bytes=200_000_000)
ODD = st.sampled_from((0.0, -1.0, 1e9, math.nan, math.inf, -math.inf))


def mostly(sensible: st.SearchStrategy, odd: st.SearchStrategy = ODD) -> st.SearchStrategy:
    """Nine times in ten something a person would enter."""
    return st.integers(0, 9).flatmap(lambda n: sensible if n else odd)


SITES = st.builds(
    Site,
    id=st.just(""),
    name=st.just("Mast"),
    position=st.tuples(
        mostly(st.sampled_from((-150.0, 0.0, 60.0, 150.0))), mostly(st.sampled_from((-100.0, 0.0, 100.0)))
    ),
    kind=st.sampled_from(SiteKind),
    ownership=st.sampled_from(Ownership),
)
SITE_KEYS = st.sampled_from(("gnb-01", "gnb-02", "gnb-03", "lost"))
CELLS = st.builds(
    Cell,
    id=st.just(""),
    site_id=SITE_KEYS,
    band=mostly(st.sampled_from(("n78", "n41", "n28", "private_6ghz")), st.sampled_from(("", "n999"))),
    bandwidth_mhz=mostly(st.sampled_from((20.0, 60.0, 100.0)), st.sampled_from((0.0, -5.0, 35.0, math.nan))),
    frame=mostly(st.sampled_from(("DDDSU", "DSUUU", "FDD")), st.sampled_from(("", "UUUUU"))),
    tx_power_dbm=mostly(st.floats(20.0, 55.0)),
    antenna=mostly(st.sampled_from(("panel_64t", "indoor_omni", "micro_4t")), st.just("whip")),
    azimuth_deg=mostly(st.floats(0.0, 360.0)),
    mechanical_tilt_deg=mostly(st.floats(-30.0, 60.0)),
    electrical_tilt_deg=mostly(st.floats(-15.0, 30.0)),
    height_m=mostly(st.sampled_from((0.5, 3.0, 25.0, 300.0))),
    scenario=st.sampled_from(RadioScenario),
    dl_layers=mostly(st.sampled_from((1, 4, 16)), st.sampled_from((0, 99))),
    ul_layers=mostly(st.sampled_from((1, 2, 8)), st.sampled_from((0, 99))),
    pci=mostly(st.integers(0, 3), st.sampled_from((-1, 5000))),
    carrier_mhz=mostly(st.sampled_from((0.0, 3350.0, 3450.0, 3500.0, 2565.0))),
    head_site_ids=st.lists(SITE_KEYS, max_size=3).map(tuple),
    background_load_dl=mostly(st.sampled_from((0.0, 0.5))),
)


@st.composite
def projects(draw: st.DrawFn):
    sites = {f"gnb-0{n}": replace(draw(SITES), id=f"gnb-0{n}") for n in range(1, draw(st.integers(1, 3)) + 1)}
    cells = {f"cell-0{n}": replace(draw(CELLS), id=f"cell-0{n}") for n in range(1, draw(st.integers(0, 4)) + 1)}
    project = plan(cells=[], obstacles=(building(40.0, -30.0, 60.0, 60.0, 12.0),), resolution_m=16.0)
    scheme = project.schemes["A"]
    network = replace(scheme.network, sites=sites, cells=cells)
    return replace(project, schemes={"A": replace(scheme, network=network)})


@settings(max_examples=60, deadline=None)
@given(projects())
def test_a_broken_network_is_answered_or_refused_with_words(project) -> None:
    try:
        results = evaluate(project, "A", CATALOGUE, cache=CACHE, threads=1)
    except PlannerError as error:
        assert translate(error.code, error.params) != error.code
        return
    for issue in results.issues:
        for lang in ("en", "zh"):
            said = translate(issue.code, issue.params, lang)
            assert said != issue.code and "{" not in said, issue
    maps = results.maps
    if maps is not None:
        served = maps.best_server >= 0
        for layer in (maps.rsrp_dbm, maps.sinr_db, maps.dl_mbps, maps.ul_mbps, maps.sigma_db, maps.probability):
            assert np.isfinite(layer[served]).all()


@settings(max_examples=25, deadline=None)
@given(projects())
def test_neighbours_and_pcis_of_a_broken_network(project) -> None:
    try:
        lists = scheme_neighbours(project, "A", CATALOGUE, cache=CACHE, threads=1)
    except PlannerError as error:
        assert translate(error.code, error.params) != error.code
        return
    network = project.schemes["A"].network
    groups = carrier_groups({key: network.cells[key] for key in lists}, CATALOGUE)
    made = plan_pci(network, lists, groups)
    assert {entry.cell_id for entry in made.entries} == set(lists)
    for issue in pci_issues(project.schemes["A"], lists, groups):
        assert "{" not in translate(issue.code, issue.params)
