"""The set-up: pinned dependencies, no registry addresses, and the script that finds missing Debian packages."""

import os
import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9.+!]+)")


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [PIN.fullmatch(line) for line in lines]
    assert [line for line, match in zip(lines, found, strict=True) if not match] == []
    return {canonicalize_name(match[1]): match[2] for match in found if match}


def declared() -> list[Requirement]:
    groups = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"]]
    groups += PROJECT["project"]["optional-dependencies"].values()
    return [Requirement(line) for group in groups for line in group]


def test_every_declared_dependency_is_pinned_to_an_allowed_version() -> None:
    pinned = pins()
    wrong = [
        str(need) for need in declared() if not need.specifier.contains(pinned.get(canonicalize_name(need.name), "0"))
    ]
    assert wrong == []


def test_the_environment_is_the_pinned_one() -> None:
    wrong = {}
    for name, wanted in pins().items():
        try:
            installed = version(name)
        except PackageNotFoundError:  # the environments without Qt or without the lint tools
            continue
        if installed != wanted:
            wrong[name] = (installed, wanted)
    assert wrong == {}


def test_qt_stays_below_the_release_that_aborts() -> None:
    qt = next(need for need in declared() if need.name == "PySide6-Essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.11.3")


@pytest.mark.parametrize("name", ["Makefile", "constraints.txt", "pyproject.toml", ".ci/run", ".ci/system-packages"])
def test_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://|file://|index-url|find-links|trusted-host", text) == []


class Machine:
    """A machine whose package tools are small stand-ins: what is installed, and whether root can be had."""

    def __init__(self, folder: Path, *, installed: str, root: bool, apt: bool = True) -> None:
        self.folder = folder
        self._tool("dpkg-query", f'case " {installed} " in *" ${{*: -1}} "*) echo -n installed;; *) exit 1;; esac')
        self._tool("id", f"echo {0 if root else 1000}")
        self._tool("sudo", "exit 1")
        self._tool("python-without-venv", "exit 1")
        self._tool("apt-get", f'echo "$@" >> {folder}/apt.log; exit {0 if apt else 100}')

    def _tool(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "PYTHON": "python-without-venv"}
        command = ["bash", str(ROOT / ".ci" / "system-packages"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def asked_of_apt(self) -> str:
        log = self.folder / "apt.log"
        return log.read_text(encoding="utf-8") if log.exists() else ""


def test_nothing_missing_says_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, installed="python3-venv libegl1 libglib2.0-0t64", root=True)
    done = machine.run("python3-venv libegl1", "libglib2.0-0")
    assert (done.returncode, done.stdout, done.stderr, machine.asked_of_apt()) == (0, "", "", "")


def test_root_installs_only_what_is_missing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, installed="libegl1", root=True)
    assert machine.run("python3-venv libegl1", "fonts-noto-cjk").returncode == 0
    assert machine.asked_of_apt().split()[-2:] == ["python3-venv", "fonts-noto-cjk"]
    assert "libegl1" not in machine.asked_of_apt()


def test_without_root_the_line_to_type_is_printed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, installed="libegl1", root=False)
    done = machine.run("python3-venv libegl1", "fonts-noto-cjk")
    assert done.returncode == 1
    assert "sudo apt-get install --no-install-recommends python3-venv fonts-noto-cjk\n" in done.stderr
    assert machine.asked_of_apt() == ""


@pytest.mark.parametrize(("root", "apt"), [(False, True), (True, False)])
def test_optional_packages_never_stop_the_run(tmp_path: Path, root: bool, apt: bool) -> None:
    machine = Machine(tmp_path, installed="libegl1", root=root, apt=apt)
    done = machine.run("libegl1", "fonts-noto-cjk", "Chinese in pictures")
    assert done.returncode == 0
    assert "Going on without fonts-noto-cjk (Chinese in pictures)" in done.stderr
