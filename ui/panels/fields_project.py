"""Fields of the project and the scheme."""

from __future__ import annotations

from planner.model.commercial import Rounding
from planner.model.network import CoreMode, EntryLossModel
from planner.model.site_map import Completeness
from planner.text import N_
from ui.panels import choices as c
from ui.panels.field_forms import METRES, NAME, choice_field, percent_field, text_field
from ui.panels.fields import Editor, Field, Section

PROJECT = (
    Section(
        title=N_("Project"),
        fields=(
            text_field("name", N_("Name")),
            text_field("customer", N_("Customer")),
            text_field("supplier", N_("Supplier")),
            choice_field(
                "site_map.completeness",
                N_("Map is"),
                c.enum_choices(Completeness),
                N_("On a sketched map the drawn line of sight is blended with the model's probability"),
            ),
            choice_field(
                "settings.entry_loss_model",
                N_("Entry loss"),
                c.enum_choices(EntryLossModel),
                N_(
                    "TR 38.901: loss of the outer wall and 0.5 dB per metre behind it. ITU-R P.2109: one median for a "
                    "place anywhere in the building, about 3 dB more at 3.5 GHz, more for steep paths, with a wide "
                    "spread"
                ),
            ),
            Field(
                path="settings.resolution_m",
                label=N_("Resolution"),
                unit=METRES,
                digits=1,
                hint=N_("Size of a map pixel: half the size takes four times as long"),
            ),
            Field(
                path="settings.map_height_m",
                label=N_("Map height"),
                unit=METRES,
                digits=1,
                step=0.5,
                hint=N_("Receiver height of the coverage map above the ground"),
            ),
            choice_field(
                "settings.map_terminal",
                N_("Map terminal"),
                c.entry_choices("terminals"),
                N_("Terminal whose rates the map shows"),
            ),
        ),
    ),
)

SCHEME = (
    Section(
        title=N_("Scheme"),
        fields=(
            NAME,
            choice_field(
                "network.core_mode",
                N_("Core network"),
                c.enum_choices(CoreMode),
                N_("Control plane: the operator's public core, a light one on the campus, or a dedicated one"),
            ),
            percent_field(
                "network.load_ceiling", N_("Load ceiling"), N_("A cell planned fuller than this is a finding")
            ),
        ),
    ),
    Section(
        title=N_("Commercial terms"),
        fields=(
            choice_field(
                "commercial.structure",
                N_("Quote structure"),
                c.structure_choices,
                N_("How the quote is built up; BAF: basic network, advanced functions, flexible combination"),
            ),
            choice_field(
                "commercial.mode",
                N_("Product mode"),
                c.mode_choices,
                N_("Product of the operator the network is sold as"),
            ),
            Field(path="commercial.add_ons", label=N_("Add-ons"), editor=Editor.CHECKS, choices=c.add_on_choices),
            Field(path="commercial.term_months", label=N_("Term"), unit="months", step=12),
            percent_field(
                "commercial.quote_discount",
                N_("Discount"),
                N_("Share of the price that stays: 90 % is ten per cent off"),
                digits=1,
            ),
            choice_field(
                "commercial.rounding", N_("Rounding"), c.enum_choices(Rounding), N_("Where tax is rounded to the fen")
            ),
            text_field("commercial.quote_number", N_("Quote number")),
            Field(path="commercial.valid_days", label=N_("Valid for"), unit="days"),
        ),
    ),
)
