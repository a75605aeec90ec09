"""The tables of a calibration in the reader's language, for command line and window."""

from dataclasses import dataclass

from planner.model.calibration import (
    CLUTTER_CLASSES,
    CLUTTER_NAMES,
    COEFFICIENT_NAMES,
    STAGE_NAMES,
    Calibration,
    Coefficient,
    Stage,
)
from planner.model.project import Project
from planner.text import N_, Translator

#: What the coefficients mean, for hints.
HINTS = {
    "offset": N_(
        "How much weaker (+) or stronger (−) the cell is than planned: wrong power, gain or feeder losses, and what "
        "the surroundings do to all places alike"
    ),
    "los": N_("Added to the path-loss exponent (dB per decade / 10) where the view is free; TR 38.901 has about 2.2"),
    "nlos": N_(
        "Added to the path-loss exponent (dB per decade / 10) where the view is blocked; TR 38.901 has about 3.9"
    ),
    "diffraction": N_("Loss added per dB of knife-edge diffraction J(ν), which counts up to 20 dB"),
    "foliage": N_(
        "Loss added per dB that tree crowns on the way take away after ITU-R P.833; −1: the crowns don't count"
    ),
    "vertical": N_(
        "How much of a 20° wide vertical beam's loss is missing near the mast; 0: the planned pattern is right"
    ),
    "class": N_("Loss added in these surroundings, compared with the open"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoefficientRow:
    """One line: name, value with unit, standard error; a hint, and whether it was held at a bound."""

    cells: tuple[str, str, str]
    hint: str
    at_bound: bool


def shown_stages(calibration: Calibration) -> list[Stage]:
    """The stages that were computed, in the order of tables."""
    return [stage for stage in STAGE_NAMES if any(item.stage is stage for item in calibration.errors)]


def heading(t: Translator, stage: Stage) -> str:
    """A stage's name on two lines where it has two parts, so that the table stays narrow."""
    return t.code(STAGE_NAMES[stage]).replace(", ", ",\n").replace("，", "，\n")


def error_rows(t: Translator, project: Project, calibration: Calibration) -> list[list[str]]:
    """Rows of the error table: every cell, every class of surroundings, everything; name, bins, then the stages."""
    stages = shown_stages(calibration)
    lines = {(item.group, item.key, item.stage): item for item in calibration.errors}
    names = {("cell", key): cell_name(project, calibration, key) for key in calibration.cells}
    names |= {("class", kind.value): t.code(CLUTTER_NAMES[kind]) for kind in CLUTTER_CLASSES}
    names |= {("all", ""): t("All together")}
    rows: list[list[str]] = []
    for (group, key), text in names.items():
        own = [lines.get((group, key, stage)) for stage in stages]
        if any(item is not None for item in own):
            count = max(item.count for item in own if item is not None)
            # a mean that rounds to nothing has no sign
            means = [round(item.mean_db, 1) + 0.0 if item is not None else 0.0 for item in own]
            pairs = zip(own, means, strict=True)
            cells = [f"{item.rmse_db:.1f} ({mean:+.1f})" if item is not None else "–" for item, mean in pairs]
            rows.append([text, t.number(count), *cells])
    return rows


def cell_name(project: Project, calibration: Calibration, cell_id: str) -> str:
    """The cell's name in the scheme it was measured in, else its id."""
    scheme = project.schemes.get(calibration.scheme_id)
    cell = scheme.network.cells.get(cell_id) if scheme is not None else None
    return (cell.name if cell is not None else "") or cell_id


def coefficient_rows(t: Translator, project: Project, calibration: Calibration) -> list[CoefficientRow]:
    """A line for every coefficient; one held at a bound says so."""
    rows: list[CoefficientRow] = []

    def add(text: str, item: Coefficient, unit: str, digits: int, hint: str) -> None:
        name = t("{name} (held)", name=text) if item.at_bound else text
        value = 0.0 if abs(item.value) < 0.5 * 10.0**-digits else item.value
        cells = (name, f"{value:+.{digits}f} {unit}".strip(), f"± {item.error:.{digits}f}")
        rows.append(CoefficientRow(cells=cells, hint=t.code(HINTS[hint]), at_bound=item.at_bound))

    for key, cell in calibration.cells.items():
        name = cell_name(project, calibration, key)
        add(t("Extra loss of {name}", name=name), cell.offset_db, "dB", 1, "offset")
    add(t.code(COEFFICIENT_NAMES["los"]), calibration.los, "", 2, "los")
    add(t.code(COEFFICIENT_NAMES["nlos"]), calibration.nlos, "", 2, "nlos")
    add(t.code(COEFFICIENT_NAMES["diffraction"]), calibration.diffraction, "dB/dB", 2, "diffraction")
    if calibration.foliage.value:
        add(t.code(COEFFICIENT_NAMES["foliage"]), calibration.foliage, "dB/dB", 2, "foliage")
    add(t.code(COEFFICIENT_NAMES["vertical"]), calibration.vertical, "dB/dB", 2, "vertical")
    for kind in CLUTTER_CLASSES:
        if kind.value in calibration.clutter:
            name = t("Surroundings: {kind}", kind=t.code(CLUTTER_NAMES[kind]))
            add(name, calibration.clutter[kind.value], "dB", 1, "class")
    return rows
