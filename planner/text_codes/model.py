"""Codes of the model's rules and edits, and the words for its collections and fields that they use."""

MESSAGES: dict[str, str] = {
    # collections, as `{kind:tr}` names one object of them
    "obstacles": "obstacle",
    "zones": "zone",
    "flows": "flow",
    "schemes": "scheme",
    "sites": "site",
    "cells": "cell",
    "upfs": "UPF",
    "mec_hosts": "MEC host",
    "links": "transport link",
    "slices": "slice",
    "assignments": "assignment of a flow to a slice",
    "calibrations": "calibration",
    # fields, as `{field:tr}` names them
    "height_m": "height (m)",
    "base_m": "height of the base (m)",
    "storeys": "storeys",
    "tiers": "container tiers",
    "box_height_m": "height of a container (m)",
    "fill_ratio": "fill ratio of the yard",
    "storey": "storey",
    "rsrp_dbm": "RSRP target (dBm)",
    "sinr_db": "SINR target (dB)",
    "dl_mbps": "downlink rate (Mbit/s)",
    "ul_mbps": "uplink rate (Mbit/s)",
    "area_share": "share of the area",
    "probability": "coverage probability",
    "bandwidth_mhz": "bandwidth (MHz)",
    "tx_power_dbm": "transmit power (dBm)",
    "carrier_mhz": "centre frequency (MHz)",
    "azimuth_deg": "azimuth (°)",
    "mechanical_tilt_deg": "mechanical tilt (°)",
    "electrical_tilt_deg": "electrical tilt (°)",
    "dl_layers": "downlink layers",
    "ul_layers": "uplink layers",
    "pci": "PCI",
    "background_load_dl": "downlink background load",
    "background_load_ul": "uplink background load",
    "servers": "servers",
    "route_km": "route length (km)",
    "hops": "hops",
    "rate_mbps": "rate of the link (Mbit/s)",
    "band_threshold_dbm": "threshold for the preferred band (dBm)",
    "load_ceiling": "load ceiling",
    "count": "number of terminals",
    "message_bytes": "message size (bytes)",
    "period_ms": "message period (ms)",
    "latency_target_ms": "latency target (ms)",
    "latency_percentile": "latency percentile",
    "reliability": "reliability",
    "activity": "activity",
    "priority": "priority",
    "phase": "phase",
    "ul_min_pct": "uplink minimum of the RRM policy (%)",
    "ul_max_pct": "uplink maximum of the RRM policy (%)",
    "dl_min_pct": "downlink minimum of the RRM policy (%)",
    "dl_max_pct": "downlink maximum of the RRM policy (%)",
    "sst": "SST of the S-NSSAI",
    "sr_period_slots": "period of the scheduling requests (slots)",
    "term_months": "contract term (months)",
    "quote_discount": "discount on the whole quote",
    "group_discounts": "discount on a group",
    "item_discounts": "discount on a price item",
    "valid_days": "validity of the quote (days)",
    "resolution_m": "map resolution (m)",
    "margin_m": "margin around the map (m)",
    "map_height_m": "receiver height of the map (m)",
    "max_range_m": "largest range of a cell (m)",
    # edits
    "no-such-object": "There is no {kind:tr} with the id {id}; it may have been deleted.",
    "outline-too-short": "The outline of {name} needs at least {least} points; draw it again.",
    "coordinate-not-finite": "A coordinate of {name} is not a finite number.",
    "value-out-of-range": "The value {value} for {field:tr} is out of range; it must be between {low} and {high}.",
    "combine-needs-two": "Select at least two sites to make their heads one cell.",
    "combine-without-cell": "None of these sites has a cell; add one first.",
    "combine-several-on-site": "{name} has several cells on one carrier (sectors); they can't become one cell.",
    "not-combined": "None of these cells has several heads.",
    "nothing-to-share": "None of these cells shares a radio unit with another carrier, or asks for more than it has.",
    "pci-range-wrong": "{text} is no range of PCIs; write it like 0-99,300-399, up to {last}.",
    "pci-nothing-known": "The scheme {name} has no cells that can be computed; correct the findings first.",
    # edits of the drawing
    "backdrops": "picture",
    "measurements": "measurement set",
    "object-locked": "{name} is locked; unlock it first.",
    "not-drawn": "{name} has no outline to edit; choose an obstacle or a zone.",
    "hole-outside": "{name}: a hole lies outside the outline, in another hole, or cuts it in two.",
    "no-such-corner": "{name}: this corner is no longer there.",
    "split-misses": "The line does not go right across any of the objects; begin and end it outside of them.",
    "merge-needs-two": "Select at least two objects to merge.",
    "merge-kinds": "Only objects of one kind can be merged.",
    "merge-apart": "These objects do not touch, so they can't become one outline.",
    "needs-area": "{name} is a line; this needs an area.",
    "offset-nothing-left": "{name}: nothing would be left of it; enter a smaller distance.",
    "offset-falls-apart": "{name} would fall apart into several pieces; enter a smaller distance.",
    "cut-misses": "The shape does not lie on any of the objects.",
    "cut-nothing-left": "{name}: nothing would be left of it; delete it instead.",
    "zone-without-holes": "{name}: a zone can't have holes; split it first.",
    "align-needs-two": "Select at least two objects to align.",
    "distribute-needs-three": "Select at least three objects to distribute.",
    "nothing-placed": "Nothing of this has a place on the map.",
    "group-needs-two": "Select at least two obstacles to group.",
    "nothing-grouped": "None of these objects is in a group.",
    "nothing-lockable": "Only obstacles and pictures can be locked, only obstacles hidden.",
    "nothing-to-copy": "Only obstacles, zones and sites can be copied; select some of them.",
    "array-too-large": "That would be {count} objects; at most {most} are possible.",
    "array-too-small": "A grid needs at least one column and one row.",
    "clipboard-empty": "There are no map objects on the clipboard; copy some first.",
    "clipboard-unreadable": "The objects on the clipboard can't be read; copy them again.",
    "entry-unreadable": (
        "{text} can't be read here; type east,north such as 12.5,30, or length<azimuth such as 25<90, or a length."
    ),
    "entry-needs-start": "The first point needs a place: type east,north in metres.",
    "yard-too-small": "{name} is too small; a container yard is at least {least_m} m wide.",
    # findings about the whole project
    "project-without-scheme": "The project has no scheme; add one, or start from a template.",
    "object-value-out-of-range": (
        "{name}: the value {value} for {field:tr} is out of range; it must be between {low} and {high}."
    ),
    # findings about map and demand
    "id-mismatch": "{name}: it is filed as {key} but calls itself {id}; the file was changed by hand, correct it there",
    "outline-without-area": "{name}: the outline encloses no area; draw it again or delete it.",
    "outline-crosses-itself": (
        "{name}: the outline crosses itself near ({x_m}, {y_m}) m; draw it again without the crossing."
    ),
    "obstacle-without-height": "{name} has no height, so it blocks nothing; enter its height.",
    "unknown-material": "{name}: the material {key} is not in the catalogue; choose another one.",
    "heights-assumed": (
        "{count} obstacles have assumed heights; enter the real ones where they matter for the line of sight."
    ),
    "asset-missing": "{name}: its embedded file is not in the project; import it again",
    "zone-outside-map": "The zone {name} lies outside the map; move it onto the map, or complete the map there.",
    "flow-without-zone": "The flow {name} belongs to the zone {zone}, which does not exist; choose another zone.",
    "unknown-terminal": "The flow {name}: the terminal {key} is not in the catalogue; choose another one.",
    "unknown-scenario": "The flow {name}: the scenario {key} is not in the catalogue; its own figures are used.",
    "flow-shares-wrongly": (
        "Flow {name} shares the terminals of {other}, which doesn't exist, has other terminals or shares some itself; "
        "choose the flow that owns them"
    ),
    "flow-without-rate": "The flow {name} has neither an uplink nor a downlink rate; enter one of them.",
    # antennas
    "antennas": "antenna",
    "too-many-antennas": "A project holds at most {most} antennas of its own; remove some first.",
    "no-such-antenna": "The project has no antenna {key} of its own; only imported antennas can be removed.",
    "antenna-in-use": "{name} can't be removed: {count} cells use it ({cells}); choose another antenna for them first.",
    "antenna-unusable": (
        "The imported antenna {name} can't be used ({part} has gaps or impossible values), so its cells have no coverage; "
        "import its file again or choose another antenna."
    ),
    "antenna-tilt-apart": (
        "The cell {name}: the pattern of {antenna} was measured at {measured_deg}° electrical tilt, the cell has "
        "{tilt_deg}°, so the pattern is shifted; import the file for this tilt."
    ),
    "antenna-frequency-apart": (
        "The cell {name}: the pattern of {antenna} was measured at {measured_ghz} GHz, the carrier is at {freq_ghz} GHz; "
        "import the pattern for this band."
    ),
    "cable-without-route": "The cell {name} feeds a radiating cable without a route; draw the route with the cable tool.",
    "cable-frequency-out-of-range": (
        "The cell {name}: {antenna} is made for {low} to {high} GHz and carries nothing at {freq_ghz} GHz; choose "
        "another cable or band."
    ),
    "route-without-cable": (
        "The cell {name} has a cable route, but its antenna is no radiating cable; the route is not used. Choose a cable."
    ),
    # findings about a scheme
    "scheme-without-cells": "The scheme {name} has no cells, so there is no coverage; place a gNB.",
    "site-far-from-map": (
        "Site {name} lies {distance_km} km from everything drawn; longitude and latitude may be swapped, or the "
        "coordinate system is another"
    ),
    "site-without-cells": "The site {name} has no cells; add one, or delete the site.",
    "cell-without-site": (
        "The cell {name} belongs to the site {site}, which does not exist; delete the cell or place the site."
    ),
    "unknown-band": "The cell {name}: the band {key} is not in the catalogue; choose another one.",
    "bandwidth-not-in-band": "The cell {name}: {mhz} MHz does not exist in band {band}; possible are {allowed} MHz.",
    "unknown-frame": "The cell {name}: the frame structure {key} is not in the catalogue; choose another one.",
    "frame-not-for-duplex": "The cell {name}: the frame structure {frame} does not fit band {band} (TDD or FDD).",
    "unknown-antenna": "The cell {name}: the antenna {key} is not in the catalogue; choose another one.",
    "indoor-cell-outdoors": (
        "The cell {name} uses the indoor model {scenario}, but its antenna at {site} is in no building; change the model "
        "or move the site."
    ),
    "antenna-inside-obstacle": (
        "The cell {name}: its antenna at {site} hangs at {height_m} m inside {obstacle}, which is {top_m} m high; raise "
        "the antenna, move the site, or choose an indoor model."
    ),
    "cell-without-band": "The cell {name} has no band; choose one.",
    "antenna-below-ground": (
        "The cell {name}: its antenna hangs at {height_m} m, at or below the ground; enter its height above the ground."
    ),
    "tilt-beyond-vertical": (
        "The cell {name}: mechanical and electrical tilt together are {tilt_deg}°, beyond the vertical; enter at most "
        "90° in all."
    ),
    "power-not-dbm": (
        "The cell {name}: {dbm} dBm is more than any radio unit has; power is in dBm (46 dBm is 40 W), not in watts."
    ),
    "layers-above-ports": (
        "The cell {name}: {layers} {direction} layers, but its antenna has {ports} ports; lower the layers or choose "
        "another antenna."
    ),
    "band-is-exception": (
        "The cell {name} uses {band}, the licence of one enterprise of its own; no operator can offer it, choose "
        "another band unless the customer holds the licence."
    ),
    "carrier-outside-band": (
        "The cell {name}: its carrier {low_mhz:g}-{high_mhz:g} MHz lies outside of band {band} ({least_mhz:g}-{most_mhz:g} MHz); "
        "change its centre frequency or bandwidth."
    ),
    "carrier-not-assigned": (
        "The cell {name}: its carrier {low_mhz:g}-{high_mhz:g} MHz is not all in the spectrum assigned in {band} ({blocks} "
        "MHz); move it there, or have the right to use it confirmed."
    ),
    "carrier-for-indoors": (
        "The cell {name} stands outdoors, but {low_mhz:g}-{high_mhz:g} MHz is for indoor use; choose another carrier."
    ),
    "carriers-overlap": (
        "The cells {name} and {other} send overlapping carriers from one antenna at {site}; set them side by side or "
        "delete one."
    ),
    "power-above-unit": (
        "The cell {name}: {count} carriers of its radio unit at {site} ask for {total_dbm} dBm ({total_w} W) together, it "
        "has {most_dbm} dBm; share the power among them, or lower it."
    ),
    "head-unknown": "The cell {name} has a head at {site}, which does not exist; remove the head or place the site.",
    "heads-outdoors": (
        "The cell {name} has several heads but uses the outdoor model {scenario}; heads that share a cell are for "
        "indoors, choose an indoor model or give each its own cell."
    ),
    "heads-far-apart": (
        "The cell {name}: its heads {site} and {other} are {distance_m} m apart, more than {most_m} m; one hub hardly "
        "reaches both, split the cell."
    ),
    "pci-duplicate": (
        "The cells {name} and {other} on one carrier both have PCI {pci}, {distance_m} m apart ({count} cells have it); "
        "plan the PCIs."
    ),
    "pci-collision": (
        "PCI collision: the neighbours {name} and {other} both have PCI {pci} on one carrier; plan the PCIs."
    ),
    "pci-confusion": (
        "PCI confusion: {at} has two neighbours with PCI {pci} on one carrier, {name} and {other}; plan the PCIs."
    ),
    "pci-mod3": (
        "The cells {name} (PCI {pci}) and {other} (PCI {other_pci}) overlap on {share_pct} % and have the same PCI mod "
        "3, so the same primary synchronisation signal; give one another PCI."
    ),
    "cross-slot-same": (
        "The cells {name} ({frame}) and {other} ({other_frame}) share a carrier but not the frame structure: {opposed_pct} "
        "% of the time one sends while the other listens. {distance_m} m apart they lack some {missing_db} dB of "
        "isolation ({count} such pairs); use one frame structure or another carrier."
    ),
    "cross-slot-adjacent": (
        "The cells {name} ({frame}) and {other} ({other_frame}) are on adjacent carriers with different frame "
        "structures: {opposed_pct} % of the time one sends while the other listens. {distance_m} m apart they lack some "
        "{missing_db} dB of isolation ({count} such pairs); use one frame structure or leave more spectrum between."
    ),
    "cross-slot-public-same": (
        "The cell {name} ({frame}) shares a carrier with the public cell {other} ({other_frame}), {distance_m} m away: "
        "{opposed_pct} % of the time one sends while the other listens, and some {missing_db} dB of isolation are "
        "missing ({count} such pairs). Use the public network's frame structure or a carrier of your own."
    ),
    "cross-slot-public-adjacent": (
        "The cell {name} ({frame}) is on a carrier next to the public cell {other} ({other_frame}), {distance_m} m away: "
        "{opposed_pct} % of the time one sends while the other listens, and some {missing_db} dB of isolation are "
        "missing ({count} such pairs). Use the public network's frame structure or leave more spectrum between."
    ),
    "site-outside-map": (
        "The site {name} stands {distance_km} km outside of the map; check its coordinates, or draw the map up to there."
    ),
    "unknown-map-terminal": "The map's terminal type {key} is not in the catalogue; choose another in the project's settings",
    "terminals": "terminal type",
    "scheme-without-upf": "The scheme {name} has no UPF; place one on site or choose one in the city.",
    "upf-without-link": "The UPF {name} has no transport link; add one from the sites to it.",
    "upf-without-position": "The UPF {name} is on site but has no position; place it on the map.",
    "upf-pair-in-one-room": "The UPF pair {name} has no second room; place the second one, or one fire stops both.",
    "link-to-nowhere": "The transport link {name} leads to {target}, which does not exist; choose a UPF.",
    "link-from-nowhere": "The transport link {name} starts at {source}, which does not exist; choose a site.",
    "unknown-medium": "The transport link {name}: the medium {key} is not in the catalogue; choose another one.",
    "mec-without-upf": "The MEC host {name} belongs to the UPF {upf}, which does not exist; choose another one.",
    "slice-without-upf": "The slice {name} ends at no existing UPF; choose one for it.",
    "slice-without-carrier": (
        "The slice {name} may only use {bands}, but no cell is on these bands; add a cell or change the slice."
    ),
    "rrm-min-above-max": "The slice {name}: the {direction} minimum of {low} % is above its maximum of {high} %.",
    "slice-unused": "The slice {name} carries no flow.",
    "rrm-min-sum-above-100": (
        "The scheme {name}: the {direction} minimums of the slices on band {band} add up to {total} %; lower "
        "them to 100 % or less."
    ),
    "assignment-without-flow": "Scheme {name} carries a flow {flow} that the demand doesn't have (any more)",
    "flow-without-slice": "The flow {name} is on no slice in the scheme {scheme}; assign it to one.",
    "flow-on-unknown-slice": "The flow {name} is on the slice {slice}, which does not exist; assign it to another one.",
}
