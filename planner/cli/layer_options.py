"""The options of `evaluate` that write map layers: which, for whom, at which height, in which formats."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.naming import listed, with_name
from planner.cli.output import Output
from planner.cli.parameters import in_range, pair
from planner.engine.layer_request import EXTRA_CODES, LayerRequest, storey_height
from planner.errors import FileError, Issue, PlannerError, Severity
from planner.model.catalogue import Catalogue
from planner.model.own_entries import with_own_antennas
from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from planner.model.storeys import storeys_of

if TYPE_CHECKING:
    from planner.engine.results import Maps, Results

FORMATS = ("png", "tif", "kmz")
#: Heights at which a map makes sense, m above the ground.
_HEIGHTS_M = (0.0, 1000.0)
_DPI = (30.0, 600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerOptions:
    """What the command line says about layers; "" and None: not said. `difference_to`: id of another scheme."""

    folder: Path
    codes: tuple[str, ...] = ()
    formats: str = "png,tif"
    height_m: float | None = None
    storey: str = ""
    terminal: str = ""
    flow: str = ""
    paper: str = "a4"
    dpi: int = 150
    difference_to: str = ""


def checked(options: LayerOptions, project: Project, catalogue: Catalogue) -> LayerOptions:
    """The options with names turned into ids, before a long computation. PlannerError for what can't be done."""
    from planner.io.layers import LAYERS, layer_of
    from planner.io.map_sheet import PAPERS

    if options.folder.exists() and not options.folder.is_dir():
        raise FileError("not-a-folder", file=str(options.folder))
    for code in options.codes:
        layer_of(f"difference_{code}" if options.difference_to else code)
        if code not in LAYERS:
            raise PlannerError("unknown-layer", layer=code, known=", ".join(LAYERS))
    if "latency" in options.codes and not options.flow:
        raise PlannerError("latency-without-flow")
    formats = [item.strip().lower().replace("tiff", "tif") for item in options.formats.split(",") if item.strip()]
    if not formats or set(formats) - set(FORMATS):
        raise PlannerError("wrong-option-value", option="--format", value=options.formats)
    if "kmz" in formats and project.geo.epsg is None:
        raise FileError("overlay-needs-reference")
    if options.paper not in PAPERS:
        raise PlannerError("unknown-paper", paper=options.paper, known=", ".join(PAPERS))
    in_range(options.dpi, "--dpi", *_DPI)
    if options.height_m is not None:
        in_range(options.height_m, "--height", *_HEIGHTS_M)
    return replace(
        options,
        formats=",".join(dict.fromkeys(formats)),
        height_m=_storey_m(project, options.storey) if options.storey else options.height_m,
        terminal=_terminal(catalogue, options.terminal),
        flow=_flow(project, options.flow),
    )


def request_of(options: LayerOptions | None) -> LayerRequest:
    """What the evaluation is asked for; nothing more than usual without options."""
    if options is None:
        return LayerRequest()
    codes = [code for code in EXTRA_CODES if not options.codes or code in options.codes]
    return LayerRequest(
        codes=tuple(code for code in codes if code != "latency" or options.flow),
        height_m=options.height_m,
        terminal=options.terminal,
        flow_id=options.flow,
    )


def _storey_m(project: Project, text: str) -> float:
    """Height of a storey written BUILDING:STOREY, the building by id or name, the storey as 2 or 3F."""
    building, storey = pair(text, "--storey", ":")
    obstacles = project.site_map.obstacles
    buildings = {key: item for key, item in obstacles.items() if item.kind is ObstacleKind.BUILDING}
    ids = [key for key, item in buildings.items() if building in (key, item.name)]
    if not ids:
        raise PlannerError("no-such-building", building=building)
    if len(ids) > 1 and building not in buildings:
        raise PlannerError("several-buildings", building=building, known=", ".join(sorted(ids)))
    building_id = building if building in buildings else ids[0]
    sign = storey.strip().upper()
    try:
        number = int(sign[:-1]) - 1 if sign.endswith("F") else int(sign)
    except ValueError:
        raise PlannerError("wrong-option-value", option="--storey", value=text) from None
    height_m = storey_height(project, building_id, number)
    if height_m is None:
        above = [str(item) for item in storeys_of(project.site_map, building_id) if item >= 0]
        raise PlannerError("no-such-storey", building=building, storey=storey, known=", ".join(above) or "–")
    return height_m


def _terminal(catalogue: Catalogue, text: str) -> str:
    if not text:
        return ""
    found = [key for key, item in catalogue.terminals.items() if text in (key, item.name_zh, item.name_en)]
    if not found:
        raise PlannerError("no-such-terminal", terminal=text, known=", ".join(sorted(catalogue.terminals)))
    return found[0]


def _flow(project: Project, text: str) -> str:
    if not text:
        return ""
    flows = project.demand.flows
    found = [key for key, item in flows.items() if text in (key, item.name)]
    if not found:
        raise PlannerError("unknown-flow", flow=text, known=", ".join(sorted(flows)) or "–")
    return text if text in flows else found[0]


def write_layers(
    out: Output,
    project: Project,
    results: "Results",
    other: "Results | None",
    options: LayerOptions,
    catalogue: Catalogue,
    lang: str,
) -> list[Path]:
    """Write the layers, or with `other` (the scheme to compare with) their differences; returns the files."""
    from planner.io.layers import LAYERS, has_layer, layer_of

    maps = results.maps
    if maps is None or (other is not None and other.maps is None):
        out.say(out.t("There are no map layers: the scheme has no cells."))
        return []
    for found in (maps, other.maps if other is not None else None):
        note = None if found is None else found.notes.get("latency")
        if note is not None and note.severity is Severity.ERROR:
            raise PlannerError(note.code, **note.params)
    codes = [code for code in options.codes or LAYERS if has_layer(maps, LAYERS[code])]
    if other is not None and other.maps is not None:
        maps, codes = _differences(maps, other.maps, codes)
        params = {"first": _named(project, results.scheme_id), "second": _named(project, other.scheme_id)}
        note = Issue(code="layer-note-difference", severity=Severity.NOTE, params=params)
        maps = replace(maps, notes=dict.fromkeys(codes, note))
        results = replace(results, maps=maps)
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FileError("cannot-write", file=str(options.folder), reason=problem.strerror or "") from problem
    written: list[Path] = []
    with out.long_work() as progress:
        for number, code in enumerate(codes):
            progress("layers", number / len(codes))
            written += _write_one(project, results, maps, layer_of(code).code, options, catalogue, lang)
    return written


def _named(project: Project, scheme_id: str) -> str:
    return project.schemes[scheme_id].name or scheme_id


def _differences(maps: "Maps", other: "Maps", codes: Sequence[str]) -> tuple["Maps", list[str]]:
    from planner.engine.map_difference import difference_maps
    from planner.io.layer_table import WITHOUT_DIFFERENCE
    from planner.io.layers import difference_layer, layer_of

    comparable = [code for code in codes if code not in WITHOUT_DIFFERENCE]
    both = difference_maps(maps, other, comparable)
    return both, [difference_layer(layer_of(code)).code for code in comparable]


def _write_one(
    project: Project,
    results: "Results",
    maps: "Maps",
    code: str,
    options: LayerOptions,
    catalogue: Catalogue,
    lang: str,
) -> list[Path]:
    formats = options.formats.split(",")
    written = [options.folder / f"{code}.{ending}" for ending in formats]
    for path, ending in zip(written, formats, strict=True):
        if ending == "png":
            from planner.io.pictures import write_map_picture

            write_map_picture(
                path, project, results.scheme_id, results, code, lang, dpi=options.dpi, paper=options.paper,
                omni_cells=omni_cells(project, results.scheme_id, catalogue),
            )  # fmt: skip
        elif ending == "tif":
            from planner.io.pictures import write_layer_geotiff

            write_layer_geotiff(path, maps, code, project.geo)
        else:
            from planner.io.kmz_overlay import write_layer_kmz

            write_layer_kmz(path, project, results.scheme_id, maps, code, lang)
    return written


def omni_cells(project: Project, scheme_id: str, catalogue: Catalogue) -> frozenset[str]:
    """Ids of the cells that radiate all round, drawn as discs."""
    antennas = with_own_antennas(catalogue, project).antennas
    return frozenset(
        key
        for key, cell in project.schemes[scheme_id].network.cells.items()
        if (antenna := antennas.get(cell.antenna)) is not None and antenna.h_beamwidth_deg >= 360.0
    )


def other_scheme(project: Project, scheme: str, lang: str) -> str:
    """Id of the scheme to compare with, by id or name; PlannerError "no-such-scheme"."""
    if scheme in project.schemes:
        return scheme
    found = [key for key, item in project.schemes.items() if item.name == scheme]
    if not found:
        known = listed((with_name(key, item.name, lang) for key, item in sorted(project.schemes.items())), lang)
        raise PlannerError("no-such-scheme", scheme=scheme, known=known)
    return found[0]
