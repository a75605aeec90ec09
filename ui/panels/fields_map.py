"""Fields of zones and obstacles."""

from __future__ import annotations

from typing import Any

from planner.model.site_map import GROUND_KINDS, AreaClass, HeightSource, ObstacleKind
from planner.text import N_
from ui.panels import choices as c
from ui.panels.field_forms import MBPS, METRES, NAME, check_field, choice_field, percent_field
from ui.panels.fields import Field, Section


def _blocks(item: Any) -> bool:
    return item.kind not in GROUND_KINDS


ZONE = (
    Section(
        title=N_("Coverage zone"),
        fields=(
            NAME,
            Field(
                path="height_m",
                label=N_("Receiver height"),
                unit=METRES,
                digits=1,
                step=0.5,
                hint=N_("Height of the terminals above the ground: 1.5 m in the hand, 40 m in a crane's cabin"),
            ),
            Field(path="storey", label=N_("Storey"), hint=N_("0: outdoors or ground floor; sets the receiver height")),
            choice_field(
                "area_class",
                N_("Complexity"),
                c.enum_choices(AreaClass),
                N_("Decides the price per area, not the radio result"),
            ),
        ),
    ),
    Section(
        title=N_("Targets"),
        fields=(
            Field(
                path="targets.rsrp_dbm",
                label=N_("SS-RSRP"),
                unit="dBm",
                digits=1,
                optional=True,
                optional_start=-100,
                hint=N_("Received power of the reference signal; -100 dBm carries most services, -110 dBm is the edge"),
            ),
            Field(
                path="targets.sinr_db",
                label=N_("SINR"),
                unit="dB",
                digits=1,
                optional=True,
                hint=N_("Signal to interference and noise"),
            ),
            Field(
                path="targets.ul_mbps",
                label=N_("UL rate"),
                unit=MBPS,
                digits=1,
                optional=True,
                optional_start=10,
                hint=N_("Uplink rate of one terminal alone in its cell"),
            ),
            Field(
                path="targets.dl_mbps",
                label=N_("DL rate"),
                unit=MBPS,
                digits=1,
                optional=True,
                optional_start=50,
                hint=N_("Downlink rate of one terminal alone in its cell"),
            ),
            percent_field(
                "targets.area_share", N_("Share of area"), N_("Share of the zone's area that must reach every target")
            ),
            percent_field(
                "targets.probability",
                N_("Probability"),
                N_("How sure a place must be of its target, with shadowing"),
                digits=1,
            ),
        ),
    ),
)

OBSTACLE = (
    Section(
        title=N_("Obstacle"),
        fields=(
            NAME,
            choice_field(
                "kind",
                N_("Kind"),
                c.enum_choices(ObstacleKind),
                N_("Decides how it blocks radio waves and how it is drawn"),
            ),
            Field(
                path="height_m",
                label=N_("Height"),
                unit=METRES,
                digits=1,
                shown=lambda o: _blocks(o) and not (o.kind == "container_yard" and o.tiers),
            ),
            Field(
                path="base_m",
                label=N_("Base"),
                unit=METRES,
                digits=1,
                shown=_blocks,
                hint=N_("Height of its foot above the ground"),
            ),
            choice_field(
                "height_source",
                N_("Height is"),
                c.enum_choices(HeightSource),
                N_("Assumed heights are a finding"),
                shown=_blocks,
            ),
            choice_field(
                "material",
                N_("Outer wall"),
                c.entry_choices("materials"),
                N_("Decides the loss into the building (3GPP TR 38.901 7.4.3)"),
                shown=lambda o: o.kind == "building",
            ),
            choice_field(
                "material",
                N_("Wall material"),
                c.entry_choices("materials"),
                N_("Decides the loss of crossing the wall, as a slab of this material (ITU-R P.2040)"),
                shown=lambda o: o.kind == "wall",
            ),
            choice_field(
                "building_id",
                N_("In building"),
                c.building_choices,
                N_("An inner wall is drawn with the storey looked at"),
                shown=lambda o: o.kind == "wall",
            ),
            Field(
                path="storey",
                label=N_("Storey"),
                shown=lambda o: o.kind == "wall" and bool(o.building_id),
                hint=N_("0: ground floor (1F), negative: basements"),
            ),
            Field(path="storeys", label=N_("Storeys"), shown=lambda o: o.kind == "building"),
            Field(
                path="tiers",
                label=N_("Tiers"),
                shown=lambda o: o.kind == "container_yard",
                hint=N_("Boxes on top of each other when full"),
            ),
            Field(
                path="box_height_m",
                label=N_("Box height"),
                unit=METRES,
                digits=2,
                step=0.1,
                shown=lambda o: o.kind == "container_yard",
            ),
            percent_field(
                "fill_ratio",
                N_("Filled"),
                N_("Share of the tiers in use; the stack's height follows"),
                shown=lambda o: o.kind == "container_yard",
            ),
            check_field("locked", N_("Locked"), N_("Can't be moved with the mouse")),
        ),
    ),
)

BACKDROP = (
    Section(
        title=N_("Backdrop"),
        fields=(
            NAME,
            percent_field("opacity", N_("Opacity"), N_("0: invisible, 100: covers the ground")),
            Field(path="storey", label=N_("Storey"), hint=N_("0: outdoors or ground floor")),
            check_field("visible", N_("Shown")),
            check_field("locked", N_("Locked"), N_("Can't be moved with the mouse")),
        ),
    ),
)

MEASUREMENTS = (Section(title=N_("Measurements"), fields=(NAME, check_field("visible", N_("Shown")))),)
