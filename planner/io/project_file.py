"""Project files `*.c5g`: a zip of manifest.json, project.json and assets/<sha256>. Same project, same bytes."""

import hashlib
import io
import json
import math
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from planner import __version__
from planner.errors import FileError
from planner.io import atomic
from planner.io.codec import from_plain, to_json
from planner.io.migrations import SCHEMA_VERSION, migrate
from planner.model.project import Project

FORMAT = "campus5g-project"
#: Fixed time stamp of the zip's members, so that the same project gives the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)
#: Largest project.json and largest asset read; beyond it a file is taken for a zip bomb.
MAX_JSON_BYTES = 256 * 2**20
MAX_ASSET_BYTES = 256 * 2**20
MAX_ASSETS = 10_000
#: Spellings that Python reads as NaN or infinity, 1e999 among them; the numbers are looked at only where one occurs.
_MAYBE_NOT_FINITE = re.compile(rb"NaN|Infinity|[eE]\+?[0-9]{3}|[0-9]{309}")


def project_bytes(project: Project) -> bytes:
    """The file's content for a project."""
    manifest = {"format": FORMAT, "schema_version": SCHEMA_VERSION, "app_version": __version__}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "manifest.json", json.dumps(manifest, sort_keys=True, indent=1).encode())
        _add(archive, "project.json", to_json(replace(project, assets={})).encode())
        for digest in sorted(project.assets):
            _add(archive, f"assets/{digest}", project.assets[digest])
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    archive.writestr(member, content)


def save_project(project: Project, path: Path | str) -> None:
    """Save atomically: whatever happens, the file holds the old project or the new one.

    Raises `FileError` "cannot-write".
    """
    atomic.write_bytes(Path(path), project_bytes(project))


def load_project(path: Path | str) -> Project:
    """Load a project, migrated to today's schema.

    Raises `FileError`: "file-missing", "not-a-project" (foreign or cut), "file-too-new", "unknown-key",
    "invalid-field", "asset-damaged". Nothing is returned half read.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileError("file-missing", file=str(path)) from None
    except OSError as problem:
        raise FileError("cannot-read", file=str(path), reason=problem.strerror or str(problem)) from problem
    return project_from_bytes(content, source=path.name)


def project_from_bytes(content: bytes, *, source: str) -> Project:
    """The project in the bytes of a `*.c5g` file; errors as `load_project`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = _json(archive, "manifest.json", source)
            if manifest.get("format") != FORMAT or not isinstance(manifest.get("schema_version"), int):
                raise FileError("not-a-project", file=source)
            version = cast("int", manifest["schema_version"])
            if version > SCHEMA_VERSION:
                raise FileError("file-too-new", file=source, version=version, newest=SCHEMA_VERSION)
            data = migrate(_json(archive, "project.json", source), version, source=source)
            assets = _assets(archive, source)
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as problem:
        raise FileError("not-a-project", file=source) from problem
    except Exception as problem:
        # zlib.error has no common base with the above, and a cut member may raise it.
        if type(problem).__module__ == "zlib":
            raise FileError("not-a-project", file=source) from problem
        raise
    return replace(from_plain(Project, data, source=source), assets=assets)


def _json(archive: zipfile.ZipFile, name: str, source: str) -> dict[str, Any]:
    content = _read(archive, name, MAX_JSON_BYTES, source)
    value = json.loads(content)
    if not isinstance(value, dict):
        raise FileError("not-a-project", file=source)
    if _MAYBE_NOT_FINITE.search(content):
        _require_finite(value, (), source)
    return cast("dict[str, Any]", value)


def _read(archive: zipfile.ZipFile, name: str, limit: int, source: str) -> bytes:
    """Read one member, never more than `limit` bytes whatever its header claims."""
    with archive.open(name) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise FileError("member-too-large", file=source, member=name, limit_mb=limit // 2**20)
    return content


def _assets(archive: zipfile.ZipFile, source: str) -> dict[str, bytes]:
    names = [name for name in archive.namelist() if name.startswith("assets/") and name != "assets/"]
    if len(names) > MAX_ASSETS:
        raise FileError("not-a-project", file=source)
    assets: dict[str, bytes] = {}
    for name in names:
        content = _read(archive, name, MAX_ASSET_BYTES, source)
        digest = name.removeprefix("assets/")
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileError("asset-damaged", file=source, member=name)
        assets[digest] = content
    return assets


def with_asset(project: Project, content: bytes) -> tuple[Project, str]:
    """The project holding these bytes as an asset, and the asset's key."""
    digest = hashlib.sha256(content).hexdigest()
    return replace(project, assets={**project.assets, digest: content}), digest


def _require_finite(value: Any, place: tuple[str, ...], source: str) -> None:
    """JSON of a project holds finite numbers only; NaN and Infinity would poison every figure."""
    if isinstance(value, float) and not math.isfinite(value):
        raise FileError("invalid-field", file=source, field=".".join(place), value=str(value), reason="finite_number")
    if isinstance(value, dict):
        for key, content in cast("dict[str, Any]", value).items():
            _require_finite(content, (*place, key), source)
    if isinstance(value, list):
        for index, content in enumerate(cast("list[Any]", value)):
            _require_finite(content, (*place, str(index)), source)
