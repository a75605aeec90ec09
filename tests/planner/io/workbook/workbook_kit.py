"""Price books with every method, and results without a radio engine."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from planner.engine.results import (
    CellResult,
    FlowResult,
    Headline,
    Results,
    SliceLoad,
    TargetResult,
    Verdict,
    ZoneResult,
)
from planner.errors import Issue, Severity
from planner.io.workbook import write_workbook
from planner.latency.budget import LatencyInputs, latency
from planner.model.catalogue import Catalogue
from planner.model.commercial import Commercial, TaxTreatment
from planner.model.demand import Demand, Flow
from planner.model.network import Cell, Network, Site, Upf
from planner.model.project import Project, Scheme
from planner.model.site_map import SiteMap, Zone
from planner.model.slicing import Slice
from planner.pricing.pricebook import Period, PriceBook, PriceItem, Selection, Structure, Term, sealed
from planner.pricing.quote import build_quote
from planner.pricing.quote_types import Quantity, Quote, QuoteTerms
from planner.pricing.tax import TaxCode, TaxRate, TaxShare
from planner.pricing.tiers import (
    AreaFactor,
    BenefitShare,
    Block,
    Flat,
    Method,
    MinCommit,
    Package,
    PercentOf,
    Slab,
    TermPrice,
    TermTable,
    Tier,
    Volume,
)

D = Decimal
DAY = date(2026, 11, 20)
COST, FLOOR = D("7123.19"), D("8234.27")
HALVES = (TaxShare(tax_code="t6", share=D("0.5")), TaxShare(tax_code="t13", share=D("0.5")))
THIRDS = tuple(
    TaxShare(tax_code=code, share=share) for code, share in (("t6", D("0.3")), ("t9", D("0.3")), ("t13", D("0.4")))
)
TIERS = (
    Tier(up_to=D(10), unit_price=D("12.3456"), flat_fee=D("99.99")),
    Tier(up_to=D(100), unit_price=D("9.8765"), flat_fee=D("250.50")),
)
OPEN_TIERS = (*TIERS, Tier(unit_price=D("7.0001"), flat_fee=D("0")))


def item(code: str, measure: str, method: Method, **changes: Any) -> PriceItem:
    fields: dict[str, Any] = {
        "code": code,
        "name_zh": f"资费项{code}",
        "name_en": f"Item {code}",
        "structure": "s",
        "category": "first",
        "unit_zh": "个",
        "unit_en": "each",
        "period": Period.MONTH,
        "measure": measure,
        "method": method,
        "tax": (TaxShare(tax_code="t6"),),
    }
    return PriceItem(**(fields | changes))


#: One item of every method, every period, shared and split taxes, a minimum.
ITEMS = (
    item("FLAT", "sim_embb", Flat(unit_price=D("33.33")), cost=COST, floor_price=FLOOR),
    item("MIN", "fibre_m", Flat(unit_price=D("1.07")), min_quantity=D(100), period=Period.ONE_OFF),
    item("HALF", "sim_redcap", Flat(unit_price=D("20.01")), tax=HALVES, period=Period.ONE_OFF),
    item("THIRD", "terminal_cpe", Flat(unit_price=D("17.77")), tax=THIRDS, period=Period.YEAR),
    item("BLOCK", "guaranteed_ul_mbps", Block(tiers=TIERS), tax=(TaxShare(tax_code="t9"),)),
    item("VOLUME", "guaranteed_dl_mbps", Volume(tiers=OPEN_TIERS), category="second"),
    item("SLAB", "leased_line_mbps", Slab(tiers=OPEN_TIERS), category="second", period=Period.USAGE),
    item(
        "PACK",
        "terminal_module",
        Package(package_price=D("49.9"), size=D("0.3"), free_units=D("0.1")),
        category="second",
    ),
    item("COMMIT", "terminal_redcap", MinCommit(unit_price=D("5.55"), committed_quantity=D(50)), category="second"),
    item("AREA", "survey_km2", AreaFactor(unit_price=D("30000.01"), factor=D("1.55")), period=Period.ONE_OFF),
    item(
        "TERM",
        "terminal_vehicle",
        TermTable(
            prices=tuple(
                TermPrice(years=D(years), unit_price=D(price))
                for years, price in (("1", "360"), ("3", "220.2"), ("5", "165"))
            )
        ),
        category="second",
    ),
    item(
        "PERCENT", "one", PercentOf(rate=D("0.0625"), of_items=("FLAT", "HALF", "VOLUME", "ABSENT")), period=Period.YEAR
    ),
    item(
        "BENEFIT",
        "flow_count",
        BenefitShare(base=D(100), share=D("0.1"), threshold=D(3), cap=D(500)),
        category="second",
    ),
    item("ABSENT", "mec_host", Flat(unit_price=D(1))),
)
QUANTITIES = {
    "sim_embb": "37",
    "fibre_m": "12.5",
    "sim_redcap": "333",
    "terminal_cpe": "7",
    "guaranteed_ul_mbps": "10",
    "guaranteed_dl_mbps": "10.001",
    "leased_line_mbps": "123.456",
    "terminal_module": "1",
    "terminal_redcap": "3",
    "survey_km2": "1.234",
    "terminal_vehicle": "11",
    "one": "1",
    "flow_count": "9",
}


def book(items: tuple[PriceItem, ...] = ITEMS, prices: TaxTreatment = TaxTreatment.GROSS, **changes: Any) -> PriceBook:
    def tax_code(code: str, rate: str) -> TaxCode:
        rates = (TaxRate(valid_from=date(2016, 1, 1), rate=D(rate)),)
        return TaxCode(code=code, name_zh=f"税目{code}", name_en=f"Tax {code}", rates=rates)

    def terms(*codes: str) -> tuple[Term, ...]:
        return tuple(Term(code=code, name_zh=f"类{code}", name_en=f"Group {code}") for code in codes)

    structure = Structure(
        code="s",
        name_zh="结构",
        name_en="Structure",
        modes=terms("mode"),
        add_ons=(),
        categories=terms("first", "second"),
        required_measures=frozenset(),
    )
    fields: dict[str, Any] = {
        "book_id": "test",
        "name_zh": "测试价目库",
        "name_en": "Test book",
        "version": "1",
        "currency": "CNY",
        "is_demo": False,
        "prices": prices,
        "source": "test",
        "tax_codes": {code: tax_code(code, rate) for code, rate in (("t6", "0.06"), ("t9", "0.09"), ("t13", "0.13"))},
        "structures": {"s": structure},
        "items": {entry.code: entry for entry in items},
    }
    return sealed(PriceBook(**(fields | changes)))


def random_book(seed: int, count: int = 120) -> tuple[PriceBook, dict[str, Decimal], dict[str, Decimal]]:
    """Flat items with awkward prices, quantities (by item) and discounts: halves of a fen abound."""
    dice = random.Random(seed)
    items = tuple(
        item(
            f"R{number:03}",
            "sim_embb",
            Flat(unit_price=D(dice.randrange(1, 10_000_000)) / 100),
            tax=(TaxShare(tax_code=dice.choice(("t6", "t9", "t13"))),),
            period=dice.choice(tuple(Period)),
            category=dice.choice(("first", "second")),
        )
        for number in range(count)
    )
    steps = (D("0.85"), D("0.5"), D("0.995"), D("0.125"), D("0.333333"), D("0.05"))
    quantities = {
        entry.code: D(dice.choice((1, 5, 25, 125, 375, 2001, 99_999))) / dice.choice((1, 8, 1000)) for entry in items
    }
    quantities = {
        code: max(value.quantize(D("0.001"), ROUND_HALF_UP), D("0.001")) for code, value in quantities.items()
    }
    return book(items), quantities, {entry.code: dice.choice(steps) for entry in items}


def quote_of(prices: PriceBook, terms: QuoteTerms, quantities: Mapping[str, str] = QUANTITIES) -> Quote:
    measured = {name: Quantity(value=D(value), objects=(("flows", "f1"),)) for name, value in quantities.items()}
    return build_quote(prices, measured, Selection(structure="s", mode="mode"), terms)


def terms_of(**changes: Any) -> QuoteTerms:
    return QuoteTerms(**({"quote_date": DAY, "term_months": 36} | changes))


def project_of(terms: QuoteTerms, *, name: str = "项目 Project", text: str = "") -> Project:
    """A small project; `text` is put in front of every name a person can write."""
    cell = Cell(id="c1", site_id="s1", name=f"{text}cell", band="n79")
    network = Network(
        sites={"s1": Site(id="s1", name=f"{text}site", position=(0.0, 0.0))},
        cells={"c1": cell},
        upfs={"u1": Upf(id="u1", name=f"{text}upf")},
    )
    scheme = Scheme(
        id="A",
        name=f"{text}scheme",
        network=network,
        slices={"sl1": Slice(id="sl1", name=f"{text}slice")},
        commercial=Commercial(
            structure="s",
            mode="mode",
            quote_number=f"{text}Q-1",
            quote_date=terms.quote_date,
            term_months=terms.term_months,
        ),
    )
    zone = Zone(id="z1", name=f"{text}zone", outline=((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)))
    flow = Flow(id="f1", name=f"{text}flow", zone_id="z1", ul_mbps=10.0)
    return Project(
        name=text or name,
        customer=f"{text}customer",
        supplier=f"{text}supplier",
        site_map=SiteMap(zones={"z1": zone}),
        demand=Demand(flows={"f1": flow}),
        schemes={"A": scheme},
    )


def results_of(quote: Quote | None, issues: tuple[Issue, ...] = ()) -> Results:
    target = TargetResult(metric="rsrp_dbm", threshold=-100.0, required_share=0.95, share=0.9, verdict=Verdict.NOT_MET)
    zone = ZoneResult(
        zone_id="z1",
        area_m2=40.5,
        covered_share=0.99,
        rsrp_p5_dbm=-103.2,
        rsrp_p50_dbm=-88.0,
        rsrp_p95_dbm=-70.0,
        sinr_p5_db=1.0,
        sinr_p50_db=12.0,
        sinr_p95_db=24.0,
        dl_p5_mbps=50.0,
        dl_p50_mbps=float("nan"),
        dl_p95_mbps=900.0,
        ul_p5_mbps=5.0,
        ul_p50_mbps=25.0,
        ul_p95_mbps=90.0,
        assured_rsrp_dbm=-108.0,
        assured_sinr_db=-1.0,
        assured_dl_mbps=30.0,
        assured_ul_mbps=2.0,
        area_share=0.95,
        probability=0.9,
        targets=(target,),
        share_in_target=0.9,
        verdict=Verdict.LIKELY,
        worst_point_m=None,
    )
    flow = FlowResult(
        flow_id="f1",
        slice_id="sl1",
        upf_id="u1",
        cell_ids=("c1",),
        ul_demand_mbps=10.0,
        dl_demand_mbps=0.0,
        ul_edge_mbps=8.0,
        dl_edge_mbps=0.0,
        served_share=1.0,
        latency=latency(LatencyInputs()),
        probability_of_target=0.95,
        verdict=Verdict.NOT_MET,
        reasons=(Issue(code="no-such-object", params={"kind": "zones", "id": "z1"}),),
    )
    cell = CellResult(
        cell_id="c1", load_dl=0.1, load_ul=0.8, background_dl=0.0, background_ul=0.1, converged=True, over_ceiling=True
    )
    load = SliceLoad(cell_id="c1", slice_id="sl1", demand_dl=0.1, demand_ul=0.7, granted_dl=0.1, granted_ul=0.6)
    quantities = {name: Quantity(value=D(value), objects=(("flows", "f1"),)) for name, value in QUANTITIES.items()}
    return Results(
        scheme_id="A",
        maps=None,
        zones={"z1": zone},
        flows={"f1": flow},
        cells={"c1": cell},
        slice_loads=(load,),
        quantities=quantities,
        quote=quote,
        headline=Headline(area_share_in_target=0.9, flows_met=0, flows_total=1),
        issues=(*issues, Issue(code="project-without-scheme", severity=Severity.WARNING)),
        provenance={"diffraction": "ITU-R P.526", "path-loss UMa": "3GPP TR 38.901 7.4.1"},
    )


def write(path: Path, prices: PriceBook, terms: QuoteTerms, **changes: Any) -> Quote:
    """Write the workbook of a quote; returns the quote."""
    quote = quote_of(prices, terms)
    options: dict[str, Any] = {"audience": "customer", "lang": "en", "book": prices} | changes
    project = options.pop("project", None) or project_of(terms)
    write_workbook(path, project, "A", options.pop("results", None) or results_of(quote), Catalogue(), **options)
    return quote


def with_items(prices: PriceBook, **changes: Any) -> PriceBook:
    return sealed(replace(prices, **changes))
