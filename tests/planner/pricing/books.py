"""Small price books for the tests."""

from datetime import date
from decimal import Decimal

from planner.pricing.pricebook import Period, PriceBook, PriceItem, Structure, Term, sealed
from planner.pricing.tax import TaxCode, TaxRate, TaxShare, TaxTreatment
from planner.pricing.tiers import Flat, Method

DAY = date(2026, 11, 20)
SPLIT = (TaxShare(tax_code="t6", share=Decimal("0.5")), TaxShare(tax_code="t13", share=Decimal("0.5")))


def flat(price: str | Decimal) -> Flat:
    return Flat(unit_price=Decimal(price))


def item(code: str, method: Method | None = None, **changes: object) -> PriceItem:
    fields: dict[str, object] = {
        "code": code,
        "name_zh": "项",
        "name_en": "item",
        "structure": "baf",
        "category": "basic",
        "unit_zh": "个",
        "unit_en": "each",
        "period": Period.MONTH,
        "measure": "one",
        "method": method or flat("100"),
        "tax": (TaxShare(tax_code="t6"),),
    }
    return PriceItem(**(fields | changes))  # type: ignore[arg-type]


def book(*items: PriceItem, prices: TaxTreatment = TaxTreatment.GROSS, **changes: object) -> PriceBook:
    def tax_code(code: str, rate: str, settled: bool = True) -> TaxCode:
        rates = (TaxRate(valid_from=date(2016, 1, 1), rate=Decimal(rate)),)
        return TaxCode(code=code, name_zh=code, name_en=code, rates=rates, settled=settled)

    def terms(*codes: str) -> tuple[Term, ...]:
        return tuple(Term(code=code, name_zh=code, name_en=code) for code in codes)

    structure = Structure(
        code="baf",
        name_zh="BAF",
        name_en="BAF",
        modes=terms("youxiang", "zunxiang"),
        add_ons=terms("edge_node", "super_uplink"),
        categories=terms("basic", "advanced"),
        required_measures=frozenset({"mec_host", "gnb_macro_new"}),
    )
    fields: dict[str, object] = {
        "book_id": "test",
        "name_zh": "测试",
        "name_en": "Test",
        "version": "1",
        "currency": "CNY",
        "is_demo": False,
        "prices": prices,
        "source": "test",
        "tax_codes": {
            "t6": tax_code("t6", "0.06"),
            "t9": tax_code("t9", "0.09"),
            "t13": tax_code("t13", "0.13"),
            "open": tax_code("open", "0.06", settled=False),
        },
        "structures": {"baf": structure},
        "items": {entry.code: entry for entry in items},
    }
    return sealed(PriceBook(**(fields | changes)))  # type: ignore[arg-type]
