"""Between the model and plain JSON values. Dataclasses become dicts with sorted keys; the way back is validated.

Pydantic checks types at this border only; it is imported when first needed, for the sake of the start-up time.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from planner.errors import FileError, PlannerError

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """JSON-ready copy of a model value. Decimals and dates become strings, so that nothing is lost."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _field(getattr(value, item.name), item.type) for item in fields(value)}
    if isinstance(value, dict):
        return {str(key): to_plain(content) for key, content in value.items()}
    if isinstance(value, tuple | list):
        # The only numbers in tuples are coordinates and bandwidths: floats, as reading makes them.
        return [float(content) if type(content) is int else to_plain(content) for content in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | date):
        return str(value)
    return value


def _field(content: Any, kind: Any) -> Any:
    """40 in a float field is written 40.0, as reading makes it: save, load, save gives the same bytes."""
    if type(content) is int and kind in (float, float | None):
        return float(content)
    return to_plain(content)


def to_json(value: Any, *, indent: int | None = 1) -> str:
    """Stable JSON text of a model value: sorted keys, one form, so that two versions compare as text."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, indent=indent, allow_nan=False)


@lru_cache(maxsize=32)
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def from_plain(kind: type[T], data: Any, *, source: str, error: type[PlannerError] = FileError) -> T:
    """Build a model value from plain JSON values, strictly: unknown keys and wrong types are errors.

    The error (`invalid-field`) names `source`, the place inside it and what is wrong there.
    """
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_python(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "/"
        code = "unknown-key" if first["type"] in ("unexpected_keyword_argument", "extra_forbidden") else "invalid-field"
        given = str(first.get("input"))[:80]
        raise error(code, file=source, field=place, value=given, reason=str(first["type"])) from None
