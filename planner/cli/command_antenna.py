"""`antenna list`, `show`, `import` and `export`: the antenna library by command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.naming import listed, with_name
from planner.cli.output import Output
from planner.cli.usage import help_classes
from planner.errors import FileError, Issue, PlannerError
from planner.text import Translator

if TYPE_CHECKING:
    from planner.io.read_msi import PatternFile
    from planner.model.catalogue import Antenna
    from planner.model.project import Project


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the commands to the app, in a group of their own."""
    t = Translator(lang)
    group, _ = help_classes(lang)
    antenna = typer.Typer(
        cls=group,
        add_completion=False,
        rich_markup_mode=None,
        help=t("Antenna patterns: list, figures, import and export of MSI or Planet files."),
    )
    _register_looking(antenna, command, lang)
    _register_files(antenna, command, lang)
    app.add_typer(antenna, name="antenna")


def _register_looking(antenna: typer.Typer, command: Any, lang: str) -> None:
    t = Translator(lang)

    @antenna.command("list", cls=command, help=t("List the antennas a cell can have, with their figures."))
    def list_command(
        *,
        project: Annotated[
            Path | None, typer.Argument(metavar="PROJECT", help=t("project file whose own antennas are listed too"))
        ] = None,
    ) -> None:
        list_antennas(project, lang)

    @antenna.command("show", cls=command, help=t("Show the figures of an antenna, or of a pattern file."))
    def show_command(
        *,
        antenna: Annotated[str, typer.Argument(metavar="KEY|FILE", help=t("key of an antenna, or an MSI file"))],
        project: Annotated[
            Path | None, typer.Option("--project", metavar="PROJECT", help=t("project file with antennas of its own"))
        ] = None,
    ) -> None:
        show_antenna(antenna, project, lang)


def _register_files(antenna: typer.Typer, command: Any, lang: str) -> None:
    t = Translator(lang)

    @antenna.command(
        "import",
        cls=command,
        help=t(
            "Import pattern files (MSI, Planet) into a project.\n\nCells then name the antennas by the keys printed. "
            "With --broadcast the file has the envelope of the broadcast (SSB) beams of the one other file."
        ),
    )
    def import_command(
        *,
        project: Annotated[Path, typer.Argument(metavar="PROJECT", help=t("project file"))],
        files: Annotated[list[Path], typer.Argument(metavar="FILE", help=t("pattern files"))],
        broadcast: Annotated[
            Path | None,
            typer.Option("--broadcast", metavar="FILE", help=t("pattern file of the broadcast (SSB) beams")),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        import_antennas(project, files, broadcast, output or project, lang)

    @antenna.command("export", cls=command, help=t("Write an antenna as an MSI file."))
    def export_command(
        *,
        key: Annotated[str, typer.Argument(metavar="KEY", help=t("key of an antenna"))],
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("MSI file to write"))],
        broadcast: Annotated[
            bool, typer.Option("--broadcast", help=t("the broadcast (SSB) beams instead of the traffic beams"))
        ] = False,
        project: Annotated[
            Path | None, typer.Option("--project", metavar="PROJECT", help=t("project file with antennas of its own"))
        ] = None,
    ) -> None:
        export_antenna(key, file, project, lang, broadcast=broadcast)


def list_antennas(project_file: Path | None, lang: str) -> None:
    """Print all antennas with the figures of their broadcast beams."""
    from planner.engine.patterns import broadcast_pattern
    from planner.radio.antenna import pattern_figures

    out = Output(lang)
    t = out.t
    columns = (
        (t("Key"), "left"),
        (t("Name"), "left"),
        (t("Gain dBi"), "right"),
        (t("SSB gain dBi"), "right"),
        (t("H width °"), "right"),
        (t("V width °"), "right"),
        (t("Mark"), "left"),
    )
    rows: list[Sequence[str]] = []
    for key, item in _antennas(_project(project_file)).items():
        if item.kind == "cable":
            figures = ("–",) * 4
        else:
            found = pattern_figures(broadcast_pattern(item))
            values = (item.gain_dbi, item.ssb_gain_dbi, found.h_width_deg, found.v_width_deg)
            figures = tuple(t.number(value, 1) for value in values)
        rows.append((key, t.pick(item), *figures, item.mark))
    out.table(t("Antennas"), columns, rows)
    out.say(t("Widths are those of the broadcast (SSB) beams. Mark S: read in a standard, M: to be checked."))


def show_antenna(name: str, project_file: Path | None, lang: str) -> None:
    """Print the figures of one antenna; a name with the ending or the place of a file is a file."""
    from planner.io.read_msi import SUFFIXES, read_msi

    out = Output(lang)
    path = Path(name)
    antennas = _antennas(_project(project_file))
    if name not in antennas and (path.suffix.lower() in SUFFIXES or path.exists()):
        found = read_msi(path)
        _print(out, found.antenna)
        out.findings(found.issues)
        return
    _print(out, _named(name, antennas, lang))


def import_antennas(project_file: Path, files: Sequence[Path], broadcast: Path | None, output: Path, lang: str) -> None:
    """Import pattern files into a project file and print their figures and findings; all of them or none."""
    from dataclasses import replace

    from planner.io.project_file import load_project, save_project
    from planner.io.read_msi import read_msi
    from planner.model.own_entries import add_antennas

    out = Output(lang)
    t = out.t
    if broadcast is not None and len(files) != 1:
        raise PlannerError("broadcast-needs-one-file")
    project = load_project(project_file)
    found = [read_msi(path) for path in files]
    antennas = [item.antenna for item in found]
    if broadcast is not None:
        beams = read_msi(broadcast)
        found.append(beams)
        antennas = [_with_broadcast(antennas[0], beams)]
    project, keys = add_antennas(project, antennas)
    save_project(project, output)
    for key, antenna in zip(keys, antennas, strict=True):
        _print(out, replace(antenna, key=key))
    issues: list[Issue] = [issue for item in found for issue in item.issues]
    out.findings(issues)
    out.say(t("Written: {file}", file=str(output)))


def _with_broadcast(antenna: "Antenna", beams: "PatternFile") -> "Antenna":
    """An antenna whose broadcast beams have the pattern of another file; both cuts are counted at one tilt."""
    from dataclasses import replace

    other = beams.antenna
    if abs(other.tilt_deg - antenna.tilt_deg) > 0.5:
        raise FileError("broadcast-tilt-differs", file=beams.source, this=other.tilt_deg, that=antenna.tilt_deg)
    return replace(antenna, ssb_gain_dbi=other.gain_dbi, ssb_h_cut_db=other.h_cut_db, ssb_v_cut_db=other.v_cut_db)


def export_antenna(key: str, file: Path, project_file: Path | None, lang: str, *, broadcast: bool) -> None:
    """Write one antenna as an MSI file."""
    from planner.cli.parameters import with_ending
    from planner.io.atomic import write_bytes
    from planner.io.read_msi import format_msi

    out = Output(lang)
    antenna = _named(key, _antennas(_project(project_file)), lang)
    if antenna.kind == "cable":
        raise PlannerError("cable-has-no-pattern", key=key)
    path = with_ending(file, ".msi")
    write_bytes(path, format_msi(antenna, broadcast=broadcast).encode())
    out.say(out.t("Written: {file}", file=str(path)))


def _project(path: Path | None) -> "Project | None":
    from planner.io.project_file import load_project

    return None if path is None else load_project(path)


def _antennas(project: "Project | None") -> "dict[str, Antenna]":
    from planner.io.catalogue import load_catalogue
    from planner.model.own_entries import antennas_of
    from planner.model.project import Project

    return dict(antennas_of(load_catalogue(), project or Project()))


def _named(key: str, antennas: "dict[str, Antenna]", lang: str) -> "Antenna":
    t = Translator(lang)
    if key not in antennas:
        known = listed((with_name(other, t.pick(item), lang) for other, item in antennas.items()), lang)
        raise FileError("no-antenna-of-key", key=key, known=known)
    return antennas[key]


def _print(out: Output, antenna: "Antenna") -> None:
    from planner.engine.patterns import broadcast_pattern, traffic_pattern
    from planner.io.read_msi import UNNAMED_KEY
    from planner.radio.antenna import pattern_figures

    t = out.t
    out.say(with_name(antenna.key, t.pick(antenna), out.lang) if antenna.key != UNNAMED_KEY else t.pick(antenna))
    if antenna.kind == "cable":
        columns = ((t("Frequency GHz"), "right"), (t("Loss dB/100 m"), "right"), (t("Coupling loss dB"), "right"))
        bands = antenna.cable_bands
        cable = [
            [t.number(value, 1) for value in (b.freq_ghz, b.longitudinal_loss_db_per_100m, b.coupling_loss_db)]
            for b in bands
        ]
        out.table(t("Radiating cable"), columns, cable)
    else:
        beams = pattern_figures(traffic_pattern(antenna)), pattern_figures(broadcast_pattern(antenna))
        titles = (
            (t("Gain dBi"), "gain_dbi"),
            (t("H width °"), "h_width_deg"),
            (t("V width °"), "v_width_deg"),
            (t("Front to back dB"), "front_to_back_db"),
        )
        rows = [(title, *(t.number(getattr(figures, name), 1) for figures in beams)) for title, name in titles]
        headings = ((t("Figure"), "left"), (t("Traffic beams"), "right"), (t("Broadcast (SSB) beams"), "right"))
        out.table(t("Pattern"), headings, rows)
        if antenna.h_cut_db:
            out.say(t("Measured pattern, electrical tilt {tilt}°", tilt=t.number(antenna.tilt_deg, 1)))
    sure = t("read in the standard") if antenna.mark == "S" else t("to be checked against the data sheet")
    out.say(t("Source: {source} ({sure})", source=antenna.source, sure=sure))
