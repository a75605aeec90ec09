"""`import-terrain`, `import-backdrop` and `import-measurements`: what lies under and over the drawn map."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import Output
from planner.cli.parameters import numbers, pair
from planner.errors import Issue, PlannerError, Severity
from planner.model.geometry import Point
from planner.model.project import Project
from planner.text import N_, Translator

COLUMN_NAMES = {
    "cell": N_("cell"),
    "pci": N_("PCI"),
    "rsrp_dbm": N_("SS-RSRP"),
    "sinr_db": N_("SINR"),
    "dl_mbps": N_("Downlink rate"),
    "ul_mbps": N_("Uplink rate"),
    "device": N_("device"),
    "time": N_("time"),
}


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the commands to the app."""
    _register_terrain(app, command, lang)
    _register_backdrop(app, command, lang)
    _register_measurements(app, command, lang)


def _register_terrain(app: typer.Typer, command: Any, lang: str) -> None:
    t = Translator(lang)

    @app.command(
        "import-terrain",
        cls=command,
        help=t(
            "Import terrain from a GeoTIFF height model.\n\nWith a surface model too, obstacles whose heights are "
            "assumed get measured ones."
        ),
    )
    def import_terrain(
        *,
        project: Annotated[Path, typer.Argument(metavar="PROJECT", help=t("project file"))],
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("GeoTIFF of ground heights (DTM)"))],
        dsm: Annotated[
            Path | None,
            typer.Option("--dsm", metavar="FILE", help=t("GeoTIFF of surface heights, roofs and trees (DSM)")),
        ] = None,
        crs: Annotated[
            str | None,
            typer.Option("--crs", metavar="CRS", help=t("coordinate system where the files don't state it: EPSG:4547")),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        terrain_from_file(project, file, output or project, dsm=dsm, crs=crs, lang=lang)


def _register_backdrop(app: typer.Typer, command: Any, lang: str) -> None:
    t = Translator(lang)

    @app.command(
        "import-backdrop",
        cls=command,
        help=t(
            "Lay a picture below the map: PNG, JPEG, TIFF or a PDF page.\n\nPlaced by control points (two turn and "
            "scale it; with --fit affine three or more also stretch it) or by a scale bar. Pixels count from the upper "
            "left."
        ),
    )
    def import_backdrop(
        *,
        project: Annotated[Path, typer.Argument(metavar="PROJECT", help=t("project file"))],
        picture: Annotated[Path, typer.Argument(metavar="PICTURE", help=t("picture or PDF"))],
        points: Annotated[
            list[str] | None,
            typer.Option("--points", metavar="PX,PY=X,Y", help=t("control point: pixel = local metres; two or more")),
        ] = None,
        points_lonlat: Annotated[
            list[str] | None,
            typer.Option(
                "--points-lonlat", metavar="PX,PY=LON,LAT", help=t("control point: pixel = longitude and latitude")
            ),
        ] = None,
        fit: Annotated[str, typer.Option("--fit", metavar="KIND", help=t("similarity or affine"))] = "similarity",
        scale_bar: Annotated[
            str,
            typer.Option("--scale-bar", metavar="PX,PY,PX,PY=M", help=t("two pixels and their distance in metres")),
        ] = "",
        at: Annotated[
            str, typer.Option("--at", metavar="X,Y", help=t("where the scale bar begins, in local metres"))
        ] = "0,0",
        rotation: Annotated[
            float, typer.Option("--rotation", metavar="DEG", help=t("turn with the scale bar, anticlockwise"))
        ] = 0.0,
        page: Annotated[int, typer.Option("--page", metavar="N", help=t("page of a PDF or TIFF, from 1"))] = 1,
        name: Annotated[
            str, typer.Option("--name", metavar="NAME", help=t("name of the layer; the file's by default"))
        ] = "",
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        if fit not in ("similarity", "affine"):
            raise PlannerError("wrong-option-value", option="--fit", value=fit)
        placing = _Placing(points or [], points_lonlat or [], fit, scale_bar, numbers(at, "--at", 2), rotation)
        backdrop_from_file(project, picture, output or project, placing, page=page, name=name, lang=lang)


def _register_measurements(app: typer.Typer, command: Any, lang: str) -> None:
    t = Translator(lang)

    @app.command(
        "import-measurements",
        cls=command,
        help=t(
            "Import measured points from CSV or XLSX.\n\nColumns: lat/lon or x/y, cell or PCI, RSRP, SINR, DL, UL, "
            "device, time, in Chinese or English. Doubtful points are marked and reported."
        ),
    )
    def import_measurements(
        *,
        project: Annotated[Path, typer.Argument(metavar="PROJECT", help=t("project file"))],
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("CSV or XLSX file"))],
        name: Annotated[
            str, typer.Option("--name", metavar="NAME", help=t("name of the layer; the file's by default"))
        ] = "",
        sheet: Annotated[
            str | None, typer.Option("--sheet", metavar="NAME", help=t("sheet; the first by default"))
        ] = None,
        encoding: Annotated[
            str | None, typer.Option("--encoding", metavar="NAME", help=t("encoding; found out by default"))
        ] = None,
        crs: Annotated[
            str | None,
            typer.Option(
                "--crs", metavar="CRS", help=t("coordinate system: EPSG:4547, GCJ-02, BD-09; WGS 84 by default")
            ),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        options = {"name": name, "sheet": sheet, "encoding": encoding, "crs": crs}
        measurements_from_file(project, file, output or project, options, lang)


def terrain_from_file(
    project_file: Path, file: Path, output: Path, *, dsm: Path | None, crs: str | None, lang: str
) -> None:
    """Import terrain into a project file and print the report."""
    from planner.io.project_file import load_project, save_project
    from planner.io.terrain import import_terrain

    out = Output(lang)
    t = out.t
    project = load_project(project_file)
    with out.long_work() as progress:
        project, report = import_terrain(file, project, dsm_path=dsm, crs=crs, progress=progress)
    save_project(project, output)
    out.say(
        t("Terrain {file} ({crs}): {columns} × {rows} cells of {size} m, {low} m to {high} m",
          file=report.file, crs=report.crs, columns=report.columns, rows=report.rows, size=report.resolution_m,
          low=f"{report.low_m:.1f}", high=f"{report.high_m:.1f}")
    )  # fmt: skip
    out.findings(report.issues)
    out.say(t("Written: {file}", file=str(output)))


class _Placing:
    """How the command line places a picture."""

    def __init__(
        self,
        points: Sequence[str],
        points_lonlat: Sequence[str],
        fit: Any,
        scale_bar: str,
        at: Sequence[float],
        rotation_deg: float,
    ) -> None:
        if sum(map(bool, (points, points_lonlat, scale_bar))) != 1:
            raise PlannerError("picture-not-placed")
        option = "--points-lonlat" if points_lonlat else "--points"
        self.pairs = [_pixel_and_place(text, option) for text in points or points_lonlat]
        self.is_lonlat = bool(points_lonlat)
        self.fit: Any = fit
        self.bar: tuple[float, ...] = ()
        if scale_bar:
            ends, length = pair(scale_bar, "--scale-bar", "=")
            self.bar = (*numbers(ends, "--scale-bar", 4), *numbers(length, "--scale-bar", 1))
        self.at = (at[0], at[1])
        self.rotation_deg = rotation_deg

    def transform(self, project: Project) -> tuple[Any, tuple[float, ...]]:
        """The picture's transform, and the residuals of control points, m."""
        from planner.io.backdrops import placement_from_control_points, placement_from_scale

        if self.bar:
            x1, y1, x2, y2, length_m = self.bar
            return placement_from_scale((x1, y1), (x2, y2), length_m, self.at, self.rotation_deg), ()
        pairs = self.pairs
        if self.is_lonlat:
            import numpy as np

            from planner.io.crs import local_from_lonlat

            local = local_from_lonlat(project, np.array([place for _, place in pairs]))
            pairs = [(pixel, (x, y)) for (pixel, _), (x, y) in zip(pairs, local.tolist(), strict=True)]
        return placement_from_control_points(pairs, self.fit)


def _pixel_and_place(text: str, option: str) -> tuple[Point, Point]:
    pixel, place = (numbers(part, option, 2) for part in pair(text, option, "="))
    if option == "--points-lonlat" and (abs(place[0]) > 180.0 or abs(place[1]) > 90.0):
        raise PlannerError("wrong-option-value", option=option, value=text)
    return (pixel[0], pixel[1]), (place[0], place[1])


def backdrop_from_file(
    project_file: Path, picture: Path, output: Path, placing: _Placing, *, page: int, name: str, lang: str
) -> None:
    """Lay a picture below the map of a project file and print how it was placed."""
    from planner.io.backdrops import add_backdrop, is_mirrored, read_backdrop
    from planner.io.project_file import load_project, save_project

    out = Output(lang)
    t = out.t
    project = load_project(project_file)
    transform, residuals_m = placing.transform(project)
    image = read_backdrop(picture, page - 1)
    save_project(add_backdrop(project, image, name or picture.stem, transform), output)
    a, _, _, d, _, _ = transform
    out.say(
        t("Picture {file}: {width} × {height} pixels, {size} m a pixel",
          file=picture.name, width=image.width_px, height=image.height_px, size=f"{(a * a + d * d) ** 0.5:.4f}")
    )  # fmt: skip
    if residuals_m:
        listed = ", ".join(f"{value:.2f} m" for value in residuals_m)
        out.say(t("Residuals of the control points: {residuals}", residuals=listed))
    issues = list(image.note)
    if is_mirrored(transform):
        issues.append(Issue(code="picture-mirrored", severity=Severity.WARNING, params={"file": picture.name}))
    out.findings(issues)
    out.say(t("Written: {file}", file=str(output)))


def measurements_from_file(project_file: Path, file: Path, output: Path, options: Mapping[str, Any], lang: str) -> None:
    """Import measurements into a project file and print the report."""
    from planner.io.measurements import import_measurements
    from planner.io.project_file import load_project, save_project

    out = Output(lang)
    t = out.t
    project, report = import_measurements(file, load_project(project_file), **options)
    save_project(project, output)
    out.say(
        t("{file} ({encoding}): {count} of {rows} rows are points",
          file=report.file, encoding=report.encoding, count=t.number(report.count), rows=t.number(report.rows))
    )  # fmt: skip
    names = [f"{t(COLUMN_NAMES[c])} ({report.headings[c]})" for c in report.columns if c in COLUMN_NAMES]
    out.say(t("Columns: {columns}", columns=(", " if lang == "en" else "、").join(names)))
    out.findings(report.issues)
    out.say(t("Written: {file}", file=str(output)))
