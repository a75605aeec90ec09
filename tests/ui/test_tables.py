"""Models and tables over real results."""

from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from planner.model.edits import ObjectRef
from ui.document import Document
from ui.main_window import MainWindow
from ui.results_tabs import TITLES
from ui.tables.base import Role
from ui.tables.findings import findings_of
from ui.tables.quote_model import Role as QuoteRole
from ui.tables.waterfall import bars_of

TABLES = {
    "coverage": lambda tabs: tabs.coverage.table,
    "services": lambda tabs: tabs.services.table,
    "cells": lambda tabs: tabs.capacity.cells,
    "slices": lambda tabs: tabs.capacity.slices,
    "findings": lambda tabs: tabs.findings.table,
}


def show_all(window: MainWindow) -> None:
    for name in TITLES:
        window.workspace.tabs.open_tab(name)


def models(window: MainWindow) -> list[QAbstractItemModel]:
    tabs = window.workspace.tabs
    result_tables = [find(tabs) for find in TABLES.values()]
    return [
        *(table.result_model for table in result_tables),
        *(table.model() for table in result_tables),
        tabs.quote.model,
        tabs.compare.model,
    ]


def test_models_keep_qts_contract_through_results_schemes_and_languages(window: MainWindow) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, mode) for model in models(window)]
    document = window.document
    show_all(window)
    document.set_scheme(sorted(document.project.schemes)[1])
    show_all(window)
    document.set_language("zh")
    document.set_project(document.project)
    show_all(window)
    assert len(testers) == 12


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_text_and_leads_to_its_object(window: MainWindow, name: str) -> None:
    show_all(window)
    table = TABLES[name](window.workspace.tabs)
    model = table.model()
    assert model.rowCount() > 0
    jumped: list[ObjectRef] = []
    table.jumped.connect(jumped.append)
    for row in range(model.rowCount()):
        assert model.index(row, 0).data()
        ref = model.index(row, 0).data(Role.REF)
        if ref is None:
            continue
        table.doubleClicked.emit(model.index(row, 0))
        assert jumped[-1] == ref
        assert window.document.selection == (ref,)


def test_figures_sort_as_numbers(window: MainWindow) -> None:
    show_all(window)
    table = window.workspace.tabs.coverage.table
    column = [c.title for c in table.result_model.columns].index("Area, m²")
    table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    model = table.model()
    areas = [model.index(row, column).data(Role.SORT) for row in range(model.rowCount())]
    assert areas == sorted(areas)
    assert len(set(areas)) > 1


def test_enter_in_a_table_goes_to_the_object(window: MainWindow, qtbot: Any) -> None:
    show_all(window)
    window.workspace.tabs.open_tab("coverage")
    table = window.workspace.tabs.coverage.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    with qtbot.waitSignal(table.jumped) as jumped:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert jumped.args[0] == table.model().index(1, 0).data(Role.REF)


def test_quote_groups_add_up_and_lines_show_their_objects(window: MainWindow) -> None:
    tabs = window.workspace.tabs
    tabs.open_tab("quote")
    model, quote = tabs.quote.model, window.document.results.quote
    lines = 0
    for group in range(model.rowCount()):
        parent = model.index(group, 0)
        lines += model.rowCount(parent)
        assert model.parent(model.index(0, 0, parent)) == parent
    assert lines == len(quote.lines) + len(quote.scenario_lines)
    chosen: list[Any] = []
    tabs.quote.objectsChosen.connect(chosen.append)
    for group in range(model.rowCount()):
        for row in range(model.rowCount(model.index(group, 0))):
            index = model.index(row, 0, model.index(group, 0))
            line = index.data(QuoteRole.LINE)
            tabs.quote.tree.setCurrentIndex(index)
            assert tabs.quote.show_button.isEnabled() == bool(line.objects)
            if line.objects:
                tabs.quote.show_button.click()
                assert {ref.id for ref in window.document.selection} <= {
                    identifier for _kind, identifier in line.objects
                }
    assert chosen


def test_waterfall_bars_follow_one_another_and_add_up_to_the_mean(window: MainWindow) -> None:
    for flow in window.document.results.flows.values():
        bars = bars_of(flow, window.document.t)
        if not bars:
            continue
        assert [bar.start_ms for bar in bars] == sorted(bar.start_ms for bar in bars)
        if flow.latency.stable:
            assert sum(bar.mean_ms for bar in bars) == pytest.approx(flow.latency.mean_ms, rel=0.02)


def test_the_comparison_marks_the_one_better_scheme(window: MainWindow) -> None:
    document = window.document
    window.workspace.tabs.open_tab("compare")
    model = window.workspace.tabs.compare.model
    by_scheme = document.results_by_scheme
    best = max(by_scheme, key=lambda key: by_scheme[key].headline.area_share_in_target)
    assert [model.is_best(0, key) for key in sorted(by_scheme)] == [key == best for key in sorted(by_scheme)]


def test_findings_are_counted_in_the_tab_and_worst_first(window: MainWindow, port_document: Document) -> None:
    found = findings_of(port_document.results)
    order = ["error", "warning", "note"]
    ranks = [order.index(issue.severity) for issue in found]
    assert ranks == sorted(ranks)
    titles = [window.workspace.tabs.tabText(i) for i in range(window.workspace.tabs.count())]
    assert titles[-1] == f"Findings ({len(found)})"
