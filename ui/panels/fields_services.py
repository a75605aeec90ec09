"""Fields of slices, flows and their assignment."""

from __future__ import annotations

from planner.model.demand import FlowDirection
from planner.model.slicing import CoreIsolation, RanIsolation, TransportIsolation, UplinkAccess
from planner.text import N_
from ui.panels import choices as c
from ui.panels.field_forms import MBPS, NAME, check_field, choice_field, percent_field, text_field
from ui.panels.fields import Editor, Field, Section

SLICE = (
    Section(
        title=N_("Slice"),
        fields=(
            NAME,
            Field(
                path="sst",
                label=N_("SST"),
                hint=N_("Slice type of the S-NSSAI: 1 broadband, 2 low latency, 3 massive IoT"),
            ),
            text_field("sd", N_("SD"), N_("Slice differentiator of the S-NSSAI: six hexadecimal digits, or empty")),
            choice_field("upf_id", N_("UPF"), c.upf_choices, N_("Where the slice's user plane ends")),
        ),
    ),
    Section(
        title=N_("Isolation"),
        fields=(
            choice_field(
                "ran",
                N_("Radio"),
                c.enum_choices(RanIsolation),
                N_("Priority only, reserved resource blocks (PRB), or a carrier of its own"),
            ),
            choice_field(
                "transport",
                N_("Transport"),
                c.enum_choices(TransportIsolation),
                N_("A FlexE hard pipe has time slots of its own"),
            ),
            choice_field(
                "core",
                N_("Core"),
                c.enum_choices(CoreIsolation),
                N_("Shared core functions, dedicated ones, or a UPF on the campus"),
            ),
            Field(
                path="bands",
                label=N_("Carriers"),
                editor=Editor.CHECKS,
                choices=c.carrier_choices,
                hint=N_("None ticked: the slice may use all"),
            ),
        ),
    ),
    Section(
        title=N_("Radio resource policy"),
        fields=(
            Field(
                path="rrm.ul_min_pct",
                label=N_("UL at least"),
                unit="%",
                hint=N_("Share of the uplink PRBs kept for the slice (TS 28.541)"),
            ),
            Field(
                path="rrm.ul_max_pct",
                label=N_("UL at most"),
                unit="%",
                hint=N_("Share of the uplink PRBs it may take at most"),
            ),
            Field(
                path="rrm.dl_min_pct",
                label=N_("DL at least"),
                unit="%",
                hint=N_("Share of the downlink PRBs kept for the slice (TS 28.541)"),
            ),
            Field(
                path="rrm.dl_max_pct",
                label=N_("DL at most"),
                unit="%",
                hint=N_("Share of the downlink PRBs it may take at most"),
            ),
        ),
    ),
)

FLOW = (
    Section(
        title=N_("Flow"),
        fields=(
            NAME,
            choice_field(
                "scenario", N_("Scenario"), c.entry_choices("scenarios"), N_("Typical service the figures come from")
            ),
            choice_field("zone_id", N_("Zone"), c.zone_choices, N_("Where its terminals are")),
            Field(path="count", label=N_("Terminals")),
            choice_field("terminal", N_("Terminal type"), c.entry_choices("terminals")),
            percent_field(
                "activity", N_("Active at once"), N_("Share of the terminals active at once in the busy hour"), digits=1
            ),
            Field(path="priority", label=N_("Priority"), hint=N_("1 is served first, 9 last")),
            Field(path="phase", label=N_("Phase"), hint=N_("Phase of the roll-out in which it starts")),
        ),
    ),
    Section(
        title=N_("Traffic per terminal"),
        fields=(
            Field(path="ul_mbps", label=N_("UL rate"), unit=MBPS, digits=2),
            Field(path="dl_mbps", label=N_("DL rate"), unit=MBPS, digits=2),
            Field(
                path="message_bytes",
                label=N_("Message"),
                unit="B",
                step=100,
                hint=N_("Size of one message or video frame"),
            ),
            Field(
                path="period_ms", label=N_("Period"), unit="ms", digits=1, hint=N_("Time from one message to the next")
            ),
        ),
    ),
    Section(
        title=N_("Requirement"),
        fields=(
            Field(path="latency_target_ms", label=N_("Latency target"), unit="ms", digits=1),
            percent_field(
                "latency_percentile",
                N_("Kept by"),
                N_("Share of the messages that must keep the target: 99 % is P99"),
                digits=2,
                step=0.1,
            ),
            choice_field(
                "direction", N_("Counted"), c.enum_choices(FlowDirection), N_("Which way the latency target counts")
            ),
            percent_field(
                "reliability",
                N_("Reliability"),
                N_("Share of the messages that must arrive at all"),
                digits=4,
                step=0.1,
            ),
            choice_field(
                "shares_terminals_with",
                N_("Shares terminals with"),
                c.shared_terminal_choices,
                N_(
                    "The flow whose terminals and SIM cards carry this one too, such as control and video of one "
                    "crane: they are counted once"
                ),
            ),
            check_field("data_stays_on_site", N_("Data stays on site"), N_("Then its slice needs a UPF on the campus")),
        ),
    ),
)

ASSIGNMENT = (
    Section(
        title=N_("In this scheme"),
        fields=(
            choice_field("slice_id", N_("Slice"), c.slice_choices),
            choice_field(
                "five_qi",
                N_("5QI"),
                c.five_qi_choices,
                N_("Standard class of service quality (TS 23.501): priority and delay budget"),
            ),
            choice_field(
                "access",
                N_("Uplink access"),
                c.enum_choices(UplinkAccess),
                N_("How a terminal gets to send: it asks and waits, or has its turn beforehand (faster, costs more)"),
            ),
            Field(
                path="sr_period_slots",
                label=N_("Request period"),
                unit="slots",
                hint=N_("Slots between two chances to ask for the uplink"),
                shown=lambda a: a.access == "grant",
            ),
        ),
    ),
)
