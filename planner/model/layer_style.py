"""How a map layer is drawn in this project: its class borders and colours."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerStyle:
    """Class borders in the layer's shown unit (percent for shares), rising; name of a palette ("": the layer's own).

    `planner.io.layers.check_style` says whether a style can be used.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    thresholds: tuple[float, ...] = ()
    palette: str = ""
