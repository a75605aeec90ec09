"""Fields of sites, cells, UPFs, transport links and MEC hosts."""

from __future__ import annotations

from planner.model.network import Ownership, RadioScenario, Redundancy, SiteKind, Tenancy, UpfPlace
from planner.text import N_
from ui.panels import choices as c
from ui.panels.field_forms import MBPS, METRES, NAME, POSITION, check_field, choice_field, percent_field, text_field
from ui.panels.fields import Editor, Field, Section

SITE = (
    Section(
        title=N_("Site"),
        fields=(
            NAME,
            choice_field(
                "kind", N_("Kind"), c.enum_choices(SiteKind), N_("How the bill of quantities counts this site")
            ),
            choice_field(
                "ownership",
                N_("Ownership"),
                c.enum_choices(Ownership),
                N_("A site built for this customer is in the quote; a public site only if resources are reserved"),
            ),
            *POSITION,
        ),
    ),
)

CELL = (
    Section(
        title=N_("Carrier"),
        fields=(
            text_field("name", N_("Name")),
            choice_field("band", N_("Band"), c.band_choices, N_("3GPP operating band of the carrier")),
            choice_field(
                "bandwidth_mhz",
                N_("Bandwidth"),
                c.bandwidth_choices,
                N_("Channel bandwidths the band allows"),
                unit="MHz",
            ),
            Field(
                path="carrier_mhz",
                label=N_("Centre frequency"),
                unit="MHz",
                digits=2,
                step=5,
                lowest=N_("The band's usual one"),
                hint=N_(
                    "Middle of the (downlink) carrier. Cells on carriers that don't overlap don't disturb each other; "
                    "the lowest value means the carrier the band usually has"
                ),
            ),
            choice_field(
                "frame",
                N_("Frame structure"),
                c.frame_choices,
                N_("Order of downlink (D), special (S) and uplink (U) slots: more U means more uplink"),
            ),
            Field(
                path="tx_power_dbm",
                label=N_("Power"),
                unit="dBm",
                digits=1,
                hint=N_(
                    "Total conducted power of the carrier: 46 dBm is 40 W. Carriers of one radio unit share its power; "
                    "each head of a combined cell sends this much"
                ),
            ),
        ),
    ),
    Section(
        title=N_("Antenna"),
        fields=(
            choice_field(
                "antenna",
                N_("Antenna"),
                c.antenna_choices,
                N_("Gain and pattern; plots, and the import of makers' files: Plan menu, antenna library"),
            ),
            Field(
                path="azimuth_deg",
                label=N_("Azimuth"),
                unit="°",
                digits=0,
                step=5,
                editor=Editor.AZIMUTH,
                hint=N_("Direction of the main beam, clockwise from north. Drag the needle, or type"),
            ),
            Field(
                path="mechanical_tilt_deg",
                label=N_("Mechanical tilt"),
                unit="°",
                digits=1,
                hint=N_("Downward tilt of the antenna's body"),
            ),
            Field(
                path="electrical_tilt_deg",
                label=N_("Electrical tilt"),
                unit="°",
                digits=1,
                hint=N_("Downward tilt by the phases of the elements; the same all around"),
            ),
            Field(
                path="height_m",
                label=N_("Height"),
                unit=METRES,
                digits=1,
                hint=N_("Antenna above the ground at the site"),
            ),
            Field(path="dl_layers", label=N_("DL layers"), hint=N_("Parallel MIMO streams in the downlink")),
            Field(path="ul_layers", label=N_("UL layers"), hint=N_("Parallel MIMO streams in the uplink")),
        ),
    ),
    Section(
        title=N_("Radio environment"),
        fields=(
            choice_field(
                "scenario",
                N_("Propagation model"),
                c.enum_choices(RadioScenario),
                N_("Path-loss scenario of 3GPP TR 38.901 that fits this cell"),
            ),
            Field(
                path="pci",
                label=N_("PCI"),
                hint=N_("Physical cell identity, 0 to 1007; neighbours on one carrier need different ones"),
            ),
            percent_field(
                "background_load_ul", N_("Other UL load"), N_("Share of the uplink that other (public) users take")
            ),
            percent_field(
                "background_load_dl", N_("Other DL load"), N_("Share of the downlink that other (public) users take")
            ),
        ),
    ),
)

UPF = (
    Section(
        title=N_("UPF"),
        fields=(
            NAME,
            choice_field(
                "place",
                N_("Place"),
                c.enum_choices(UpfPlace),
                N_("Where user traffic leaves the 5G network; on site keeps data on the campus and cuts latency"),
            ),
            choice_field(
                "tenancy", N_("Tenancy"), c.enum_choices(Tenancy), N_("Whether the UPF serves this customer alone")
            ),
            choice_field(
                "redundancy",
                N_("Redundancy"),
                c.enum_choices(Redundancy),
                N_("1+1: two UPFs in different rooms, one takes over when the other fails"),
            ),
            check_field(
                "hardware_accelerated",
                N_("Hardware acceleration"),
                N_("Packet processing on accelerated network cards"),
            ),
            *POSITION,
        ),
    ),
)

LINK = (
    Section(
        title=N_("Transport link"),
        fields=(
            NAME,
            choice_field("from_id", N_("From"), c.link_start_choices),
            choice_field("to_id", N_("To UPF"), c.upf_choices),
            choice_field(
                "medium", N_("Medium"), c.entry_choices("media"), N_("Decides the delay per kilometre and per hop")
            ),
            Field(
                path="route_km",
                label=N_("Route length"),
                unit="km",
                digits=2,
                step=0.5,
                hint=N_("Along the route, not as the crow flies"),
            ),
            Field(path="hops", label=N_("Hops"), hint=N_("Transport nodes on the way")),
            Field(path="rate_mbps", label=N_("Rate"), unit=MBPS, step=100),
            check_field("newly_built", N_("Built for this project"), N_("Then its fibre is in the quote")),
        ),
    ),
)

MEC = (
    Section(
        title=N_("MEC host"),
        fields=(
            NAME,
            choice_field("upf_id", N_("At UPF"), c.upf_choices, N_("Edge servers stand beside a UPF")),
            Field(path="servers", label=N_("Servers")),
        ),
    ),
)
