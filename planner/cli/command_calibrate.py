"""`calibrate`: the path-loss model fitted to imported measurements, with its errors before and after."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.output import Output
from planner.cli.parameters import in_range, scheme_or_first, with_ending
from planner.errors import PlannerError
from planner.io.calibration_tables import coefficient_rows, error_rows, heading, shown_stages
from planner.model.calibration import Calibration
from planner.model.project import Project
from planner.text import Translator

if TYPE_CHECKING:
    from planner.engine.calibrate import CalibrationOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for."""

    scheme: str
    measurements: str
    column: str
    cell_column: str
    name: str
    apply: bool
    options: "CalibrationOptions"


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "calibrate",
        cls=command,
        help=t(
            "Fit the path-loss model to imported measurements and keep the result in the project.\n\nPrints the error "
            "before and after, cross-validated, and with whole areas left out."
        ),
    )
    def calibrate(
        *,
        file: Annotated[Path, typer.Argument(metavar="PROJECT", help=t("project file"))],
        measurements: Annotated[
            str, typer.Option("--measurements", metavar="ID", help=t("measurement set; the first by default"))
        ] = "",
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=t("scheme; the first by default"))] = "",
        column: Annotated[str, typer.Option("--column", metavar="NAME", help=t("column of the level"))] = "rsrp_dbm",
        cell_column: Annotated[
            str, typer.Option("--cell-column", metavar="NAME", help=t("column that names the cell: cell or pci"))
        ] = "",
        cell: Annotated[
            list[str] | None, typer.Option("--cell", metavar="ID", help=t("cell to use, all by default; repeatable"))
        ] = None,
        bin_m: Annotated[
            float, typer.Option("--bin", metavar="M", help=t("side of the squares that samples are averaged in"))
        ] = 4.0,
        from_m: Annotated[
            float, typer.Option("--from", metavar="M", help=t("least distance from the cell that counts"))
        ] = 15.0,
        to_m: Annotated[
            float, typer.Option("--to", metavar="M", help=t("largest distance from the cell that counts"))
        ] = 2000.0,
        height: Annotated[
            float | None,
            typer.Option("--height", metavar="M", help=t("height of the measuring receiver; the map's by default")),
        ] = None,
        interpolate: Annotated[
            bool,
            typer.Option("--interpolate/--no-interpolate", help=t("interpolate the residuals near measured places")),
        ] = True,
        pattern: Annotated[
            bool, typer.Option("--pattern/--no-pattern", help=t("correct the antennas' patterns too"))
        ] = True,
        devices: Annotated[
            bool, typer.Option("--devices/--no-devices", help=t("bring all devices to one level"))
        ] = True,
        indoor: Annotated[
            bool | None,
            typer.Option(
                "--indoor/--outdoor",
                help=t(
                    "points inside drawn outlines were measured indoors, or beside the wall; by their share if not said"
                ),
            ),
        ] = None,
        carry_offset: Annotated[
            bool,
            typer.Option("--carry-offset", help=t("cells that weren't measured take the measured cells' level too")),
        ] = False,
        name: Annotated[str, typer.Option("--name", metavar="NAME", help=t("name of the calibration"))] = "",
        dry: Annotated[
            bool, typer.Option("--keep-off", help=t("keep the calibration in the project without using it"))
        ] = False,
        off: Annotated[bool, typer.Option("--off", help=t("use no calibration; keep them in the project"))] = False,
        use: Annotated[
            str, typer.Option("--use", metavar="ID", help=t("use this calibration of the project; fit nothing"))
        ] = "",
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        target = with_ending(output, ".c5g") if output else file
        if off and use:
            raise PlannerError("options-exclude", option="--off", other="--use")
        if off or use:
            switch(file, target, use, lang)
            return
        from planner.engine.calibrate import CalibrationOptions

        in_range(bin_m, "--bin", 0.5, 200.0)
        in_range(to_m, "--to", 1.0, 100_000.0)
        in_range(from_m, "--from", 0.0, to_m)
        if height is not None:
            in_range(height, "--height", 0.0, 500.0)
        options = CalibrationOptions(
            cells=tuple(cell or ()), bin_m=bin_m, from_m=from_m, to_m=to_m,
            receiver_m=-1.0 if height is None else height, outdoor=None if indoor is None else not indoor,
            vertical=pattern, horizontal=pattern, device_offsets=devices, interpolates=interpolate,
            carries_offset=carry_offset,
        )  # fmt: skip
        wishes = Wishes(
            scheme=scheme, measurements=measurements, column=column, cell_column=cell_column, name=name,
            apply=not dry, options=options,
        )  # fmt: skip
        calibrate_file(file, target, wishes, lang)


def switch(file: Path, output: Path, calibration_id: str, lang: str) -> None:
    """Use another calibration of a project, or none."""
    from planner.io.calibration import with_active
    from planner.io.project_file import load_project, save_project

    out = Output(lang)
    t = out.t
    project = with_active(load_project(file), calibration_id)
    save_project(project, output)
    if calibration_id:
        out.say(t("In use: {name}", name=project.calibrations[calibration_id].name))
    else:
        count = len(project.calibrations)
        out.say(t.plural("{n} calibration kept, none in use", "{n} calibrations kept, none in use", count))
    out.say(t("Written: {file}", file=str(output)))


def calibrate_file(file: Path, output: Path, wishes: Wishes, lang: str) -> None:
    """Fit, print the tables and write the project."""
    from dataclasses import replace

    from planner.io.calibration import calibrate_project, with_calibration
    from planner.io.catalogue import load_catalogue
    from planner.io.project_file import load_project, save_project

    out = Output(lang)
    project = load_project(file)
    scheme_id = scheme_or_first(project, wishes.scheme, lang)
    set_id = measurements_or_first(project, wishes.measurements)
    options = wishes.options
    for key in options.cells:
        if key not in project.schemes[scheme_id].network.cells:
            raise PlannerError("no-such-object", kind="cells", id=key)
    if options.receiver_m == -1.0:
        options = replace(options, receiver_m=project.settings.map_height_m)
    with out.long_work() as progress:
        result = calibrate_project(
            project, scheme_id, set_id, load_catalogue(), options,
            column=wishes.column, cell_column=wishes.cell_column, name=wishes.name, progress=progress,
        )  # fmt: skip
    print_calibration(out, project, result.calibration)
    out.findings(result.issues, project)
    project = with_calibration(project, result, active=wishes.apply)
    save_project(project, output)
    if not wishes.apply:
        out.say(out.t("Kept in the project as {id}, but not in use", id=result.calibration.id))
    out.say(out.t("Written: {file}", file=str(output)))


def measurements_or_first(project: Project, set_id: str) -> str:
    """The id of the measurement set that is meant. `PlannerError` "calibration-no-measurements", "no-such-object"."""
    sets = project.site_map.measurements
    if not sets:
        raise PlannerError("calibration-no-measurements")
    if set_id and set_id not in sets:
        named = [key for key, item in sets.items() if item.name == set_id]
        if len(named) != 1:
            raise PlannerError("no-such-object", kind="measurements", id=set_id)
        return named[0]
    return set_id or min(sets)


def print_calibration(out: Output, project: Project, calibration: Calibration) -> None:
    """What was measured, the error table and the coefficients."""
    t = out.t
    out.say(
        t("{name}: {samples} samples in {bins} bins of {size} m, worth {independent} independent places; {censored} at "
          "the floor", name=calibration.name, samples=t.number(calibration.samples), bins=t.number(calibration.bins),
          size=calibration.bin_m, independent=round(calibration.independent), censored=calibration.censored)
    )  # fmt: skip
    stages = shown_stages(calibration)
    columns = [(t("Group"), "left"), (t("Bins"), "right"), *((heading(t, stage), "right") for stage in stages)]
    out.table(t("Error: root mean square (mean), dB"), columns, error_rows(t, project, calibration))
    how = calibration.interpolation
    if calibration.interpolates and how is not None:
        out.say(
            t("Residuals: range {range} m, own part of each place {nugget} dB",
              range=round(how.range_m), nugget=round(how.nugget_db, 1))
        )  # fmt: skip
    columns = [(t("Coefficient"), "left"), (t("Value"), "right"), (t("Standard error"), "right")]
    rows = [row.cells for row in coefficient_rows(t, project, calibration)]
    out.table(t("Corrections of the loss"), columns, rows)
    for device, offset in sorted(calibration.devices_db.items()):
        out.say(
            t("Device {device}: {offset} dB above the device with most samples", device=device, offset=round(offset, 1))
        )
