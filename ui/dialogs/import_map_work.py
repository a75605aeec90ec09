"""The work behind the import dialog, run off the window's thread: reading for the preview, and building."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import FileError
from planner.model.project import Project
from planner.model.site_map import HeightSource, ObstacleKind
from planner.progress import Progress, split
from ui.dialogs.import_map_drawing import Drawing, drawing_of

if TYPE_CHECKING:
    from planner.io.map_import import LayerChoice
    from planner.io.map_options import ImportOptions, ImportReport
    from planner.io.map_preview import MapPreview
    from ui.dialogs.import_map_layers import LayerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What was read: the preview with the files in it, and a drawing of each file."""

    preview: MapPreview
    drawings: tuple[Drawing, ...]


def inspect(paths: Sequence[Path], encoding: str | None, unit: str | None, lang: str, progress: Progress) -> Inspected:
    """Read the files. Raises `FileError`."""
    from planner.io.map_options import ImportOptions
    from planner.io.map_preview import inspect_map

    options = ImportOptions(encoding=encoding, unit=unit, lang=lang)
    preview = inspect_map(paths, options=options, progress=split(progress, 0.0, 0.9))
    drawings: list[Drawing] = []
    for file in preview.maps:
        progress("import-reading", 0.9)
        drawings.append(drawing_of(file))
    return Inspected(preview=preview, drawings=tuple(drawings))


def layer_options(
    rows: Sequence[LayerRow],
) -> tuple[dict[str, LayerChoice], dict[str, ObstacleKind], frozenset[str]]:
    """Choices by layer name, kinds by file name, and files left out: only what differs from the importer's own view.

    Leaving out is stated even where it was proposed: somebody saw it, so the report needn't warn.
    """
    layers: dict[str, LayerChoice] = {}
    kinds: dict[str, ObstacleKind] = {}
    left_out: set[str] = set()
    for row in rows:
        ignored = row.choice == "ignore"
        if row.name:
            if row.choice and (ignored or row.choice != row.proposed):
                layers[row.name] = "ignore" if ignored else ObstacleKind(row.choice)
        elif ignored:
            left_out |= set(row.files)
        elif row.choice and row.choice != row.proposed:
            kinds |= {name: ObstacleKind(row.choice) for name in row.files}
    return layers, kinds, frozenset(left_out)


def build(
    base: Project,
    preview: MapPreview,
    left_out: frozenset[str],
    options: ImportOptions,
    heights_m: Mapping[ObstacleKind, float],
    progress: Progress,
) -> tuple[Project, ImportReport]:
    """Make obstacles of what was read, guessed heights by kind. Raises `FileError`."""
    from planner.io.map_import import build_map

    maps = [file for file in preview.maps if file.name not in left_out]
    if not maps:
        raise FileError("nothing-to-import", file=", ".join(sorted(left_out)))
    project, report = build_map(maps, into=base, options=options, progress=progress)
    return with_heights(base, project, report, heights_m)


def with_heights(
    before: Project, after: Project, report: ImportReport, heights_m: Mapping[ObstacleKind, float]
) -> tuple[Project, ImportReport]:
    """New obstacles whose height is a mere guess get the one of their kind; heights from storeys stay."""
    wanted = {
        kind: heights_m[kind]
        for kind, (_count, used_m) in report.assumed_heights.items()
        if kind in heights_m and heights_m[kind] != used_m
    }
    if not wanted:
        return after, report
    known = before.site_map.obstacles
    obstacles = {
        key: replace(obstacle, height_m=wanted[obstacle.kind])
        if (
            key not in known
            and obstacle.kind in wanted
            and obstacle.height_source is HeightSource.ASSUMED
            and not obstacle.storeys
        )
        else obstacle
        for key, obstacle in after.site_map.obstacles.items()
    }
    assumed = {kind: (n, wanted.get(kind, used_m)) for kind, (n, used_m) in report.assumed_heights.items()}
    site_map = replace(after.site_map, obstacles=obstacles)
    return replace(after, site_map=site_map), replace(report, assumed_heights=assumed)
