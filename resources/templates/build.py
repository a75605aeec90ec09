"""Builds the sample projects: `python -m resources.templates.build` rewrites project.json and en.json of each.

Same code, same bytes. Flows take their starting values from the scenario catalogue, so run it after changing that too;
a test compares the files with what this builds. The PCIs of own cells are planned ones: see plan_pcis.py.
"""

import json
from collections.abc import Callable
from pathlib import Path

from planner.engine.pci_plan import with_pcis
from planner.io.codec import from_plain, to_json, to_plain
from planner.model.project import Project
from resources.templates.builders import campus, factory, hospital, metro, mine, park, port, substation
from resources.templates.builders.pcis import PCIS

#: Builder by template, in the order of the list; each gives the project in Chinese and its texts in English.
BUILDERS: dict[str, Callable[[], tuple[Project, dict[str, str]]]] = {
    "port": port.build,
    "factory": factory.build,
    "campus": campus.build,
    "mine": mine.build,
    "hospital": hospital.build,
    "substation": substation.build,
    "metro": metro.build,
    "park": park.build,
}


def render(key: str) -> dict[str, str]:
    """The generated files of a template: name -> text."""
    project, english = BUILDERS[key]()
    # Through the codec once, as a saved and loaded project would go: 40 becomes 40.0 where the model says float.
    project = from_plain(Project, to_plain(project), source=key)
    for scheme_id, pcis in PCIS[key].items():
        project = with_pcis(project, scheme_id, pcis)
    return {
        "project.json": to_json(project) + "\n",
        "en.json": json.dumps(english, ensure_ascii=False, sort_keys=True, indent=1) + "\n",
    }


def main() -> None:
    """Write the generated files of every template."""
    for key in BUILDERS:
        for name, text in render(key).items():
            path = Path(__file__).parent / key / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path.relative_to(Path(__file__).parent.parent))


if __name__ == "__main__":
    main()
