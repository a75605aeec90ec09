"""Sheet 条款: validity, how prices are meant, findings the reader must know, assumptions, models with their clauses."""

from collections.abc import Iterable, Mapping

from planner.errors import Issue, Param, Severity
from planner.io.workbook import labels
from planner.io.workbook.cells import BANNER, CENTRED, HEADER, HEADING, TEXT, Sheet, merged, put, put_row
from planner.io.workbook.context import Context
from planner.io.workbook.pages import DEMO_MARK, finish, set_widths, write_title
from planner.model.commercial import TaxTreatment
from planner.model.site_map import Completeness
from planner.pricing.pricebook import Period

_LAST = 3
#: Findings on the seller's side: typing errors in discounts, approval, floor prices. Never in a customer's file.
#: (That prices are invented stands in red on every sheet; the finding tells the seller what to do about it.)
_INTERNAL_CODES = frozenset(
    {"quote-demo-prices", "quote-term-without-effect", "quote-overridden", "quote-tax-rate-overridden"}
)
#: Findings about the map that the customer can do something about.
_CUSTOMER_CODES = frozenset({"heights-assumed", "terrain-beside-map", "terrain-with-gaps"})
_INTERNAL_WORDS = ("approv", "floor-price", "margin", "cost", "not-released")
_SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def write(context: Context, sheet: Sheet) -> None:
    """Fill the sheet."""
    t = context.t
    set_widths(sheet, (6, 40, 90))
    write_title(context, sheet, t.context("sheet", "Terms"))
    row = 2
    if context.book.is_demo:
        text = t("{mark}: every price in this quote is fictional; no operator's tariff is quoted.", mark=DEMO_MARK)
        put(sheet, row, 1, text, BANNER)
        row += 1
    row = _write_list(sheet, row + 1, t("Commercial terms"), _commercial(context))
    row = _write_list(sheet, row + 1, t("Assumptions of the plan"), _technical(context))
    open_points = _open_points(context)
    if open_points:
        row = _write_list(sheet, row + 1, t("Findings to be settled"), open_points)
    _write_models(context, sheet, row + 1)
    finish(context, sheet, frozen="A2")


def all_issues(context: Context) -> tuple[Issue, ...]:
    """Findings of plan and quote, each once, the worst first."""
    found: list[Issue] = []
    for issue in (*context.quote.issues, *context.results.issues):
        if issue not in found:
            found.append(issue)
    return tuple(sorted(found, key=lambda issue: _SEVERITY_ORDER[issue.severity]))


def _open_points(context: Context) -> list[str]:
    """What customer and supplier still have to agree on, in plain words.

    Whether the requirements are met stands on the coverage sheet; what the engine noticed on its way is the seller's.
    """
    found = [
        sentence(context, issue)
        for issue in all_issues(context)
        if issue.severity is Severity.WARNING
        and (issue.code.startswith("quote-") or issue.code in _CUSTOMER_CODES)
        and not is_internal(issue)
    ]
    return list(dict.fromkeys(found))


def sentence(context: Context, issue: Issue) -> str:
    """A finding in the reader's language. VAT rates can be changed in the workbook, so that no sentence states one."""
    t = context.t
    if issue.code == "quote-tax-not-settled":
        return t(
            "Tax category {tax_code} is not settled between two rates; the one on sheet {sheet} is assumed until the "
            "tax department confirms it",
            tax_code=_readable(context, issue)["tax_code"],
            sheet=t.context("sheet", "Parameters"),
        )
    return t.code(issue.code, _readable(context, issue))


def is_internal(issue: Issue) -> bool:
    """Whether a finding is the seller's own business."""
    return issue.code in _INTERNAL_CODES or any(word in issue.code for word in _INTERNAL_WORDS)


def write_issues(
    context: Context, sheet: Sheet, row: int, title: str, issues: Iterable[Issue], *, columns: int = _LAST
) -> int:
    """A table of findings in the reader's language; returns the next free row. Nothing for no findings."""
    t = context.t
    listed = list(issues)
    if not listed:
        return row
    put(sheet, row, 1, title, HEADING)
    put_row(sheet, row + 1, ("", t("Severity and object")), HEADER)
    merged(sheet, row + 1, 3, columns, t("Finding"), HEADER)
    for place, issue in enumerate(listed, start=1):
        severity = t(labels.SEVERITIES[issue.severity])
        if issue.object_id:
            severity += f" · {context.object_name(issue.object_kind, issue.object_id)}"
        put(sheet, row + 1 + place, 1, place, CENTRED)
        put(sheet, row + 1 + place, 2, severity, TEXT)
        merged(sheet, row + 1 + place, 3, columns, sentence(context, issue), TEXT)
    return row + 2 + len(listed)


def _readable(context: Context, issue: Issue) -> Mapping[str, Param]:
    """The finding's parameters with names and percentages instead of the price book's codes and fractions."""
    t, found = context.t, dict(issue.params)
    for key, value in issue.params.items():
        if key in ("item", "required", "excluded") and value in context.book.items:
            found[key] = f"{value} {t.pick(context.book.items[str(value)])}"
        elif key == "tax_code" and value in context.book.tax_codes:
            found[key] = t.pick(context.book.tax_codes[str(value)])
        elif key == "rate" and issue.code.startswith("quote-"):
            found[key] = t.percent(float(value), 0 if round(float(value) * 1000) % 10 == 0 else 1)
        elif key == "book" and value == context.book.book_id:
            found[key] = t.pick(context.book)
    return found


def _write_list(sheet: Sheet, row: int, title: str, sentences: list[str]) -> int:
    put(sheet, row, 1, title, HEADING)
    for place, sentence in enumerate(sentences, start=1):
        put(sheet, row + place, 1, place, CENTRED)
        merged(sheet, row + place, 2, _LAST, sentence, TEXT)
    return row + 1 + len(sentences)


def _commercial(context: Context) -> list[str]:
    t, quote, commercial = context.t, context.quote, context.scheme.commercial
    if quote.tax_treatment is TaxTreatment.GROSS:
        treatment = t("List prices include VAT; tax = amount × rate ÷ (1 + rate), net = amount − tax.")
    else:
        treatment = t("List prices are without VAT; tax = amount × rate, gross = net + tax.")
    if context.rounds_totals:
        rounding = t("Amounts are rounded to 0.01; tax is computed once per tax code and period on the total.")
    else:
        rounding = t("Every line is rounded to 0.01, tax included; totals are sums of the lines.")
    date, days, quoted = t.date(context.valid_until), commercial.valid_days, t.date(commercial.quote_date)
    rates = {"sheet": t.context("sheet", "Parameters"), "date": quoted}
    sentences = [
        t("The offer is valid for {days} days, until {date}.", days=days, date=date),
        treatment,
        rounding,
        t("Discounts: list price × item discount × group discount × discount on the quote, then rounding, then tax."),
        t("Over the term: one-off once, monthly prices × months, yearly prices × months ÷ 12."),
        t("In total a year = 12 × monthly + yearly prices: don't add months or years to it again."),
        t("VAT rates on sheet {sheet} are those of {date}; a change of law changes the amounts.", **rates),
    ]
    if any(line.period is Period.USAGE for line in quote.lines):
        sentences.append(t("Lines by usage are priced at the expected use; what is used is billed."))
    return [*sentences, price_book(context)]


def price_book(context: Context) -> str:
    """Which price book the quote stands on."""
    t, used = context.t, context.quote.provenance
    name, digest = t.pick(used), used.sha256[:12]
    return t("Price book: {name}, version {version}, {hash}", name=name, version=used.version, hash=digest)


def _technical(context: Context) -> list[str]:
    t, project = context.t, context.project
    shown = t.context("sheet", "Coverage")
    sentences = [
        t("Coverage, rates and latency are predictions of the models listed below, to be confirmed by measurement."),
        t("Coverage counts for terminals at the zones' heights, over the area a terminal can stand on."),
        t("Latency is from end to end, from message to message delivered; P99 means that 99 % of messages are faster."),
        t("Loads hold for the busy hour with the terminals and rates of sheet {sheet}.", sheet=shown),
    ]
    if project.site_map.completeness is Completeness.SKETCHED:
        sentences.append(t("The site map is sketched: trees, heights or buildings may be missing."))
    else:
        sentences.append(t("The site map counts as surveyed: heights are known and nothing is missing."))
    return sentences


def _write_models(context: Context, sheet: Sheet, row: int) -> None:
    t, provenance = context.t, context.results.provenance
    if not provenance:
        return
    put(sheet, row, 1, t("Models and sources"), HEADING)
    put_row(sheet, row + 1, ("", t("Part"), t("Reference")), HEADER)
    listed = [(code.partition(" "), reference) for code, reference in sorted(provenance.items())]
    shown = [(parts, reference) for parts, reference in listed if parts[0] != "price-book"]  # it is a commercial term
    for place, ((topic, _, name), reference) in enumerate(shown, start=1):
        label = t(labels.TOPICS.get(topic, topic), name=name)
        put(sheet, row + 1 + place, 1, place, CENTRED)
        put_row(sheet, row + 1 + place, (label, reference.partition(", 5G-LENA")[0]), TEXT, column=2)
