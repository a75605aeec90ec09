"""A layer ready to be shown: index, legend and shares; extra layers, differences, styles, and what can't be shown."""

from dataclasses import replace

import numpy as np
import pytest

from planner.engine.cache import EngineCache
from planner.engine.results import Maps
from planner.errors import PlannerError
from planner.io.catalogue import load_catalogue
from planner.io.evaluation import evaluate
from planner.io.layer_picture import LayerChoice, layer_picture
from planner.io.layer_table import LAYERS
from planner.io.layers import layer_of, to_index
from planner.io.templates import new_from_template
from planner.model import edits
from planner.model.layer_style import LayerStyle
from planner.model.project import Project

CODES = tuple(LAYERS)


@pytest.fixture(scope="module")
def port() -> Project:
    return new_from_template("port", "en")


def maps_for(project: Project, choice: LayerChoice, scheme_id: str) -> Maps:
    found = evaluate(project, scheme_id, load_catalogue(), cache=CACHE, resolution_m=32.0, request=choice.request())
    assert found.maps is not None
    return found.maps


CACHE = EngineCache()


@pytest.mark.parametrize("code", CODES)
def test_every_layer_has_a_picture_and_shares_that_add_up(code: str, port: Project) -> None:
    flow = next(iter(port.demand.flows))
    choice = LayerChoice(code=code, flow_id=flow)
    maps = maps_for(port, choice, "A")
    picture = layer_picture(port, "A", maps, choice, "zh", cache=CACHE)
    assert picture.index.shape == maps.grid.shape == picture.values.shape
    assert np.array_equal(picture.index, to_index(picture.layer, picture.values))
    assert len(picture.table) == 256
    assert picture.is_of_zones
    assert sum(entry.share for entry in picture.entries) == pytest.approx(1.0)
    assert picture.fits(layer_of(code, port), "zh", maps, None)
    assert not picture.fits(layer_of(code, port), "en", maps, None)


@pytest.mark.parametrize("code", [code for code in CODES if code != "best_server"])
def test_differences_change_sign_with_the_schemes(code: str, port: Project) -> None:
    flow = next(iter(port.demand.flows))
    first, second = (
        LayerChoice(code=code, other_id="B", flow_id=flow),
        LayerChoice(code=code, other_id="A", flow_id=flow),
    )
    a, b = maps_for(port, first, "A"), maps_for(port, second, "B")
    one = layer_picture(port, "A", a, first, "en", other=b, cache=CACHE)
    two = layer_picture(port, "B", b, second, "en", other=a, cache=CACHE)
    assert one.layer.kind == "difference"
    assert one.grid == two.grid
    assert np.allclose(one.values, -two.values, equal_nan=True)
    assert one.index.shape == one.grid.shape
    assert sum(entry.share for entry in one.entries) == pytest.approx(1.0)


def test_the_best_server_is_not_subtracted(port: Project) -> None:
    choice = LayerChoice(code="best_server", other_id="B")
    assert choice.shown_code == "best_server"
    picture = layer_picture(port, "A", maps_for(port, choice, "A"), choice, "en")
    assert picture.layer.kind == "cells"
    assert picture.other is None


def test_a_difference_without_the_other_scheme_and_a_layer_nobody_asked_for(port: Project) -> None:
    maps = maps_for(port, LayerChoice(), "A")
    with pytest.raises(PlannerError, match="no-other-scheme"):
        layer_picture(port, "A", maps, LayerChoice(other_id="B"), "en")
    with pytest.raises(PlannerError, match="layer-not-computed"):
        layer_picture(port, "A", maps, LayerChoice(code="rsrq"), "en")


def test_own_thresholds_and_palette(port: Project) -> None:
    maps = maps_for(port, LayerChoice(), "A")
    styled = edits.set_layer_style(port, "rsrp", LayerStyle(thresholds=(-100.0, -80.0), palette="magma"))
    plain, own = (layer_picture(project, "A", maps, LayerChoice(), "en") for project in (port, styled))
    assert len(own.entries) == 3 + (plain.entries[-1].label == "no service")
    assert own.table != plain.table
    assert int(own.index.max()) <= 3
    assert edits.set_layer_style(styled, "rsrp", None).layer_styles == {}
    assert not own.fits(layer_of("rsrp", port), "en", maps, None)


def test_a_choice_fits_its_project(port: Project) -> None:
    choice = LayerChoice(code="latency", terminal="fax", flow_id="gone", other_id="Z", height_m=7.0)
    kept = choice.fitting(port, load_catalogue().terminals)
    assert kept == LayerChoice(code="latency", height_m=7.0, flow_id=min(port.demand.flows))
    assert replace(choice, code="rsrp").fitting(port, {}).flow_id == ""
    assert replace(choice, code="gone").fitting(port, {}).code == "rsrp"


def test_requests_ask_for_no_more_than_needed() -> None:
    assert LayerChoice().request().codes == ()
    assert LayerChoice(code="servers").request().codes == ("servers",)
    assert LayerChoice(code="rsrp", flow_id="flow-01").request() == LayerChoice(code="sinr").request()
    assert LayerChoice(code="latency", flow_id="flow-01").request().flow_id == "flow-01"
