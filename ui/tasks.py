"""Work the window hands to the job runner: thin functions around planner.io, importing what is heavy when needed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from planner.model.catalogue import Catalogue
from planner.model.project import Project
from planner.progress import Progress

if TYPE_CHECKING:
    from planner.engine.results import Results
    from planner.io.map_options import ImportReport
    from planner.io.sites import SitesReport

Audience = Literal["customer", "internal"]


def open_project(path: Path, _progress: Progress) -> Project:
    """Read a project file. Raises `FileError`."""
    from planner.io.project_file import load_project

    return load_project(path)


def make_project(key: str, lang: str, _progress: Progress) -> Project:
    """A project from a template; the key "" gives an empty map. Raises `FileError`."""
    if not key:
        from datetime import UTC, datetime

        from planner.io.new_project import blank_project
        from planner.text import tr

        today = datetime.now(tz=UTC).astimezone().date()
        return blank_project(lang, name=tr(lang, "New project"), quote_date=today)
    from planner.io.templates import new_from_template

    return new_from_template(key, lang)


def import_map(
    project: Project, paths: Sequence[Path], default_height_m: float, lang: str, progress: Progress
) -> tuple[Project, ImportReport]:
    """Add the objects of map files to a project's map. Raises `FileError`."""
    from planner.io.map_import import ImportOptions
    from planner.io.map_import import import_map as read_and_build

    options = ImportOptions(default_height_m=default_height_m or None, lang=lang)
    return read_and_build(paths, into=project, options=options, progress=progress)


def import_sites(
    project: Project, scheme_id: str, path: Path, lang: str, catalogue: Catalogue, _progress: Progress
) -> tuple[Project, SitesReport]:
    """Add the sites of a list to a scheme. Raises `FileError`."""
    from planner.io.sites import import_sites as read_sites

    return read_sites(path, project, scheme_id, lang=lang, catalogue=catalogue)


def write_quote(
    path: Path,
    project: Project,
    results: Results,
    catalogue: Catalogue,
    audience: Audience,
    lang: Literal["zh", "en"],
    picture: bytes | None,
    _progress: Progress,
) -> Path:
    """Write the workbook of a quote. Raises `FileError`; an old file stays whole then."""
    from planner.io.workbook import write_workbook

    with tempfile.TemporaryDirectory(prefix="campus5g-") as folder:
        file = Path(folder) / "map.png" if picture else None
        if file is not None and picture:
            file.write_bytes(picture)
        write_workbook(path, project, results.scheme_id, results, catalogue, audience=audience, lang=lang, picture=file)
    return path


def write_bytes(path: Path, content: bytes, _progress: Progress) -> Path:
    """Write a file as a whole or not at all. Raises `FileError`."""
    from planner.io.atomic import write_bytes as write_whole

    write_whole(path, content)
    return path
