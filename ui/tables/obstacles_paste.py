"""Blocks of cells between the table of obstacles and a spreadsheet: reading a clipboard, and one edit for all of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from planner.model.catalogue import Catalogue
from planner.model.edits import with_collection
from planner.model.project import Project
from planner.model.site_map import Obstacle
from planner.text import N_
from ui.tables.obstacles_cells import COLUMNS, CellError, parsed, with_cell

MAX_CLIPBOARD_CHARACTERS = 20_000_000


class Refusal(Exception):  # noqa: N818 - what a person did, no fault of the program
    """One cell that can't be taken: its row and column in the table (-1 for the block as a whole), and why."""

    def __init__(self, row: int, column: int, problem: CellError) -> None:
        super().__init__(row, column, problem)
        self.row, self.column, self.problem = row, column, problem


def block_of(text: str) -> list[list[str]]:
    r"""Rows of cells of a clipboard's text, as spreadsheets write it: tabs, line breaks, quotes around both.

    >>> block_of('a\tb\r\n"c\n""d"\t\r\n')
    [['a', 'b'], ['c\n"d', '']]
    """
    if not text or len(text) > MAX_CLIPBOARD_CHARACTERS:
        return []
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CLIPBOARD_CHARACTERS))
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t") if row]


def text_of(rows: Sequence[Sequence[str]]) -> str:
    r"""A block as a spreadsheet takes it from the clipboard.

    >>> text_of([["a", "b"], ["c", ""]])
    'a\tb\nc\t\n'
    """
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def stretched(block: Sequence[Sequence[str]], rows: int, columns: int) -> list[list[str]]:
    """The block repeated over a selection that is a multiple of its size, as spreadsheets do; else the block itself."""
    high, wide = len(block), max(map(len, block))
    if rows % high or columns % wide:
        return [list(row) for row in block]
    filled = [[*row, *[""] * (wide - len(row))] for row in block]
    return [[filled[r % high][c % wide] for c in range(columns)] for r in range(rows)]


def pasted(
    obstacles: Sequence[Obstacle], block: Sequence[Sequence[str]], row: int, column: int, catalogue: Catalogue
) -> dict[str, Obstacle]:
    """The obstacles that a block pasted at a cell changes, by id; `obstacles` as the table shows them.

    Raises `Refusal` for the first cell that can't be taken, or where the block reaches beyond the table.
    """
    if row + len(block) > len(obstacles) or column + max(map(len, block)) > len(COLUMNS):
        params = {"rows": len(block), "columns": max(map(len, block))}
        room = {"rows_left": len(obstacles) - row, "columns_left": len(COLUMNS) - column}
        message = N_("a block of {rows} x {columns} cells doesn't fit here: {rows_left} x {columns_left} are left")
        raise Refusal(-1, -1, CellError(message, **params, **room))
    changed: dict[str, Obstacle] = {}
    for down, cells in enumerate(block):
        before = obstacles[row + down]
        after = before
        for across, text in enumerate(cells):
            position = column + across
            try:
                after = with_cell(after, COLUMNS[position], parsed(COLUMNS[position], text, catalogue))
            except CellError as problem:
                raise Refusal(row + down, position, problem) from problem
        if after != before:
            changed[before.id] = after
    return changed


def with_obstacles(project: Project, changed: Mapping[str, Obstacle]) -> Project:
    """The project with these obstacles replaced, those that are gone left out; the values are checked already."""
    known = project.site_map.obstacles
    return with_collection(
        project, "obstacles", "", {**known, **{key: value for key, value in changed.items() if key in known}}
    )
