"""Project files: same bytes, clear refusals, and whole whatever happens while they are saved."""

import io
import json
import math
import random
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import FileError
from planner.io import atomic, project_file
from planner.io.codec import from_plain, to_json, to_plain
from planner.io.migrations import migrate
from planner.io.project_file import load_project, project_bytes, project_from_bytes, save_project, with_asset
from planner.model.commercial import Commercial
from planner.model.demand import Demand, Flow, FlowDirection
from planner.model.network import Cell, Network, Site, SiteKind, TransportLink, Upf
from planner.model.project import GeoReference, Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.model.slicing import Assignment, Slice
from planner.text import translate

texts = st.text(max_size=12)
lengths = st.floats(-1e6, 1e6, allow_nan=False)
points = st.tuples(lengths, lengths)
rings = st.lists(points, min_size=3, max_size=6).map(tuple)
ids = st.from_regex(r"[a-z]{1,6}-[0-9]{2}", fullmatch=True)


def keyed(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, max_size=3).map(lambda items: {item.id: item for item in items})


obstacles = st.builds(
    Obstacle, id=ids, kind=st.sampled_from(ObstacleKind), name=texts, outline=rings,
    holes=st.lists(rings, max_size=2).map(tuple), height_m=st.floats(0, 900),
)  # fmt: skip
zones = st.builds(Zone, id=ids, name=texts, outline=rings, height_m=st.floats(0, 100))
flows = st.builds(
    Flow, id=ids, name=texts, zone_id=ids, count=st.integers(1, 1000), direction=st.sampled_from(FlowDirection)
)
networks = st.builds(
    Network,
    sites=keyed(st.builds(Site, id=ids, name=texts, position=points, kind=st.sampled_from(SiteKind))),
    cells=keyed(st.builds(Cell, id=ids, site_id=ids, name=texts, band=st.sampled_from(["n78", "n79"]))),
    upfs=keyed(st.builds(Upf, id=ids, name=texts, position=st.none() | points)),
    links=keyed(st.builds(TransportLink, id=ids, name=texts, to_id=ids)),
    band_priority=st.lists(st.sampled_from(["n41", "n79"]), max_size=2).map(tuple),
)
discounts = st.dictionaries(texts, st.decimals("0", "2", places=4, allow_nan=False), max_size=2)
commercials = st.builds(
    Commercial, item_discounts=discounts, group_discounts=discounts,
    quote_date=st.dates(date(2020, 1, 1), date(2040, 1, 1)), quote_discount=st.decimals("0", "2", places=4),
)  # fmt: skip
schemes = st.builds(
    Scheme, id=ids, name=texts, network=networks, commercial=commercials,
    slices=keyed(st.builds(Slice, id=ids, name=texts)),
    assignments=st.dictionaries(ids, st.builds(Assignment, slice_id=ids), max_size=2),
)  # fmt: skip
plain_projects = st.builds(
    Project, name=texts, customer=texts, note=texts,
    geo=st.builds(GeoReference, epsg=st.none() | st.just(32650), origin_east_m=lengths),
    site_map=st.builds(SiteMap, obstacles=keyed(obstacles), zones=keyed(zones)),
    demand=st.builds(Demand, flows=keyed(flows)), schemes=keyed(schemes),
)  # fmt: skip


@st.composite
def projects(draw: st.DrawFn) -> Project:
    project = draw(plain_projects)
    for content in draw(st.lists(st.binary(max_size=50), max_size=2)):
        project, _ = with_asset(project, content)
    return project


@pytest.fixture
def project() -> Project:
    zone = Zone(id="zone-01", name="码头", outline=((0.0, 0.0), (9.5, 0.0), (9.5, 7.25)))
    made = Project(name="港口", site_map=SiteMap(zones={zone.id: zone}), schemes={"A": Scheme(id="A", name="方案A")})
    return with_asset(made, b"asset " * 100)[0]


@given(projects())
def test_save_load_save_gives_the_same_project_and_bytes(project: Project) -> None:
    first = project_bytes(project)
    loaded = project_from_bytes(first, source="x.c5g")
    assert loaded == project
    assert project_bytes(loaded) == first


def test_order_of_insertion_does_not_change_the_bytes(project: Project) -> None:
    scheme_b = Scheme(id="B", name="B")
    one = replace(project, schemes={"A": project.schemes["A"], "B": scheme_b})
    other = replace(project, schemes={"B": scheme_b, "A": project.schemes["A"]})
    assert project_bytes(one) == project_bytes(other)


def test_loading_what_was_saved(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "港口 1.c5g"
    save_project(project, path)
    assert load_project(path) == project
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_file_cut_anywhere_is_refused(project: Project) -> None:
    content = project_bytes(project)
    for length in range(0, len(content), 7):
        with pytest.raises(FileError) as caught:
            project_from_bytes(content[:length], source="cut.c5g")
        assert caught.value.code == "not-a-project"


@given(st.data())
def test_a_damaged_byte_is_refused_or_harmless(data: st.DataObject) -> None:
    whole = Project(name="p", schemes={"A": Scheme(id="A", name="A")})
    content = bytearray(project_bytes(whole))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        loaded = project_from_bytes(bytes(content), source="x.c5g")
    except FileError:
        return
    assert loaded == whole


@pytest.mark.parametrize("foreign", [b"hello", b"PK\x05\x06" + b"\0" * 18, b"\x89PNG\r\n\x1a\n", b"{}", b""])
def test_foreign_files_are_refused(foreign: bytes, tmp_path: Path) -> None:
    path = tmp_path / "foreign.c5g"
    path.write_bytes(foreign)
    with pytest.raises(FileError) as caught:
        load_project(path)
    assert caught.value.code == "not-a-project"


def archive(**members: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            text = content if isinstance(content, str) else json.dumps(content)
            file.writestr(f"{name}.json", text)
    return buffer.getvalue()


MANIFEST = {"format": "campus5g-project", "schema_version": 1, "app_version": "0"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive(manifest=MANIFEST), "not-a-project"),
        (archive(manifest={"format": "other", "schema_version": 1}, project={}), "not-a-project"),
        (archive(manifest={**MANIFEST, "schema_version": "1"}, project={}), "not-a-project"),
        (archive(manifest={**MANIFEST, "schema_version": 0}, project={}), "not-a-project"),
        (archive(manifest={**MANIFEST, "schema_version": 99}, project={}), "file-too-new"),
        (archive(manifest=MANIFEST, project=[]), "not-a-project"),
        (archive(manifest=MANIFEST, project="{"), "not-a-project"),
        (archive(manifest=MANIFEST, project='{"settings": {"resolution_m": NaN}}'), "invalid-field"),
        (archive(manifest=MANIFEST, project='{"settings": {"margin_m": -1e999}}'), "invalid-field"),
        (archive(manifest=MANIFEST, project={"colour": "red"}), "unknown-key"),
        (archive(manifest=MANIFEST, project={"settings": {"resolution": 2}}), "unknown-key"),
        (archive(manifest=MANIFEST, project={"settings": {"resolution_m": "wide"}}), "invalid-field"),
        (archive(manifest=MANIFEST, project={"schemes": {"A": {"id": "A"}}}), "invalid-field"),
    ],
)
def test_wrong_contents_are_named_in_both_languages(content: bytes, code: str) -> None:
    with pytest.raises(FileError) as caught:
        project_from_bytes(content, source="plan.c5g")
    error = caught.value
    assert error.code == code
    english, chinese = (translate(error.code, error.params, lang) for lang in ("en", "zh"))
    assert "plan.c5g" in english
    assert "plan.c5g" in chinese
    assert english != chinese
    assert "{" not in english.replace("{'id': 'A'}", "")


def test_a_newer_file_says_which_version() -> None:
    content = archive(manifest={**MANIFEST, "schema_version": 7}, project={"from": "the future"})
    with pytest.raises(FileError) as caught:
        project_from_bytes(content, source="new.c5g")
    assert caught.value.params == {"file": "new.c5g", "version": 7, "newest": 1}


def test_a_damaged_asset_is_named(project: Project) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(project_bytes(project))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"something else" if name.startswith("assets/") else old.read(name))
    with pytest.raises(FileError) as caught:
        project_from_bytes(buffer.getvalue(), source="x.c5g")
    assert caught.value.code == "asset-damaged"
    assert str(caught.value.params["member"]).startswith("assets/")


def test_a_zip_bomb_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    content = project_bytes(replace(project, note="0" * 5000))
    monkeypatch.setattr(project_file, "MAX_JSON_BYTES", 4000)
    with pytest.raises(FileError) as caught:
        project_from_bytes(content, source="x.c5g")
    assert caught.value.code == "member-too-large"


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.c5g", "file-missing"), (tmp_path, "cannot-read")):
        with pytest.raises(FileError) as caught:
            load_project(path)
        assert caught.value.code == code
    with pytest.raises(FileError) as caught:
        save_project(Project(), tmp_path / "no folder" / "x.c5g")
    assert caught.value.code == "cannot-write"


# codec


@dataclass(frozen=True, kw_only=True)
class Sample:
    amount: Decimal
    day: date
    size: float = 1.0


def test_codec_keeps_decimals_and_dates_exactly() -> None:
    sample = Sample(amount=Decimal("0.10"), day=date(2026, 11, 20), size=0.1)
    plain = to_plain(sample)
    assert plain == {"amount": "0.10", "day": "2026-11-20", "size": 0.1}
    assert from_plain(Sample, plain, source="x") == sample


def test_codec_refuses_to_write_what_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(Sample(amount=Decimal(1), day=date(2026, 1, 1), size=math.nan))


# migrations: version 1 is the first, so the mechanism is tried with a list of its own


def rename(data: dict) -> dict:
    return {**{key: value for key, value in data.items() if key != "title"}, "name": data["title"]}


def add_note(data: dict) -> dict:
    return {**data, "note": f"from {data['name']}"}


STEPS = (None, rename, add_note)


def test_migrations_run_in_order_from_the_version_of_the_file() -> None:
    assert migrate({"title": "p"}, 1, source="x", migrations=STEPS) == {"name": "p", "note": "from p"}
    assert migrate({"name": "p"}, 2, source="x", migrations=STEPS) == {"name": "p", "note": "from p"}
    assert migrate({"name": "p"}, 3, source="x", migrations=STEPS) == {"name": "p"}


@pytest.mark.parametrize(("version", "code"), [(4, "file-too-new"), (0, "not-a-project"), (-1, "not-a-project")])
def test_migrations_refuse_unknown_versions(version: int, code: str) -> None:
    with pytest.raises(FileError) as caught:
        migrate({}, version, source="x", migrations=STEPS)
    assert caught.value.code == code


def test_an_old_file_is_migrated_while_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_file, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(
        project_file,
        "migrate",
        lambda data, version, *, source: migrate(data, version, source=source, migrations=STEPS),
    )
    loaded = project_from_bytes(archive(manifest=MANIFEST, project={"title": "old"}), source="x")
    assert (loaded.name, loaded.note) == ("old", "from old")


# whatever happens while saving

SAVER = """
import sys
from dataclasses import replace
from pathlib import Path
from planner.io.project_file import load_project, save_project

path = Path(sys.argv[1])
projects = [replace(load_project(path), note=letter * 20000) for letter in "ab"]
print("ready", flush=True)
while True:
    for project in projects:
        save_project(project, path)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(
    project: Project, tmp_path: Path, project_root: Path
) -> None:
    path = tmp_path / "plan.c5g"
    save_project(replace(project, note="a" * 20000), path)
    choose = random.Random(5)
    seen: set[str] = set()
    for _ in range(50):
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE, cwd=project_root, text=True
        )
        assert saver.stdout is not None
        assert saver.stdout.readline() == "ready\n"
        time.sleep(choose.uniform(0.0, 0.05))
        saver.send_signal(signal.SIGKILL)
        saver.wait()
        saver.stdout.close()
        note = load_project(path).note
        assert note in ("a" * 20000, "b" * 20000)
        seen.add(note[0])
    assert seen == {"a", "b"}


FULL_DISK = """
import resource, signal, sys
from dataclasses import replace
from pathlib import Path
from planner.errors import FileError
from planner.io.project_file import load_project, save_project

path = Path(sys.argv[1])
project = replace(load_project(path), note="".join(chr(33 + (i * i * 7919) % 20000) for i in range(40000)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    save_project(project, path)
except FileError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are POSIX")
def test_a_full_disk_leaves_the_old_file(project: Project, tmp_path: Path, project_root: Path) -> None:
    path = tmp_path / "plan.c5g"
    save_project(project, path)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, cwd=project_root, check=False
    )
    assert (done.stdout, done.stderr) == ("cannot-write-over\n", "")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "quote.xlsx"
    path.write_bytes(b"old")

    def fail(target: Path) -> None:
        target.write_bytes(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        atomic.write_with(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits are POSIX")
def test_saving_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    atomic.write_bytes(path, b"1")
    path.chmod(0o600)
    atomic.write_bytes(path, b"2")
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, b"2")
