"""Map layers that are computed when somebody asks for them (`LayerRequest`).

Each is NaN where the map is: at places nobody can be, and where no cell serves; the number of servers is 0 there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cells import RadioPlan, terminal_radio
from planner.engine.latency_layer import latency_layer
from planner.engine.layer_figures import coupling_loss_db, coupling_loss_limits_db, rsrq_db, servers, uplink_margin_db
from planner.engine.layer_request import BASE_ARRAYS, EXTRA_CODES, LayerRequest, map_terminal
from planner.engine.load_stage import FlowPoints, Loads
from planner.engine.radio_stage import CellMap
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_tables
from planner.engine.results import FloatMap, Maps
from planner.engine.terrain_stage import Terrain
from planner.errors import EvaluationError, Issue, Severity
from planner.model.catalogue import Catalogue
from planner.model.project import Project, Scheme
from planner.radio.coverage import (
    TerminalRadio,
    rate_mbps,
    sinr_db,
    uplink_levels_dbm,
    uplink_offsets_db,
)

Floats32 = NDArray[np.float32]


def extra_layers(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    ground: Terrain,
    cells: Sequence[CellMap],
    maps: Maps,
    loads: Loads,
    request: LayerRequest,
    points: Mapping[str, FlowPoints] | None = None,
) -> dict[str, FloatMap]:
    """The layers that a request asks for, by code, float32 [rows, columns] on the grid of `maps`.

    cells, maps: at the request's height. A terminal other than that of `maps` brings "sinr", "dl" and "ul" for it too.
    points: the flows at their places (`load_stage.flow_points`), which "latency" takes the slices' demand from; without
    them slices count as empty. Codes of layers that `maps` has anyway are passed over. Raises EvaluationError
    "unknown-layer", "no-such-object" (terminal or flow), "latency-without-flow", and "flow-cannot-be-mapped" where the
    flow has no slice in this scheme.
    """
    key = _checked_terminal(project, catalogue, request)
    terminal = terminal_radio(catalogue.terminals[key])
    wanted = set(request.codes)
    found: dict[str, FloatMap] = {}
    rsrp = np.stack([item.rsrp_dbm.ravel() for item in cells])
    best = np.ascontiguousarray(maps.best_server.ravel())
    own = maps.rsrp_dbm.ravel()
    if key != maps.terminal:
        found |= terminal_layers(rsrp, best, own, plan, loads, terminal)
    makers: dict[str, Callable[[], FloatMap]] = {
        "sinr_full": lambda: sinr_db(rsrp, best, plan.radios, np.ones(len(plan.radios)), terminal),
        "rsrq": lambda: rsrq_db(rsrp, best, plan.radios, loads.dl.load, terminal),
        "servers": lambda: servers(rsrp, maps.counted.ravel(), scheme.network.band_threshold_dbm),
        "ul_margin": lambda: uplink_margin_db(own, best, plan.radios, loads.noise_rise_db, terminal),
        "coupling_loss": lambda: coupling_loss_db(own, best, plan.radios, terminal),
        "latency": lambda: latency_layer(
            project, scheme, catalogue, plan, rsrp, maps.counted.ravel(), loads, request.flow_id, points or {}
        ),
    }
    found |= {code: make() for code, make in makers.items() if code in wanted}
    return {code: values.reshape(ground.grid.shape) for code, values in found.items()}


def _checked_terminal(project: Project, catalogue: Catalogue, request: LayerRequest) -> str:
    """Key of the request's terminal; an error where it or a layer doesn't exist."""
    known = (*BASE_ARRAYS, "best_server", *EXTRA_CODES)
    for code in request.codes:
        if code not in known:
            raise EvaluationError("unknown-layer", layer=code, known=", ".join(known))
    key = map_terminal(project, request)
    if key not in catalogue.terminals:
        raise EvaluationError("no-such-object", kind="terminals", id=key)
    return key


def with_layers(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    ground: Terrain,
    cells: Sequence[CellMap],
    maps: Maps,
    loads: Loads,
    request: LayerRequest,
    points: Mapping[str, FlowPoints] | None = None,
) -> Maps:
    """`maps` with the layers of a request in `extra`, their notes and the terminal they are for; see `extra_layers`.

    A latency that can't be mapped (no flow chosen, or one without a slice) is left out; its note, an error, says why.
    """
    key = _checked_terminal(project, catalogue, request)
    if not set(request.codes) & set(EXTRA_CODES) and key == maps.terminal:
        return maps
    usual = replace(request, codes=tuple(code for code in request.codes if code != "latency"))
    extra = extra_layers(project, scheme, catalogue, plan, ground, cells, maps, loads, usual, points)
    notes = layer_notes(project, scheme, catalogue, plan, loads, request)
    if "latency" in request.codes:
        # "sinr" and the rates are there already: the map's own terminal keeps them from being made twice
        alone = LayerRequest(codes=("latency",), terminal=maps.terminal, flow_id=request.flow_id)
        try:
            extra |= extra_layers(project, scheme, catalogue, plan, ground, cells, maps, loads, alone, points)
        except EvaluationError as problem:
            notes["latency"] = Issue(code=problem.code, params=problem.params)
    return replace(maps, extra=extra, notes=notes, terminal=key)


def layer_notes(
    project: Project, scheme: Scheme, catalogue: Catalogue, plan: RadioPlan, loads: Loads, request: LayerRequest
) -> dict[str, Issue]:
    """By layer code, what the figures of a request's layers are to be read against."""
    found: dict[str, Issue] = {}
    if "servers" in request.codes:
        found["servers"] = _note("layer-note-servers", threshold_dbm=scheme.network.band_threshold_dbm)
    if {"coupling_loss", "ul_margin"} & set(request.codes) and plan.radios:
        terminal = terminal_radio(catalogue.terminals[map_terminal(project, request)])
        limits = coupling_loss_limits_db(plan.radios, loads.noise_rise_db, terminal)
        note = _note("layer-note-mcl", low_db=round(float(limits.min()), 1), high_db=round(float(limits.max()), 1))
        found |= {code: note for code in ("coupling_loss", "ul_margin") if code in request.codes}
    flow = project.demand.flows.get(request.flow_id)
    if "latency" in request.codes and flow is not None:
        found["latency"] = _note(
            "layer-note-latency",
            name=flow.name,
            percentile_pct=round(flow.latency_percentile * 100.0, 2),
            target_ms=flow.latency_target_ms,
        )
    return found


def _note(code: str, **params: str | float) -> Issue:
    return Issue(code=code, severity=Severity.NOTE, params=params)


def terminal_layers(
    rsrp_dbm: Floats32,
    best: NDArray[np.int16],
    own_dbm: Floats32,
    plan: RadioPlan,
    loads: Loads,
    terminal: TerminalRadio,
) -> dict[str, Floats32]:
    """SINR and rates of a kind of terminal at the loads of the plan, [points]; NaN without service."""
    radios = plan.radios
    sinr = sinr_db(rsrp_dbm, best, radios, loads.dl.load, terminal)
    gains = np.array([cell.beam_gain_db for cell in radios])
    dl = rate_mbps(sinr, best, downlink_tables(radios, terminal), gains)
    level = uplink_levels_dbm(own_dbm, best, radios, terminal, all_usable_blocks(radios, terminal))
    offsets = uplink_offsets_db(radios, loads.noise_rise_db, terminal)
    ul = rate_mbps(level, best, uplink_tables(radios, terminal), offsets)
    unserved = best < 0
    dl[unserved] = np.nan
    ul[unserved] = np.nan
    return {"sinr": sinr, "dl": dl, "ul": ul}
