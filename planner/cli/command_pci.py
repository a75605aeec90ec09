"""`pci`: physical cell identities without collision and confusion, and the neighbour lists they rest on."""

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.exit_codes import ExitCode
from planner.cli.output import Output
from planner.cli.parameters import require_new, scheme_or_first
from planner.errors import EvaluationError, PlannerError
from planner.text import Translator


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "pci",
        cls=command,
        help=t(
            "Plan the PCIs of a scheme from where its coverage overlaps: no collision, no confusion, different PCI mod "
            "3 where cells overlap.\n\nCells of the public network keep theirs."
        ),
    )
    def pci(
        *,
        file: Annotated[Path, typer.Argument(metavar="PROJECT", help=t("project file"))],
        output: Annotated[
            Path,
            typer.Option(
                "-o",
                "--output",
                metavar="FILE",
                help=t("project file with the new PCIs (.c5g), or the plan alone (.csv)"),
            ),
        ],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=t("scheme; the first by default"))] = "",
        pci_range: Annotated[
            str, typer.Option("--range", metavar="RANGE", help=t("PCIs to use, such as 0-99,300-399"))
        ] = "0-1007",
        everything: Annotated[
            bool, typer.Option("--all", help=t("plan all cells anew, not only those in conflict"))
        ] = False,
        lock: Annotated[
            list[str] | None, typer.Option("--lock", metavar="CELL", help=t("cell that keeps its PCI; repeatable"))
        ] = None,
        neighbours: Annotated[
            Path | None,
            typer.Option("--neighbours", metavar="FILE", help=t("write the neighbour lists to this CSV file")),
        ] = None,
        force: Annotated[bool, typer.Option("--force", "-f", help=t("write over an existing file"))] = False,
    ) -> int:
        return plan_file(
            file,
            output,
            scheme=scheme,
            pci_range=pci_range,
            everything=everything,
            lock=tuple(lock or ()),
            neighbours_file=neighbours,
            force=force,
            lang=lang,
        )


def plan_file(
    file: Path,
    output: Path,
    *,
    scheme: str,
    pci_range: str,
    everything: bool,
    lock: tuple[str, ...],
    neighbours_file: Path | None,
    force: bool,
    lang: str,
) -> ExitCode:
    """Plan the PCIs of a project file, print the table, write what was asked for."""
    from planner.engine.neighbours import scheme_neighbours
    from planner.engine.pci_conflicts import HARD_KINDS
    from planner.engine.pci_plan import parse_range, plan_pci, with_pcis
    from planner.io.catalogue import load_catalogue
    from planner.io.pci_tables import PCI_HEADINGS, conflict_text, pci_rows, write_neighbours_csv, write_pci_csv
    from planner.io.project_file import load_project, save_project
    from planner.model.carriers import carrier_groups
    from planner.model.own_entries import with_own_antennas

    ending = output.suffix.lower()
    if ending not in (".c5g", ".csv"):
        raise PlannerError("wrong-ending", file=output.name, ending=".c5g")
    if neighbours_file is not None and neighbours_file.suffix.lower() != ".csv":
        raise PlannerError("wrong-ending", file=neighbours_file.name, ending=".csv")
    for path in (output, neighbours_file):
        if path is not None:
            require_new(path, force=force)
    allowed = parse_range(pci_range)
    out = Output(lang)
    t = out.t
    project = load_project(file)
    catalogue = with_own_antennas(load_catalogue(), project)
    scheme_id = scheme_or_first(project, scheme, lang)
    network = project.schemes[scheme_id].network
    for key in lock:
        if key not in network.cells:
            raise PlannerError("no-such-object", kind="cells", id=key)
    with out.long_work() as progress:
        lists = scheme_neighbours(project, scheme_id, catalogue, progress=progress)
    if not lists:
        raise EvaluationError("pci-nothing-known", name=project.schemes[scheme_id].name)
    computable = {key: network.cells[key] for key in lists}
    groups = carrier_groups(computable, catalogue)
    plan = plan_pci(network, lists, groups, allowed=allowed, locked=lock, everything=everything)
    justify = ("left", "left", "left", "left", "right", "right", "left")
    columns = [(t.code(heading), side) for heading, side in zip(PCI_HEADINGS, justify, strict=True)]
    out.table(t("PCI plan"), columns, pci_rows(t, network, plan))
    out.say(t.plural("{n} PCI changes.", "{n} PCIs change.", len(plan.changes)))
    for conflict in plan.conflicts:
        out.say(t("Left: {conflict}", conflict=conflict_text(t, conflict, network)))
    if ending == ".csv":
        write_pci_csv(output, project, scheme_id, plan, lang=lang)
    else:
        save_project(with_pcis(project, scheme_id, plan.changes), output)
    out.say(t("Written: {file}", file=str(output)))
    if neighbours_file is not None:
        write_neighbours_csv(neighbours_file, project, scheme_id, lists, plan.changes, lang=lang)
        out.say(t("Written: {file}", file=str(neighbours_file)))
    return ExitCode.FINDINGS if any(item.kind in HARD_KINDS for item in plan.conflicts) else ExitCode.OK
