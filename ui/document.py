"""The document: the one project of a window, its undo stack, selection, results and language.

The project is immutable. `apply` computes the next one first and only then pushes a command, so a failing edit changes
nothing. A gesture shows `preview` projects that never reach the undo stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QUndoStack

from planner.errors import PlannerError
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, collection
from planner.model.own_entries import with_own_antennas
from planner.model.project import Project, first_scheme_id
from planner.text import Translator, normalise_language
from ui.commands import EditCommand
from ui.view_state import Looked, ViewState

if TYPE_CHECKING:
    from planner.engine.layer_request import LayerRequest
    from planner.engine.results import Results

Edit = Callable[[Project], Project]
RECENT_LIMIT = 8


def exists(project: Project, ref: ObjectRef) -> bool:
    """Whether a reference still points to something."""
    if ref.scheme_id and ref.scheme_id not in project.schemes:
        return False
    return ref.id in collection(project, ref.kind, ref.scheme_id)


class Document(QObject):
    """See the module. `shown_project` is what is drawn: the preview of a gesture, else the project itself."""

    projectChanged = Signal(object, object)  # noqa: N815 - Qt's style for signals
    schemeChanged = Signal(str)  # noqa: N815
    selectionChanged = Signal(object)  # noqa: N815
    resultsChanged = Signal(object)  # noqa: N815
    previewChanged = Signal(object)  # noqa: N815
    languageChanged = Signal(str)  # noqa: N815
    fileChanged = Signal()  # noqa: N815
    projectOpened = Signal()  # noqa: N815 - another project took the place of the former one, with an empty undo stack
    errorRaised = Signal(object)  # noqa: N815

    def __init__(
        self,
        project: Project | None = None,
        catalogue: Catalogue | None = None,
        *,
        lang: str = "en",
        settings: QSettings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project or Project()
        self._preview: Project | None = None
        self._selection: tuple[ObjectRef, ...] = ()
        self._results: dict[str, Results] = {}
        self._result_revisions: dict[str, int] = {}
        self._result_requests: dict[str, LayerRequest] = {}
        self.view_state = ViewState(self)
        self._settings = settings
        self._t = Translator(normalise_language(lang))
        self.base_catalogue = catalogue or Catalogue()
        self.revision = 0
        self.path: Path | None = None
        self.results_are_preview = False
        self.scheme_id = first_scheme_id(self._project)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)

    # -- project -----------------------------------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """The project as it stands on the undo stack."""
        return self._project

    @property
    def shown_project(self) -> Project:
        """The preview while a gesture runs, else the project."""
        return self._project if self._preview is None else self._preview

    @property
    def is_previewing(self) -> bool:
        """Whether a gesture is under way."""
        return self._preview is not None

    def apply(self, text: str, edit: Edit, merge_key: str | None = None) -> bool:
        """Do an edit: computed first, then pushed as one undoable step. False (and `errorRaised`) if it is refused."""
        self.preview(None)
        try:
            after = edit(self._project)
        except PlannerError as error:
            self.errorRaised.emit(error)
            return False
        if after is not self._project and after != self._project:
            command = EditCommand(text, self._project, after, self._show, lang=self.lang, merge_key=merge_key)
            self.undo_stack.push(command)
        return True

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the antennas imported into the project."""
        return with_own_antennas(self.base_catalogue, self._project)

    def preview(self, edit: Edit | None) -> None:
        """Show an edit without doing it (a drag under way); None ends the preview without a change."""
        if edit is None:
            if self._preview is not None:
                self._preview = None
                self.previewChanged.emit(None)
            return
        try:
            self._preview = edit(self._project)
        except PlannerError:
            return  # the gesture passes over an impossible place; releasing there reports it
        self.previewChanged.emit(self._preview)

    def _show(self, before: Project, after: Project) -> None:
        self._preview = None
        self._project = after
        self.revision += 1
        self.view_state.fit(after, self.catalogue.terminals)
        if self.scheme_id not in after.schemes:
            self.scheme_id = first_scheme_id(after)
            self._set_kept_selection(after)
            self.projectChanged.emit(before, after)
            self.schemeChanged.emit(self.scheme_id)
            return
        self._set_kept_selection(after)
        self.projectChanged.emit(before, after)

    def _set_kept_selection(self, project: Project) -> None:
        kept = tuple(ref for ref in self._selection if exists(project, ref))
        if kept != self._selection:
            self._selection = kept
            self.selectionChanged.emit(kept)

    # -- selection, scheme, results ----------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[ObjectRef, ...]:
        """The selected objects, all of them existing."""
        return self._selection

    def set_selection(self, refs: Iterable[ObjectRef]) -> None:
        """Select these objects; references that point to nothing are left out."""
        wanted = tuple(dict.fromkeys(ref for ref in refs if exists(self._project, ref)))
        if wanted != self._selection:
            self._selection = wanted
            self.selectionChanged.emit(wanted)

    def set_scheme(self, scheme_id: str) -> None:
        """Work on another scheme; selected objects of the old one are left."""
        if scheme_id == self.scheme_id or scheme_id not in self._project.schemes:
            return
        self.preview(None)
        self.scheme_id = scheme_id
        self.set_selection(ref for ref in self._selection if ref.scheme_id in ("", scheme_id))
        self.schemeChanged.emit(scheme_id)

    @property
    def results(self) -> Results | None:
        """The latest results of the current scheme; they may belong to an older revision."""
        return self._results.get(self.scheme_id)

    @property
    def results_revision(self) -> int:
        """The revision the results belong to, -1 for none."""
        return self._result_revisions.get(self.scheme_id, -1)

    @property
    def results_by_scheme(self) -> dict[str, Results]:
        """The latest results of every scheme evaluated so far."""
        return {key: value for key, value in self._results.items() if key in self._project.schemes}

    def result_revision_of(self, scheme_id: str) -> int:
        """The revision a scheme's results belong to, -1 for none."""
        return self._result_revisions.get(scheme_id, -1)

    def result_request_of(self, scheme_id: str) -> LayerRequest | None:
        """What a scheme's results were asked for, None where nobody said so."""
        return self._result_requests.get(scheme_id)

    def set_results(
        self,
        results: Results,
        revision: int,
        *,
        preview: bool = False,
        request: LayerRequest | None = None,
        looked: Looked | None = None,
    ) -> None:
        """Take results of a scheme (from the job runner); results older than those at hand are dropped.

        request: what layers they were asked for; looked: what came along for the eye.
        """
        if revision < self._result_revisions.get(results.scheme_id, -1):
            return
        self._results[results.scheme_id] = results
        self._result_revisions[results.scheme_id] = revision
        self._result_requests.pop(results.scheme_id, None)
        if request is not None:
            self._result_requests[results.scheme_id] = request
        if results.scheme_id == self.scheme_id:
            self.results_are_preview = preview
            if looked is not None:
                self.view_state.take(looked)
        self.resultsChanged.emit(results)

    # -- file --------------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> QSettings | None:
        """What a person's choices are kept in between starts; None where nothing is kept."""
        return self._settings

    @property
    def is_dirty(self) -> bool:
        """Whether there are changes that no file holds."""
        return not self.undo_stack.isClean()

    def set_project(self, project: Project, path: Path | None = None, *, unsaved: bool = False) -> None:
        """Open another project: undo, selection and results start anew. `unsaved`: no file holds it (restored work)."""
        before = self._project
        self._preview = None
        self._project = project
        self.revision += 1
        self.path = path
        self._results.clear()
        self._result_revisions.clear()
        self._result_requests.clear()
        self.undo_stack.clear()
        self.undo_stack.setClean()
        if unsaved:
            self.undo_stack.resetClean()
        self.scheme_id = first_scheme_id(project)
        if self._selection:
            self._selection = ()
            self.selectionChanged.emit(())
        if path is not None:
            self._remember(path)
        self.view_state.start_anew()
        self.view_state.fit(project, self.catalogue.terminals)
        self.projectChanged.emit(before, project)
        self.schemeChanged.emit(self.scheme_id)
        self.projectOpened.emit()
        self.fileChanged.emit()

    def open(self, path: Path) -> None:
        """Open a project file; raises `FileError` and changes nothing where that fails."""
        from planner.io.project_file import load_project

        self.set_project(load_project(path), path)

    def save(self, path: Path | None = None) -> None:
        """Save under the path (or the known one); raises `FileError`, then the document stays as unsaved as it was."""
        from planner.io.project_file import save_project

        target = path or self.path
        if target is None:
            raise ValueError("a new project needs a path")
        save_project(self._project, target)
        self.path = target
        self._remember(target)
        self.undo_stack.setClean()
        self.fileChanged.emit()

    def recent_files(self) -> tuple[Path, ...]:
        """Files opened or saved lately that still exist, latest first."""
        stored = self._settings.value("recent", []) if self._settings is not None else []
        names = [stored] if isinstance(stored, str) else list(stored or [])
        return tuple(path for path in map(Path, names) if path.is_file())

    def _remember(self, path: Path) -> None:
        if self._settings is None:
            return
        resolved = path.resolve()
        names = [str(resolved), *(str(other) for other in self.recent_files() if other != resolved)]
        self._settings.setValue("recent", names[:RECENT_LIMIT])

    def _on_clean_changed(self, _clean: bool) -> None:
        self.fileChanged.emit()

    # -- language ----------------------------------------------------------------------------------------------------

    @property
    def lang(self) -> str:
        """The language of the window: "zh" or "en"."""
        return self._t.lang

    @property
    def t(self) -> Translator:
        """Texts, numbers and money in the window's language. The extractor reads `document.t("...")`."""
        return self._t

    def tr(self, source: str, /, **params: object) -> str:
        """A source string marked elsewhere (`N_`) in the window's language; literals go through `t`."""
        return self._t.code(source, params)

    def set_language(self, lang: str) -> None:
        """Switch the window's language and keep it for the next start."""
        lang = normalise_language(lang)
        if self._settings is not None:
            self._settings.setValue("language", lang)
        if lang != self._t.lang:
            self._t = Translator(lang)
            self.languageChanged.emit(lang)
