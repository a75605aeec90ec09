"""What comes into the map from files: maps, pictures, measurements, terrain. Dialogs here, the work off the thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from planner.errors import PlannerError
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.geometry import Point
from planner.model.project import Project
from planner.progress import Progress
from planner.text import N_
from ui import tasks
from ui.dialogs.boxes import ReportDialog, show_file_error
from ui.document import Document
from ui.jobs import Failure, JobRunner

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from planner.io.backdrops import BackdropImage
    from planner.io.measurements import MeasurementReport
    from planner.io.terrain import TerrainReport
    from ui.dialogs.import_map import ImportMapDialog
    from ui.dialogs.place_backdrop import PlaceBackdropDialog
    from ui.files import Files

MEASUREMENT_PATTERNS = "*.csv *.xlsx *.txt"
TERRAIN_PATTERNS = "*.tif *.tiff"
SHIFTED = ("GCJ-02", "BD-09")


def dropped_kind(path: Path) -> str:
    """What a file dropped on the window is taken for: "map", "picture" or nothing."""
    from planner.io.map_formats import MAP_SUFFIXES

    suffix = path.suffix.lower()
    if suffix in MAP_SUFFIXES:
        return "map"
    return "picture" if suffix in (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf") else ""


class MapFiles(QObject):
    """See the module. `centre` is where a new picture goes first: the middle of what the map shows."""

    def __init__(
        self, document: Document, runner: JobRunner, window: QWidget, files: Files, centre: Callable[[], Point]
    ) -> None:
        super().__init__(window)
        self._document = document
        self._runner = runner
        self._window = window
        self._files = files
        self._centre = centre
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.import_dialog: ImportMapDialog | None = None
        self.place_dialog: PlaceBackdropDialog | None = None

    # -- maps --------------------------------------------------------------------------------------------------------

    def ask_import_map(self, *, into_new: bool = False) -> None:
        """Choose map files; they go into the open project, or into a new one."""
        from planner.io.map_formats import MAP_SUFFIXES

        t = self._document.t
        filters = t("Maps ({patterns})", patterns=" ".join(f"*{suffix}" for suffix in MAP_SUFFIXES))
        names, _filter = QFileDialog.getOpenFileNames(self._window, t("Import map"), self._folder, filters)
        if names:
            self.import_map(tuple(Path(name) for name in names), into_new=into_new)

    def import_map(self, paths: tuple[Path, ...], *, into_new: bool = False) -> None:
        """Open the import dialog; into the open project the import is one undoable step."""
        from ui.dialogs.import_map import ImportMapDialog

        if into_new and not self._files.may_leave():
            return
        self._folder = str(paths[0].parent)
        document = self._document
        lang, before = document.lang, document.project

        def base(progress: Progress) -> Project:
            return tasks.make_project("", lang, progress) if into_new else before

        def take(project: Project) -> bool:
            if into_new:
                document.set_project(project)
                self._files.opened.emit()
                return True
            return document.project is before and document.apply(document.t("Import map"), lambda _p: project)

        dialog = ImportMapDialog(self._window, document, self._runner, paths, base, take)
        self.import_dialog = dialog
        dialog.finished.connect(lambda *_args: self._forget_import(dialog))
        dialog.open()

    def _forget_import(self, dialog: ImportMapDialog) -> None:
        self.import_dialog = None
        dialog.deleteLater()

    # -- pictures ----------------------------------------------------------------------------------------------------

    def ask_picture(self) -> None:
        """Choose a picture or PDF to lie below the drawing."""
        from planner.io.backdrops import PICTURE_SUFFIXES

        t = self._document.t
        filters = t("Pictures and PDF ({patterns})", patterns=" ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES))
        name, _filter = QFileDialog.getOpenFileName(self._window, t("Place a picture"), self._folder, filters)
        if name:
            self.place_picture(Path(name))

    def place_picture(self, path: Path) -> None:
        """Read a picture, then let it be placed; one undoable step."""
        self._folder = str(path.parent)
        self._runner.run(
            N_("Reading the picture"), partial(tasks.read_picture, path, 0), partial(self._open_place, path),
            self._failed,
        )  # fmt: skip

    def place_again(self, backdrop_id: str) -> None:
        """Place a backdrop of the project anew."""
        document = self._document
        backdrop = document.project.site_map.backdrops.get(backdrop_id)
        if backdrop is None:
            return
        content = document.project.assets.get(backdrop.asset, b"")
        work = partial(tasks.unpack_picture, content, backdrop.width_px, backdrop.height_px)

        def done(read: tuple[BackdropImage, tuple[QImage, ...]]) -> None:
            from ui.dialogs.place_backdrop import PlaceBackdropDialog

            dialog = PlaceBackdropDialog(self._window, document, *read, backdrop.name, existing=backdrop)
            self._show_place(dialog, lambda: self._replace(dialog, backdrop_id))

        self._runner.run(N_("Reading the picture"), work, done, self._failed)

    def _open_place(self, path: Path, read: tuple[BackdropImage, tuple[QImage, ...]]) -> None:
        from ui.dialogs.place_backdrop import PlaceBackdropDialog

        dialog = PlaceBackdropDialog(self._window, self._document, *read, path.stem, start=self._centre())
        shown = [read]

        def show_page(page_read: tuple[BackdropImage, tuple[QImage, ...]]) -> None:
            if self.place_dialog is dialog:
                shown[0] = page_read
                dialog.show_image(*page_read)

        def ask_page(page: int) -> None:
            self._runner.run(
                N_("Reading the picture"), partial(tasks.read_picture, path, page), show_page, self._failed
            )

        dialog.pageAsked.connect(ask_page)
        self._show_place(dialog, lambda: self._add(dialog, shown[0][0]))

    def _show_place(self, dialog: PlaceBackdropDialog, take: Callable[[], None]) -> None:
        self.place_dialog = dialog

        def finished(*_args: object) -> None:
            self.place_dialog = None
            take()
            dialog.deleteLater()

        dialog.finished.connect(finished)
        dialog.open()

    def _add(self, dialog: PlaceBackdropDialog, image: BackdropImage) -> None:
        from planner.io.backdrops import add_backdrop

        placed, document = dialog.placed, self._document
        if placed is None:
            return
        ref = ObjectRef("backdrops", edits.free_id(document.project, "backdrops"))

        def edit(project: Project) -> Project:
            project = add_backdrop(
                project, image, placed.name, placed.transform, storey=placed.storey, building_id=placed.building_id
            )
            return edits.update(project, ref, opacity=placed.opacity)

        if document.apply(document.t("Place a picture"), edit):
            document.set_selection((ref,))
            self._say_notes(image.note)

    def _replace(self, dialog: PlaceBackdropDialog, backdrop_id: str) -> None:
        placed, document = dialog.placed, self._document
        if placed is None:
            return
        ref = ObjectRef("backdrops", backdrop_id)
        changes: dict[str, Any] = {
            "name": placed.name, "transform": placed.transform, "opacity": placed.opacity, "storey": placed.storey,
            "building_id": placed.building_id,
        }  # fmt: skip
        document.apply(
            document.t("Place a picture"),
            lambda project: edits.put(project, ref, replace(edits.find(project, ref), **changes)),
        )

    def _say_notes(self, notes: Any) -> None:
        if notes:
            t = self._document.t
            ReportDialog(self._window, t, t("Place a picture"), t("The picture was placed."), notes).open()

    # -- measurements and terrain ------------------------------------------------------------------------------------

    def ask_measurements(self) -> None:
        """Choose measured points, and which degrees they are in."""
        t = self._document.t
        filters = t("Measurements ({patterns})", patterns=MEASUREMENT_PATTERNS)
        name, _filter = QFileDialog.getOpenFileName(self._window, t("Import measurements"), self._folder, filters)
        if not name:
            return
        usual = t("WGS 84 degrees, or metres of the project")
        chosen, accepted = QInputDialog.getItem(
            self._window, t("Import measurements"), t("Places are in"), [usual, *SHIFTED], editable=False
        )
        if accepted:
            self.import_measurements(Path(name), None if chosen == usual else chosen)

    def import_measurements(self, path: Path, crs: str | None = None) -> None:
        """Measured points as a layer: one undoable step."""
        self._folder = str(path.parent)
        t, before = self._document.t, self._document.project

        def done(result: tuple[Project, MeasurementReport]) -> None:
            project, report = result
            text = t.plural("{n} measured point imported.", "{n} measured points imported.", report.count)
            self._take(before, project, t("Import measurements"), text, report.issues)

        self._runner.run(N_("Importing"), partial(tasks.import_measurements, before, path, crs), done, self._failed)

    def ask_terrain(self) -> None:
        """Choose a terrain model."""
        t = self._document.t
        filters = t("Terrain models, GeoTIFF ({patterns})", patterns=TERRAIN_PATTERNS)
        name, _filter = QFileDialog.getOpenFileName(self._window, t("Import terrain"), self._folder, filters)
        if name:
            self.import_terrain(Path(name))

    def import_terrain(self, path: Path) -> None:
        """Ground heights: one undoable step."""
        self._folder = str(path.parent)
        t, before = self._document.t, self._document.project

        def done(result: tuple[Project, TerrainReport]) -> None:
            project, report = result
            text = t(
                "Terrain from {low} m to {high} m, {resolution} m between its points.",
                low=t.number(report.low_m, 1), high=t.number(report.high_m, 1),
                resolution=t.number(report.resolution_m, 1),
            )  # fmt: skip
            self._take(before, project, t("Import terrain"), text, report.issues)

        self._runner.run(N_("Importing"), partial(tasks.import_terrain, before, path), done, self._failed)

    def _take(self, before: Project, after: Project, title: str, summary: str, issues: Any) -> None:
        document = self._document
        if document.project is not before:
            self._files.said.emit(document.t("The project was changed meanwhile; please import again"))
        elif document.apply(title, lambda _project: after):
            self._files.said.emit(summary)
            ReportDialog(self._window, document.t, title, summary, issues).open()

    def _failed(self, failure: Failure) -> None:
        details = "" if isinstance(failure.error, PlannerError) else failure.details
        show_file_error(self._window, self._document.t, failure.error, details)
