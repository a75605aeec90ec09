"""Evaluate a project as it lies in its file: the price book embedded in it read, then the engine."""

from functools import lru_cache

from planner.engine.cache import EngineCache
from planner.engine.evaluate import NOTHING_MORE
from planner.engine.evaluate import evaluate as evaluate_with_book
from planner.engine.layer_request import LayerRequest
from planner.engine.results import Results
from planner.io.pricebook_toml import parse_pricebook
from planner.model.catalogue import Catalogue
from planner.model.project import Project
from planner.pricing.pricebook import PriceBook
from planner.progress import Progress, silent


def price_book(project: Project, scheme_id: str) -> PriceBook | None:
    """The price book embedded for a scheme, None where the scheme has none.

    Raises `CatalogueError` for a book that can't be read.
    """
    scheme = project.schemes.get(scheme_id)
    content = project.assets.get(scheme.commercial.price_book) if scheme else None
    return _parsed(content) if content is not None else None


@lru_cache(maxsize=16)
def _parsed(content: bytes) -> PriceBook:
    return parse_pricebook(content, "price book")


def evaluate(
    project: Project,
    scheme_id: str,
    catalogue: Catalogue,
    *,
    progress: Progress = silent,
    cache: EngineCache | None = None,
    resolution_m: float | None = None,
    threads: int = 0,
    request: LayerRequest = NOTHING_MORE,
) -> Results:
    """`planner.engine.evaluate.evaluate` with the scheme's own price book."""
    book = price_book(project, scheme_id)
    return evaluate_with_book(
        project, scheme_id, catalogue, book,
        progress=progress, cache=cache, resolution_m=resolution_m, threads=threads, request=request,
    )  # fmt: skip
