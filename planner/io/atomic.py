"""Writing a file so that a crash, a full disk or a locked target leaves the old one whole."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

from planner.errors import FileError


@contextlib.contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Give a temporary file beside `path`; on success sync it and put it in `path`'s place, else remove it.

    Raises `FileError` naming the file and the operating system's reason: "cannot-write-over" where there is an old
    file, which is then unchanged, "cannot-write" where there is none.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        with contextlib.suppress(OSError):
            mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
            temporary.chmod(mode)
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        if path.is_file():
            raise FileError("cannot-write-over", file=str(path), reason=reason) from problem
        reason = reason if path.parent.exists() else "no-such-folder"
        raise FileError("cannot-write", file=str(path), reason=reason) from problem
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_with(path: Path, writer: Callable[[Path], None]) -> None:
    """Let `writer` produce the file at a temporary place, then put it in `path`'s place."""
    with replacing(path) as temporary:
        writer(temporary)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows can't open folders and needs no such sync."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
