"""Every code the program may show a person, with its English sentence: one module per part, merged here.

A code is lower-case words ("zone-outside-map", "catalogue-not-utf8"); its sentence may hold `{parameters}` of the
Issue or error that carries it, `{kind:tr}` for a parameter that is itself a code. The tables hold plain literals,
which is what the extractor reads. tests/test_i18n.py fails for a code that is raised but not listed, and for one
that is listed but not used.
"""

from collections.abc import Mapping
from types import MappingProxyType

from planner.text_codes import calibration, capacity, engine, io, latency, model, point, pricing, radio, ui

_PARTS = (
    model.MESSAGES,
    radio.MESSAGES,
    capacity.MESSAGES,
    latency.MESSAGES,
    pricing.MESSAGES,
    engine.MESSAGES,
    calibration.MESSAGES,
    point.MESSAGES,
    io.MESSAGES,
    ui.MESSAGES,
)

MESSAGES: Mapping[str, str] = MappingProxyType({code: text for part in _PARTS for code, text in part.items()})
