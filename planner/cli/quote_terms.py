"""Customer, number, date, term and discount of a quote as the command line states them."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from planner.cli.parameters import in_range
from planner.errors import Issue, PlannerError, Severity
from planner.model.limits import LIMITS
from planner.model.project import Project

_SHARE = re.compile(r"^(\d+(?:\.\d+)?)(%|折)?$")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteData:
    """What was stated; None: as the project has it, "" for a structure likewise."""

    structure: str = ""
    number: str | None = None
    customer: str | None = None
    supplier: str | None = None
    quote_date: date | None = None
    term_months: int | None = None
    discount: Decimal | None = None


def quote_data(
    *,
    structure: str,
    number: str | None,
    customer: str | None,
    supplier: str | None,
    day: str | None,
    term_months: int | None,
    discount: str | None,
) -> QuoteData:
    """The options as values. Raises `PlannerError` "wrong-date", "wrong-discount" or "option-out-of-range"."""
    if term_months is not None:
        in_range(term_months, "--term", *LIMITS["Commercial", "term_months"])
    return QuoteData(
        structure=structure,
        number=number,
        customer=customer,
        supplier=supplier,
        quote_date=None if day is None else date_of(day),
        term_months=term_months,
        discount=None if discount is None else share_of(discount),
    )


def date_of(text: str) -> date:
    """A date as people write it; "today" and 今天 too. `PlannerError` "wrong-date" otherwise.

    >>> date_of("2026-11-20") == date_of("2026年11月20日") == date_of("2026/11/20")
    True
    """
    word = unicodedata.normalize("NFKC", text).strip()
    if word.lower() in ("today", "今天"):
        return date.today()
    match = _DATE.match(word)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # the 31st of February
        pass
    raise PlannerError("wrong-date", value=text)


def share_of(text: str) -> Decimal:
    """The share of the price that stays. `PlannerError` "wrong-discount" for anything not above 0 and at most 1.

    >>> share_of("0.85") == share_of("85%") == share_of("8.5折") == share_of("85折")
    True
    """
    match = _SHARE.match(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match:
        value, unit = Decimal(match[1]), match[2]
        if unit == "%":
            value /= 100
        elif unit == "折":  # 九折 and 八五折: tenths, or hundredths with two digits
            value /= 10 if value < 10 else 100
        if 0 < value <= 1:
            return value
    raise PlannerError("wrong-discount", value=text)


def changed(project: Project, scheme_id: str, data: QuoteData) -> Project:
    """The project with what was stated."""
    from planner.model.edits import update_commercial

    names = {"customer": data.customer, "supplier": data.supplier}
    project = replace(project, **{key: value.strip() for key, value in names.items() if value is not None})
    terms: dict[str, Any] = {
        "structure": data.structure or None,
        "quote_number": data.number,
        "quote_date": data.quote_date,
        "term_months": data.term_months,
        "quote_discount": data.discount,
    }
    stated = {key: value for key, value in terms.items() if value is not None}
    return update_commercial(project, scheme_id, **stated) if stated else project


def terms_findings(project: Project, scheme_id: str, today: date | None = None) -> list[Issue]:
    """Warnings for a quote without customer or number, and for one whose validity is over."""
    terms = project.schemes[scheme_id].commercial
    today = today or date.today()
    until = terms.quote_date + timedelta(days=terms.valid_days)
    found: list[Issue] = []
    if not project.customer.strip():
        found.append(Issue(code="quote-without-customer", severity=Severity.WARNING))
    if not terms.quote_number.strip():
        found.append(Issue(code="quote-without-number", severity=Severity.WARNING))
    if until < today:
        params = {"until": until.isoformat(), "date": terms.quote_date.isoformat()}
        found.append(Issue(code="quote-validity-over", severity=Severity.WARNING, params=params))
    return found
