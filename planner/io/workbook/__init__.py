"""The quote as an Excel workbook with live formulas: one file for one audience in one language.

Agreement with the engine to the fen and the arithmetic are those of `planner.pricing.quote`. The modules that need
openpyxl are loaded when a workbook is written, not with the program.
"""

from pathlib import Path
from typing import Literal

from planner.engine.results import Results
from planner.errors import EvaluationError, FileError
from planner.io import atomic
from planner.io.evaluation import price_book as embedded_price_book
from planner.io.workbook.blocking import blocking_issues
from planner.model.catalogue import Catalogue
from planner.model.project import Project, Scheme
from planner.pricing.pricebook import PriceBook
from planner.pricing.quote_types import Quote
from planner.text import Translator, normalise_language

__all__ = ["Audience", "blocking_issues", "write_workbook"]

Audience = Literal["customer", "internal"]


def write_workbook(
    path: Path,
    project: Project,
    scheme_id: str,
    results: Results,
    catalogue: Catalogue,
    *,
    audience: Audience,
    lang: Literal["zh", "en"],
    picture: Path | None = None,
    book: PriceBook | None = None,
) -> None:
    """Write the quote of a scheme with its quantities, coverage and terms to `path`, atomically.

    `results` must hold a quote of this scheme; `book` is the price book it was made with (None: the one embedded in the
    project). `picture`: a PNG or JPEG of the map. Only the internal file knows cost, floor prices and margins. The same
    arguments give the same bytes. Raises EvaluationError "workbook-no-quote" or "workbook-no-price-book" where there is
    nothing to write from, FileError where a file can't be read or written; an old file at `path` is then unchanged.
    """
    path = Path(path)
    scheme = project.schemes.get(scheme_id)
    if scheme is None or results.quote is None or results.scheme_id != scheme_id:
        raise EvaluationError("workbook-no-quote", scheme=scheme.name if scheme else scheme_id)

    from planner.io.workbook.build import build
    from planner.io.workbook.context import Context
    from planner.io.workbook.package import workbook_bytes

    context = Context(
        project=project,
        scheme=scheme,
        results=results,
        quote=results.quote,
        book=_price_book(project, scheme, results.quote, book),
        catalogue=catalogue,
        audience=audience,
        t=Translator(normalise_language(lang)),
        picture=None if picture is None else _picture(Path(picture)),
    )
    content = workbook_bytes(build(context), results.quote.terms.quote_date)
    atomic.write_with(path, lambda temporary: _write(temporary, content))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _price_book(project: Project, scheme: Scheme, quote: Quote, book: PriceBook | None) -> PriceBook:
    """The book behind the quote, never another one of the same name."""
    book = book or embedded_price_book(project, scheme.id)
    if book is None or book.sha256 != quote.provenance.sha256:
        raise EvaluationError("workbook-no-price-book", scheme=scheme.name, book=quote.provenance.book_id)
    return book


def _picture(path: Path) -> bytes:
    from planner.io.workbook.charts import clean_picture

    try:
        return clean_picture(path.read_bytes())
    except OSError as problem:
        raise FileError("cannot-read", file=path.name, reason=problem.strerror or str(problem)) from problem
