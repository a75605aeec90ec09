"""A window's document that edits with autosave until it is killed: `python recovery_victim.py ROOT FILE`.

It says the number of every edit on standard output before doing it.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from planner.io.project_file import load_project
from planner.model import edits
from planner.model.catalogue import Catalogue
from ui.autosave import Autosave
from ui.document import Document


def main() -> None:
    """See the module."""
    app = QCoreApplication([])
    document = Document(catalogue=Catalogue())
    autosave = Autosave(document, Path(sys.argv[1]))
    path = Path(sys.argv[2])
    document.set_project(load_project(path), path)
    autosave.flush()
    number = 0

    def edit() -> None:
        nonlocal number
        number += 1
        print(number, flush=True)
        text = f"edit {number}"
        document.apply(text, lambda project: edits.update_project(project, note=text))

    timer = QTimer()
    timer.setInterval(3)
    timer.timeout.connect(edit)
    timer.start()
    app.exec()


if __name__ == "__main__":
    main()
