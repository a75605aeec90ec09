"""Edits, journals and saves until it is killed, many times: `python journal_kills.py FOLDER KILLS SEED` prints figures.

One process imports the program once and forks (where there is no fork: starts) the editing ones: a hundred kills
take seconds.
"""

import json
import multiprocessing
import random
import shutil
import sys
import time
from collections.abc import Iterator
from ctypes import c_longlong
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from planner.io.journal import Journal
from planner.io.journal_recovery import discard, find_abandoned, restore
from planner.io.project_file import load_project, save_project, with_asset
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.geometry import rectangle
from planner.model.network import Site
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, Zone

SAVE_EVERY, COMPACT_EVERY = 9, 23


def first_project() -> Project:
    """A small plan with a picture."""
    project = replace(Project(name="Kills"), schemes={"A": Scheme(id="A", name="A")})
    for number in range(40):
        ring = rectangle(number * 20.0, 0.0, 15.0, 10.0)
        value = Obstacle(id="", kind=ObstacleKind.BUILDING, outline=ring, height_m=9.0, name=f"楼 {number}")
        project, _ref = edits.add_outline(project, "obstacles", value)
    return with_asset(project, b"a picture")[0]


def states(seed: int) -> Iterator[Project]:
    """The project after 0, 1, 2, ... edits; the same for the same seed."""
    rng, project = random.Random(seed), first_project()
    yield project
    for number in range(100_000):
        project = edited(project, rng, number)
        yield project


def edited(project: Project, rng: random.Random, number: int) -> Project:
    """One edit of a random kind."""
    refs = [ObjectRef("obstacles", key) for key in project.site_map.obstacles]
    match rng.randrange(8):
        case 0:
            ring = rectangle(rng.uniform(-500, 500), rng.uniform(-500, 500), 30.0, 20.0, rng.uniform(0, 90))
            value = Obstacle(id="", kind=ObstacleKind.WALL, outline=ring, height_m=3.0)
            return edits.add_outline(project, "obstacles", value)[0]
        case 1:
            value = Zone(id="", name=f"Zone {number}", outline=rectangle(0.0, float(number), 9.0, 9.0))
            return edits.add_outline(project, "zones", value)[0]
        case 2 if len(refs) > 10:
            return edits.remove(project, rng.sample(refs, 3))
        case 3:
            return edits.update_commercial(project, "A", term_months=rng.randint(1, 99))
        case 4:
            site = Site(id=f"gnb-{number}", name="站", position=(rng.uniform(0, 9), 1.0))
            return edits.put(project, ObjectRef("sites", site.id, "A"), site)
        case 5:
            return edits.update_project(project, name=f"Kills {number}", note="x" * rng.randrange(3000))
        case 6:
            return with_asset(project, rng.randbytes(rng.randrange(1, 5000)))[0]
        case _:
            return edits.move(project, refs, rng.uniform(-5, 5), rng.uniform(-5, 5))


def edit_until_killed(root: Path, own: Path, seed: int, begun: Any) -> None:
    """Edit, journal and save for ever; `begun` says which edit is under way."""
    made = states(seed)
    project = next(made)
    save_project(project, own)
    journal = Journal(root)
    journal.start(project, own, unsaved=False)
    for number, after in enumerate(made, start=1):
        begun.value = number
        journal.write(after, own, unsaved=True)
        if number % SAVE_EVERY == 0:
            save_project(after, own)
            journal.write(after, own, unsaved=False)
        if number % COMPACT_EVERY == 0:
            journal.start(after, own, unsaved=number % SAVE_EVERY != 0)


def kill_once(folder: Path, seed: int) -> dict[str, int]:
    """Start, kill, recover, compare. AssertionError where work is lost or damaged."""
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "fork")
    root, own = folder / "journals", folder / "own.c5g"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    begun = context.Value(c_longlong, 0, lock=False)
    process = context.Process(target=edit_until_killed, args=(root, own, seed, begun))
    process.start()
    rng = random.Random(seed)
    waited_until = time.monotonic() + 30
    while begun.value == 0 and time.monotonic() < waited_until:
        time.sleep(0.001)
    time.sleep(rng.uniform(0.0, 0.08))
    process.kill()
    process.join()
    reached = int(begun.value)
    assert reached > 0, "nothing was edited"
    possible = list(islice(states(seed), max(reached - 1, 0), reached + 1))
    before_own = own.read_bytes()
    saved = load_project(own)  # whole, whenever the kill came
    found = find_abandoned(root)
    assert len(found) <= 1
    recovered = restore(found[0]) if found else saved
    assert own.read_bytes() == before_own, "the user's file was touched"
    assert recovered in possible, f"edit {reached}: another state came back"
    lost = int(recovered != possible[-1])
    for item in found:
        assert item.source == own
        discard(item)
    assert not find_abandoned(root)
    assert not [path for path in root.iterdir() if path.is_dir()], "something was left behind"
    return {"edits": reached, "lost": lost, "offered": len(found)}


def main() -> None:
    """See the module."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    runs = [kill_once(folder / "run", seed + number) for number in range(kills)]
    totals = {key: sum(run[key] for run in runs) for key in runs[0]}
    print(json.dumps({"kills": kills, **totals}))


if __name__ == "__main__":
    main()
