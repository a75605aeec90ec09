"""Column heads of the quote's sheets, in the words of Chinese quotations."""

from planner.text import Translator


def heads(t: Translator) -> dict[str, str]:
    """The 18 columns of the items sheet in order, then the three sub-columns of an axis."""
    return {
        "number": t.context("quote column", "No."),
        "name": t.context("quote column", "Name"),
        "specification": t.context("quote column", "Specification"),
        "quantity": t.context("quote column", "Quantity"),
        "unit": t.context("quote column", "Unit"),
        "period": t.context("quote column", "Period"),
        "list_price": t.context("quote column", "List price"),
        "discount_rate": t.context("quote column", "Discount rate"),
        "discounted_price": t.context("quote column", "Discounted price"),
        "vat_rate": t.context("quote column", "VAT rate"),
        "net_amount": t.context("quote column", "Net amount"),
        "tax_amount": t.context("quote column", "Tax"),
        "gross_amount": t.context("quote column", "Amount with tax"),
        "one_off": t.context("quote column", "One-off"),
        "per_month": t.context("quote column", "Monthly"),
        "per_year": t.context("quote column", "Per year in total (12 × monthly + yearly)"),
        "over_term": t.context("quote column", "Contract total"),
        "remarks": t.context("quote column", "Remarks"),
        "net": t.context("quote column", "net"),
        "tax": t.context("quote column", "tax"),
        "gross": t.context("quote column", "with tax"),
    }


def axis_names(t: Translator) -> tuple[str, ...]:
    """One-off, per month, per year, over the term."""
    words = heads(t)
    return words["one_off"], words["per_month"], words["per_year"], words["over_term"]
