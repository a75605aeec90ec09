"""Helpers of the import tests: places beside the checkout, refusals, obstacles by kind."""

from collections import defaultdict
from pathlib import Path

import pytest

from planner.errors import FileError
from planner.io.map_import import ImportOptions, import_map
from planner.model.project import Project
from planner.model.site_map import Obstacle, ObstacleKind
from planner.text import translate

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def by_kind(project: Project) -> dict[ObstacleKind, list[Obstacle]]:
    result: defaultdict[ObstacleKind, list[Obstacle]] = defaultdict(list)
    for obstacle in project.site_map.obstacles.values():
        result[obstacle.kind].append(obstacle)
    return dict(result)


def refused(path: Path, options: ImportOptions | None = None) -> FileError:
    """The refusal of a file, with a whole sentence in both languages."""
    with pytest.raises(FileError) as caught:
        import_map([path], options=options)
    for lang in ("en", "zh"):
        assert "{" not in translate(caught.value.code, caught.value.params, lang)
    return caught.value
