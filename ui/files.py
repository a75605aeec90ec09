"""What the file menu does: new, open, save, import, export. Dialogs here, the work in ui.tasks off the thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QStandardPaths, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from planner.errors import PlannerError
from planner.model.project import Project
from planner.text import N_
from ui import tasks
from ui.dialogs.boxes import ReportDialog, ask_unsaved, show_file_error
from ui.document import Document
from ui.jobs import Failure, JobRunner

if TYPE_CHECKING:
    from planner.io.export_map import MapExport
    from planner.io.sites import SitesReport

SUFFIX = ".c5g"
PICTURE_SIZE = (2400, 1500)
WORKBOOK_PICTURE_SIZE = (1800, 1125)
#: Antennas from here on are drawn as discs.
OMNI_BEAMWIDTH_DEG = 300.0
LAYER_SUFFIXES = (".png", ".tif", ".tiff", ".kmz")


def png_bytes(image: QImage) -> bytes:
    """A picture as a PNG file's content."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


class Files(QObject):
    """See the module. `picture` renders the map at a size."""

    opened = Signal()
    said = Signal(str)

    def __init__(
        self, document: Document, runner: JobRunner, window: QWidget, picture: Callable[[int, int], QImage]
    ) -> None:
        super().__init__(window)
        self._document = document
        self._runner = runner
        self._window = window
        self._picture = picture
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    # -- new and open ------------------------------------------------------------------------------------------------

    def new(self, key: str) -> None:
        """A project from a template ("": an empty map)."""
        if self.may_leave():
            work = partial(tasks.make_project, key, self._document.lang)
            self._runner.run(N_("Opening"), work, partial(self._show, None), self._file_failed)

    def ask_open(self) -> None:
        """Choose a file to open."""
        t = self._document.t
        filters = t("Campus5G projects (*.c5g)")
        name, _filter = QFileDialog.getOpenFileName(self._window, t("Open project"), self._folder, filters)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a project file."""
        if self.may_leave():
            self._folder = str(path.parent)
            self._runner.run(
                N_("Opening"), partial(tasks.open_project, path), partial(self._show, path), self._file_failed
            )

    def _show(self, path: Path | None, project: Project) -> None:
        self._document.set_project(project, path)
        self.opened.emit()

    # -- save --------------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save under the known name, or ask for one. False if nothing was saved."""
        return self.save_as() if self._document.path is None else self._save(self._document.path)

    def save_as(self) -> bool:
        """Ask for a name and save there."""
        name = f"{_file_name(self._document.project.name) or 'campus5g'}{SUFFIX}"
        path = self._ask_save(
            self._document.t("Save project"), name, self._document.t("Campus5G projects (*.c5g)"), SUFFIX
        )
        return path is not None and self._save(path)

    def _save(self, path: Path) -> bool:
        try:
            self._document.save(path)
        except PlannerError as error:
            show_file_error(self._window, self._document.t, error)
            return False
        self.said.emit(self._document.t("Saved {name}", name=path.name))
        return True

    def may_leave(self) -> bool:
        """Ask about unsaved changes; False to stay."""
        if not self._document.is_dirty:
            return True
        answer = ask_unsaved(self._window, self._document.t, self.title())
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def title(self) -> str:
        """The file's name, or the project's."""
        document = self._document
        return document.path.name if document.path is not None else document.project.name or document.t("New project")

    # -- import ------------------------------------------------------------------------------------------------------

    def ask_import_sites(self) -> None:
        """Choose a list of sites."""
        t = self._document.t
        filters = t("Lists of sites (*.csv *.xlsx *.txt)")
        name, _filter = QFileDialog.getOpenFileName(self._window, t("Import sites"), self._folder, filters)
        if name:
            self.import_sites(Path(name))

    def import_sites(self, path: Path) -> None:
        """Import a list of sites into the current scheme as one undoable step."""
        self._folder = str(path.parent)
        document = self._document
        before = document.project
        work = partial(tasks.import_sites, before, document.scheme_id, path, document.lang, document.catalogue)

        def done(result: tuple[Project, SitesReport]) -> None:
            project, report = result
            if self._take_import(before, project, document.t("Import sites")):
                text = document.t(
                    "{sites} sites with {cells} cells and {upfs} UPFs imported.",
                    sites=report.sites, cells=report.cells, upfs=report.upfs,
                )  # fmt: skip
                self._report(document.t("Import sites"), text, report.issues)

        self._runner.run(N_("Importing"), work, done, self._file_failed)

    def _take_import(self, before: Project, after: Project, text: str) -> bool:
        if self._document.project is not before:
            self.said.emit(self._document.t("The project was changed meanwhile; please import again"))
            return False
        return self._document.apply(text, lambda _project: after)

    def _report(self, title: str, summary: str, issues: Any) -> None:
        self.said.emit(summary)
        ReportDialog(self._window, self._document.t, title, summary, issues).open()

    # -- export ------------------------------------------------------------------------------------------------------

    def ask_export_quote(self, audience: tasks.Audience) -> None:
        """Choose where the workbook goes. Only results of the project as it stands are exported."""
        document, t = self._document, self._document.t
        results = document.results
        if results is None or document.results_revision != document.revision or document.results_are_preview:
            self.said.emit(t("Please wait until the calculation is done"))
            return
        if results.quote is None:
            self.said.emit(t("There is no quote to export: see the findings"))
            return
        errors = tasks.blocking_issues(results)
        if errors and audience == "customer":
            text = t("The plan has errors, so the customer's quote isn't written. An internal file is still possible.")
            ReportDialog(self._window, t, t("Export quote"), text, errors).open()
            return
        scheme = document.project.schemes[document.scheme_id].name
        suffix = t("quote") if audience == "customer" else t("quote (internal)")
        name = f"{_file_name(document.project.name)} {_file_name(scheme)} {suffix}.xlsx".strip()
        path = self._ask_save(t("Export quote"), name, t("Excel workbooks (*.xlsx)"), ".xlsx")
        if path is not None:
            self.export_quote(path, audience)

    def export_quote(self, path: Path, audience: tasks.Audience) -> None:
        """Write the workbook with a picture of the map."""
        document = self._document
        picture = png_bytes(self._picture(*WORKBOOK_PICTURE_SIZE))
        results = document.results
        if results is None:
            return
        work = partial(
            tasks.write_quote, path, document.project, results, document.catalogue, audience, document.lang, picture
        )
        errors = tasks.blocking_issues(results)

        def done(written: Path) -> None:
            self._exported(written)
            if errors:  # only the internal one comes this far
                text = document.t("The plan has errors: this workbook is not for the customer.")
                ReportDialog(self._window, document.t, document.t("Export quote"), text, errors).open()

        self._runner.run(N_("Exporting"), work, done, self._file_failed)

    def ask_export_map(self) -> None:
        """Choose where the map goes, and in which format."""
        t = self._document.t
        filters = {
            t("GeoJSON (*.geojson)"): ".geojson",
            t("AutoCAD drawings (*.dxf)"): ".dxf",
            t("Google Earth (*.kmz)"): ".kmz",
        }
        start = str(Path(self._folder) / f"{_file_name(self._document.project.name) or 'campus5g'}.geojson")
        name, chosen = QFileDialog.getSaveFileName(self._window, t("Export map"), start, ";;".join(filters))
        if not name:
            return
        path = _with_map_suffix(Path(name), filters.get(chosen, ".geojson"))
        if path == Path(name) or not path.exists() or self._may_replace(path):
            self.export_map(path)

    def _may_replace(self, path: Path) -> bool:
        """The file dialog asked about the name before it got its ending."""
        question = self._document.t("{name} is already there. Write over it?", name=path.name)
        return QMessageBox.question(self._window, "Campus5G", question) == QMessageBox.StandardButton.Yes

    def export_map(self, path: Path) -> None:
        """Write the map with the sites of the scheme in hand, in the format of the path's ending."""
        document = self._document
        self._folder = str(path.parent)
        work = partial(tasks.export_map, document.project, path, document.scheme_id or None, document.lang)

        def done(written: MapExport) -> None:
            self._exported(path)
            if written.issues:
                text = document.t("Wrote {name}", name=path.name)
                ReportDialog(self._window, document.t, document.t("Export map"), text, written.issues).open()

        self._runner.run(N_("Exporting"), work, done, self._file_failed)

    def ask_export_picture(self) -> None:
        """Choose where the picture of the map goes."""
        t = self._document.t
        name = f"{_file_name(self._document.project.name) or 'campus5g'}.png"
        path = self._ask_save(t("Export map picture"), name, t("PNG pictures (*.png)"), ".png")
        if path is not None:
            content = png_bytes(self._picture(*PICTURE_SIZE))
            self._runner.run(
                N_("Exporting"), partial(tasks.write_bytes, path, content), self._exported, self._file_failed
            )

    def ask_export_layer(self) -> None:
        """Choose where the layer shown goes, and in which format."""
        t, picture = self._document.t, self._document.view_state.picture
        if picture is None or self._document.results is None:
            self.said.emit(t("There is no layer yet: evaluate a scheme with cells first"))
            return
        filters = {
            t("Pictures for print (*.png)"): ".png",
            t("GeoTIFF rasters (*.tif)"): ".tif",
            t("Google Earth (*.kmz)"): ".kmz",
        }
        name = f"{_file_name(self._document.project.name) or 'campus5g'} {picture.layer.code}.png"
        start = str(Path(self._folder) / name)
        chosen, kind = QFileDialog.getSaveFileName(self._window, t("Export layer"), start, ";;".join(filters))
        if not chosen:
            return
        path = _with_layer_suffix(Path(chosen), filters.get(kind, ".png"))
        if path == Path(chosen) or not path.exists() or self._may_replace(path):
            self.export_layer(path)

    def export_layer(self, path: Path) -> None:
        """Write the layer shown in the format of the path's ending."""
        document = self._document
        results, picture = document.results, document.view_state.picture
        if results is None or picture is None:
            return
        self._folder = str(path.parent)
        scheme = document.project.schemes[results.scheme_id]
        antennas = document.catalogue.antennas
        omni = frozenset(
            key for key, cell in scheme.network.cells.items()
            if cell.antenna in antennas and antennas[cell.antenna].h_beamwidth_deg >= OMNI_BEAMWIDTH_DEG
        )  # fmt: skip
        work = partial(tasks.export_layer, document.project, results, picture, path, document.lang, omni)
        self._runner.run(N_("Exporting"), work, self._exported, self._file_failed)

    def ask_export_zones(self) -> None:
        """Choose where the zones' figures go."""
        document, t = self._document, self._document.t
        if document.results is None:
            return
        name = f"{_file_name(document.project.name) or 'campus5g'} {t('zones')}.csv"
        path = self._ask_save(t("Export zone figures"), name, t("CSV tables (*.csv)"), ".csv")
        if path is not None:
            work = partial(tasks.export_zones, document.project, document.results, path, document.lang)
            self._runner.run(N_("Exporting"), work, self._exported, self._file_failed)

    def _exported(self, path: Path) -> None:
        self.said.emit(self._document.t("Wrote {name}", name=path.name))

    def _ask_save(self, title: str, name: str, filters: str, suffix: str) -> Path | None:
        start = str(Path(self._folder) / name)
        chosen, _filter = QFileDialog.getSaveFileName(self._window, title, start, filters)
        if not chosen:
            return None
        path = Path(chosen)
        self._folder = str(path.parent)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def _file_failed(self, failure: Failure) -> None:
        details = "" if isinstance(failure.error, PlannerError) else failure.details
        show_file_error(self._window, self._document.t, failure.error, details)


def _with_map_suffix(path: Path, chosen: str) -> Path:
    """The path with the ending of the format chosen in the list; an ending that was typed and is known wins."""
    from planner.io.export_map import EXPORT_SUFFIXES

    typed = path.suffix.lower()
    if typed not in EXPORT_SUFFIXES:
        return path.with_name(path.name + chosen)
    # Many systems leave the proposed ending when another format is chosen.
    return path.with_suffix(chosen) if typed == ".geojson" else path


def _with_layer_suffix(path: Path, chosen: str) -> Path:
    """The path with the ending of the format chosen in the list; an ending that was typed and is known wins."""
    typed = path.suffix.lower()
    if typed not in LAYER_SUFFIXES:
        return path.with_name(path.name + chosen)
    # Many systems leave the proposed ending when another format is chosen.
    return path.with_suffix(chosen) if typed == ".png" else path


def _file_name(text: str) -> str:
    """A text without what file systems refuse."""
    return "".join(" " if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in text).strip()[:80]
