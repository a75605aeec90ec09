"""What all sheets of one workbook are made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from planner.engine.results import Results
from planner.model.catalogue import Catalogue
from planner.model.commercial import Rounding
from planner.model.project import Project, Scheme
from planner.pricing.pricebook import PriceBook, Structure, Term
from planner.pricing.quote_types import Quote, QuoteLine
from planner.text import Translator

#: Longer scheme ids are nothing to print; the schemes are numbered then.
MAX_SUFFIX = 3

Audience = Literal["customer", "internal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One scheme's results for one audience in one language; `picture` holds PNG bytes of the map."""

    project: Project
    scheme: Scheme
    results: Results
    quote: Quote
    book: PriceBook
    catalogue: Catalogue
    audience: Audience
    t: Translator
    picture: bytes | None = None

    @property
    def structure(self) -> Structure:
        """The quote's structure with its words."""
        return self.book.structures[self.quote.selection.structure]

    @property
    def valid_until(self) -> date:
        """Last day of the offer."""
        return self.quote.terms.quote_date + timedelta(days=self.scheme.commercial.valid_days)

    @property
    def all_lines(self) -> tuple[QuoteLine, ...]:
        """Firm lines, then scenario lines."""
        return self.quote.lines + self.quote.scenario_lines

    @property
    def rounds_totals(self) -> bool:
        """Whether tax is rounded once per tax code and period instead of on every line."""
        return self.quote.terms.rounding is Rounding.TOTAL

    @property
    def footer(self) -> str:
        """Left part of every page's footer: the quote's number, or the project."""
        return self.quote_number or self.project.name

    @property
    def quote_number(self) -> str:
        """The quote's number with the scheme's letter, so that two schemes never share one; "" where none is given."""
        number = self.scheme.commercial.quote_number
        return f"{number}-{self._scheme_suffix}" if number else ""

    @property
    def _scheme_suffix(self) -> str:
        ids = tuple(self.project.schemes)
        if all(len(key) <= MAX_SUFFIX and key.isalnum() for key in ids):
            return self.scheme.id
        return str(ids.index(self.scheme.id) + 1)

    def listed(self, names: Iterable[str]) -> str:
        """Names side by side with the language's own comma."""
        return self.t.context("list separator", ", ").join(names)

    def word(self, terms: tuple[Term, ...], code: str) -> str:
        """Name of a code in one of the structure's vocabularies; the code itself where there is none."""
        return next((self.t.pick(term) for term in terms if term.code == code), code)

    def lines_by_category(self) -> tuple[tuple[Term, tuple[QuoteLine, ...]], ...]:
        """The structure's categories that have firm lines, in its order."""
        grouped = (
            (term, tuple(line for line in self.quote.lines if line.category == term.code))
            for term in self.structure.categories
        )
        return tuple((term, lines) for term, lines in grouped if lines)

    def object_name(self, kind: str, object_id: str) -> str:
        """Name of an object of the project, its id where it has none (or is gone)."""
        found = self._collection(kind).get(object_id)
        if kind == "assignments":
            found = self.project.demand.flows.get(object_id)
        return (getattr(found, "name", "") if found is not None else "") or object_id

    def _collection(self, kind: str) -> Any:
        owners = (self.scheme, self.scheme.network, self.project.site_map, self.project.demand, self.project)
        return next((getattr(owner, kind) for owner in owners if hasattr(owner, kind)), {})
