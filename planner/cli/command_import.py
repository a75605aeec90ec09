"""`import-map` and `import-sites`: maps and site lists of others become a project."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.naming import listed, with_name
from planner.cli.output import Output
from planner.cli.parameters import numbers, pair, require_new, scheme_or_first, with_ending
from planner.errors import FileError, Issue, PlannerError, Severity
from planner.model.site_map import ObstacleKind
from planner.text import LANGUAGES, N_, Translator, tr

if TYPE_CHECKING:
    from planner.io.control_points import ControlPoint
    from planner.io.layer_kinds import LayerChoice
    from planner.io.map_file import MapFile

#: A campus drawn in metres is wider; one in degrees never is.
_DEGREES_SPAN = 2.0
KIND_NAMES = {
    ObstacleKind.BUILDING: N_("building"),
    ObstacleKind.WALL: N_("wall"),
    ObstacleKind.CONTAINER_YARD: N_("container yard"),
    ObstacleKind.QUAY_CRANE: N_("quay crane"),
    ObstacleKind.YARD_CRANE: N_("yard crane"),
    ObstacleKind.TANK: N_("tank"),
    ObstacleKind.VEGETATION: N_("vegetation"),
    ObstacleKind.WATER: N_("water"),
    ObstacleKind.ROAD: N_("road"),
    ObstacleKind.LAND: N_("land"),
}
#: What Chinese drawings call them besides.
_OTHER_NAMES: Mapping[ObstacleKind, frozenset[str]] = {
    ObstacleKind.BUILDING: frozenset({"建筑", "建筑物", "房屋", "厂房"}),
    ObstacleKind.WALL: frozenset({"墙", "墙体", "围墙"}),
    ObstacleKind.CONTAINER_YARD: frozenset({"堆场", "集装箱堆场", "箱区"}),
    ObstacleKind.QUAY_CRANE: frozenset({"岸桥", "岸边起重机"}),
    ObstacleKind.YARD_CRANE: frozenset({"场桥", "龙门吊"}),
    ObstacleKind.TANK: frozenset({"储罐", "罐", "罐体"}),
    ObstacleKind.VEGETATION: frozenset({"植被", "树木", "绿化", "树林"}),
    ObstacleKind.WATER: frozenset({"水面", "水域", "水体"}),
    ObstacleKind.ROAD: frozenset({"道路", "路"}),
    ObstacleKind.LAND: frozenset({"陆地", "地面"}),
}
COLUMN_NAMES = {
    "kind": N_("kind of site"),
    "height_m": N_("height (m)"),
    "azimuth_deg": N_("azimuth (°)"),
    "tx_power_dbm": N_("transmit power (dBm)"),
    "bandwidth_mhz": N_("bandwidth (MHz)"),
    "frame": N_("frame structure"),
    "antenna": N_("antenna"),
}


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the commands to the app."""
    t = Translator(lang)

    @app.command(
        "import-map",
        cls=command,
        help=t(
            "Import maps: DXF, GeoJSON, Shapefile, GeoPackage, KML, KMZ, OSM.\n\nBuildings, walls, water, roads, "
            "cranes, trees; says what it assumed, repaired and left out."
        ),
    )
    def import_map(
        *,
        files: Annotated[list[Path], typer.Argument(metavar="FILES", help=t("map files"))],
        output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=t("project file to write"))],
        project: Annotated[
            Path | None, typer.Option("-p", "--project", metavar="FILE", help=t("add to this project, on its own grid"))
        ] = None,
        kind: Annotated[
            list[str] | None,
            typer.Option("--kind", metavar="FILE=KIND", help=t("what a file holds, or KIND alone for all of them")),
        ] = None,
        layer: Annotated[
            list[str] | None,
            typer.Option("--layer", metavar="NAME=KIND", help=t("what a layer holds; NAME=ignore leaves it out")),
        ] = None,
        default_height: Annotated[
            float | None,
            typer.Option("--default-height", metavar="M", help=t("height of objects without one, in metres")),
        ] = None,
        height_field: Annotated[
            str | None, typer.Option("--height-field", metavar="NAME", help=t("property that holds the height"))
        ] = None,
        crs: Annotated[
            str | None,
            typer.Option(
                "--crs", metavar="CRS", help=t("coordinate system: EPSG:4547, GCJ-02, BD-09, or local for metres")
            ),
        ] = None,
        unit: Annotated[
            str | None,
            typer.Option("--unit", metavar="UNIT", help=t("unit of a DXF: mm, cm, m; its header's by default")),
        ] = None,
        control: Annotated[
            list[str] | None,
            typer.Option(
                "--control",
                metavar="X,Y=X,Y",
                help=t("control point: drawing in metres = project in metres; two or more"),
            ),
        ] = None,
        control_lonlat: Annotated[
            list[str] | None,
            typer.Option(
                "--control-lonlat",
                metavar="X,Y=LON,LAT",
                help=t("control point: drawing in metres = longitude and latitude"),
            ),
        ] = None,
        simplify: Annotated[
            float,
            typer.Option("--simplify", metavar="M", help=t("leave out vertices that matter less than this, in metres")),
        ] = 0.0,
        encoding: Annotated[
            str | None, typer.Option("--encoding", metavar="NAME", help=t("encoding; found out by default"))
        ] = None,
        force: Annotated[bool, typer.Option("--force", "-f", help=t("write over an existing file"))] = False,
    ) -> None:
        output = with_ending(output, ".c5g")
        require_new(output, force=force or output == project)
        from planner.io.map_import import ImportOptions

        every, by_file = _kinds(kind or [], files, lang)
        options = ImportOptions(
            kind=every,
            kinds=by_file,
            layers=_layers(layer or [], lang),
            default_height_m=default_height,
            height_field=height_field,
            encoding=encoding,
            crs=crs,
            unit=unit,
            control_points=(
                *_control_points(control or [], "--control"),
                *_control_points(control_lonlat or [], "--control-lonlat"),
            ),
            simplify_m=simplify,
            lang=lang,
        )
        map_from_files(files, output, project, options, lang)

    @app.command(
        "import-sites",
        cls=command,
        help=t(
            "Import sites, cells and UPFs from CSV or XLSX.\n\nColumns: name, x/y or lon/lat, band, and if known kind "
            "(macro, micro, indoor, explosion-proof, UPF), height, azimuth (0/120/240 makes three cells), tilt, power, "
            "bandwidth, frame, antenna, pci, ownership."
        ),
    )
    def import_sites(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("CSV or XLSX file"))],
        project: Annotated[Path, typer.Option("-p", "--project", metavar="FILE", help=t("project file"))],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=t("scheme; the first by default"))] = "",
        sheet: Annotated[
            str | None, typer.Option("--sheet", metavar="NAME", help=t("sheet; the first by default"))
        ] = None,
        encoding: Annotated[
            str | None, typer.Option("--encoding", metavar="NAME", help=t("encoding; found out by default"))
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        target = with_ending(output, ".c5g") if output else project
        sites_from_file(file, project, target, scheme=scheme, sheet=sheet, encoding=encoding, lang=lang)


def _kinds(
    values: Sequence[str], files: Sequence[Path], lang: str
) -> tuple[ObstacleKind | None, dict[str, ObstacleKind]]:
    """The kind for all files, and kinds by file name."""
    every: ObstacleKind | None = None
    by_file: dict[str, ObstacleKind] = {}
    for value in values:
        if "=" not in value:
            every = _kind(value, lang)
            continue
        name, kind = pair(value, "--kind", "=")
        known = {name for file in files for name in (file.name, file.stem, str(file)) if file.name}
        if name not in known:
            raise PlannerError("wrong-option-value", option="--kind", value=value)
        by_file |= {file.name: _kind(kind, lang) for file in files if name in (file.name, file.stem, str(file))}
    return every, by_file


def _layers(values: Sequence[str], lang: str) -> "dict[str, LayerChoice]":
    """Kinds, or "ignore", by layer name."""
    result: dict[str, LayerChoice] = {}
    for value in values:
        name, kind = pair(value, "--layer", "=")
        result[name] = "ignore" if kind.strip().lower() in ("ignore", "忽略") else _kind(kind, lang)
    return result


def _control_points(values: Sequence[str], option: str) -> "list[ControlPoint]":
    from planner.io.control_points import ControlPoint

    result: list[ControlPoint] = []
    for value in values:
        source, target = (numbers(text, option, 2) for text in pair(value, option, "="))
        is_lonlat = option == "--control-lonlat"
        result.append(ControlPoint(source=(source[0], source[1]), target=(target[0], target[1]), is_lonlat=is_lonlat))
    return result


def _kind(text: str, lang: str) -> ObstacleKind:
    """The kind by its key or its name in any language."""
    word = text.strip().lower()
    for kind in ObstacleKind:
        names = {kind.value, kind.value.replace("_", "-"), *(tr(each, KIND_NAMES[kind]).lower() for each in LANGUAGES)}
        if word in names | _OTHER_NAMES.get(kind, frozenset()):
            return kind
    known = listed((with_name(kind.value, tr(lang, KIND_NAMES[kind]), lang) for kind in ObstacleKind), lang)
    raise PlannerError("no-such-kind", value=text, known=known)


def map_from_files(files: Sequence[Path], output: Path, into: Path | None, options: Any, lang: str) -> None:
    """Import maps into a new or an existing project and print the report."""
    from planner.io.map_import import build_map, read_maps
    from planner.io.new_project import blank_project
    from planner.io.project_file import load_project, save_project

    start = blank_project(lang, name=output.stem) if into is None else load_project(into)
    read = read_maps(files, options=options)
    _require_no_degrees(read, options)
    project, report = build_map(read, into=start, options=options)
    save_project(project, output)
    out = Output(lang)
    t = out.t
    rows = [
        (file.name, file.encoding, t(KIND_NAMES[kind]), t.number(count))
        for file in report.files
        for kind, count in sorted(file.counts.items())
    ]
    columns = ((t("File"), "left"), (t("Encoding"), "left"), (t("Kind"), "left"), (t("Objects"), "right"))
    out.table(t("Imported"), columns, rows)
    for kind, (count, height_m) in sorted(report.assumed_heights.items()):
        out.say(
            t(
                "{kind}: {count} heights assumed, {height} m each",
                kind=t(KIND_NAMES[kind]),
                count=count,
                height=height_m,
            )
        )
    if report.from_storeys:
        out.say(t("{count} heights taken from the number of storeys, 3 m each", count=report.from_storeys))
    if report.placement is not None:
        placed = report.placement
        out.say(
            t("Placed by control points: scale {scale}, turned by {turn}°, residual {rms} m (largest {largest} m)",
              scale=f"{placed.scale:.4f}", turn=f"{placed.rotation_deg:.2f}", rms=f"{placed.rms_m:.2f}",
              largest=f"{max(placed.residuals_m):.2f}")
        )  # fmt: skip
    out.findings([*report.issues, *_option_findings(read, options)], project)
    west, south, east, north = report.extent_m
    size = t("{width} m × {depth} m", width=t.number(east - west), depth=t.number(north - south))
    place = t("local metres") if report.epsg is None else f"EPSG:{report.epsg}"
    east_m, north_m = report.origin_m
    out.say(
        t("Extent {size}; {place}, origin {east} E, {north} N", size=size, place=place,
          east=f"{east_m:.0f}", north=f"{north_m:.0f}")
    )  # fmt: skip
    out.say(t("Written: {file}", file=str(output)))


def _option_findings(files: "Sequence[MapFile]", options: Any) -> list[Issue]:
    """What was stated and had no effect: a height property that no object has."""
    name = options.height_field
    if not name or any(name in properties for file in files for properties in file.properties):
        return []
    return [Issue(code="height-field-unknown", severity=Severity.WARNING, params={"name": name})]


def _require_no_degrees(files: "Sequence[MapFile]", options: Any) -> None:
    """Refuse degrees that were stated as local metres: the map would be a few centimetres wide."""
    import numpy as np

    for file in files if options.crs == "local" else ():
        points = file.coordinates
        is_small = len(points) and float(np.ptp(points, axis=0).max()) < _DEGREES_SPAN
        if is_small and (np.abs(points) <= np.array([180.0, 90.0])).all():
            raise FileError("local-like-degrees", file=file.name)


def sites_from_file(
    file: Path, project_file: Path, output: Path, *, scheme: str, sheet: str | None, encoding: str | None, lang: str
) -> None:
    """Import sites into a project and print the report."""
    from planner.io.project_file import load_project, save_project
    from planner.io.sites import import_sites

    project = load_project(project_file)
    scheme_id = scheme_or_first(project, scheme, lang)
    project, report = import_sites(file, project, scheme_id, sheet=sheet, encoding=encoding, lang=lang)
    save_project(project, output)
    out = Output(lang)
    t = out.t
    counts = (
        t.plural("{n} site", "{n} sites", report.sites),
        t.plural("{n} cell", "{n} cells", report.cells),
        t.plural("{n} UPF", "{n} UPFs", report.upfs),
    )
    joined = listed(counts, lang)
    out.say(t("{file} ({encoding}): {counts}", file=report.file, encoding=report.encoding, counts=joined))
    if report.defaulted:
        names = [t(COLUMN_NAMES[column]) for column in report.defaulted]
        joined = listed(names, lang)
        out.say(t("Not in the list, so defaults by kind and band were used: {columns}", columns=joined))
    out.findings(report.issues, project)
    out.say(t("Written: {file}", file=str(output)))
