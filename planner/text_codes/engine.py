"""Codes of the engine: its stages, and why a flow or zone falls short."""

MESSAGES: dict[str, str] = {
    # progress
    "stage-radio": "Coverage",
    "radio": "Coverage",
    "stage-load": "Cell load",
    "stage-maps": "Maps",
    "stage-latency": "Latency",
    "stage-price": "Price",
    "stage-done": "Done",
    # the plan as a whole
    "nothing-to-plan": "There is nothing to plan yet: draw or import a map, or place a base station",
    "terrain-unreadable": (
        "The terrain {name} is missing from the project file or damaged, so the ground counts as flat; import it again"
    ),
    "terrain-beside-map": (
        "The terrain {name} doesn't reach the planned area, so coverage is computed on flat ground; import the height"
        " model of this area."
    ),
    "terrain-with-gaps": (
        "The terrain {name} lacks heights on {share_pct} % of the planned area; the nearest known height is used there."
    ),
    "resolution-coarsened": (
        "The area is too large for {wanted_m} m; it was computed at {used_m} m. Draw zones around the places that "
        "matter, or choose a coarser resolution"
    ),
    "zone-without-places": (
        "Coverage zone {name}: at {height_m} m above ground all of it is inside obstacles; raise its height or redraw it"
    ),
    "cell-over-ceiling": "Cell {name}: its {direction:tr} load of {load_pct} % is above the planning ceiling of {ceiling_pct} %",
    "load-not-converged": "Scheme {name}: the cell loads did not settle, so rates and loads are doubtful",
    "price-book-missing": "Scheme {name} has no price book, so there is no quote; choose one",
    # directions, as reasons name them
    "UL": "uplink",
    "DL": "downlink",
    # zones
    "zone-target-missed": (
        "Coverage zone {name}: {missed} over {share_pct} % of the area with {probability_pct} % probability, "
        "{required_pct} % are wanted"
    ),
    # flows
    "flow-not-computed": "{name}: can't be evaluated; see the errors about its zone, terminal, slice or cells",
    "flow-no-coverage": "{name}: only {share_pct} % of its places have service, {required_pct} % are wanted",
    "flow-rate-too-low": (
        "{name}: only {share_pct} % of its places reach the {direction:tr} rate with {probability_pct} % probability, "
        "{required_pct} % are wanted; at that share it is {edge_mbps} of {wanted_mbps} Mbit/s"
    ),
    "flow-cell-full": (
        "{name}: {cells} cells are full in the {direction:tr}; the fullest, {cell}, lacks {missing_prb} PRBs for slice "
        "{slice} (asked {asked_pct} % of the cell, granted {granted_pct} %)"
    ),
    "flow-no-latency": "{name}: no transport link leads from its cells to the UPF of slice {slice}",
    "flow-queue-unstable": "{name}: slice {slice} has more traffic than capacity, so its queue never ends ({target_ms} ms wanted)",
    "flow-latency-missed": (
        "{name}: {reached_pct} % of the messages arrive within {target_ms} ms, {percentile_pct} % are wanted (mean "
        "{mean_ms} ms); the main cause is {component:tr}"
    ),
    "flow-data-leaves-site": "{name}: its data must stay on site, but {upf} stands elsewhere; use a UPF on site",
    "flow-upf-too-far": (
        "{name}: transport and UPF take {core_ms} ms, 5QI {five_qi} leaves them {budget_ms} ms; move the UPF closer"
    ),
    # layers of the map
    "layer-not-computed": "The layer {layer} wasn't computed; ask for it with the evaluation",
    "layer-without-difference": "The layer {layer} holds no figures, so two schemes have no difference in it",
    "grids-differ": (
        "The maps can't be compared: their pixels ({first_m} m and {second_m} m) don't lie on each other; evaluate both "
        "at the same resolution"
    ),
    "grids-apart": "The maps can't be compared: they have no place in common",
    "latency-without-flow": "The latency of a map is that of a flow; choose one",
    "flow-cannot-be-mapped": "{name}: scheme {scheme} puts it on no slice, so it has no latency there",
    "layer-note-servers": "Cells with at least {threshold_dbm} dBm",
    "layer-note-mcl": "Maximum coupling loss (MCL) of the cells: {low_db} to {high_db} dB",
    "layer-note-latency": "{name}: {percentile_pct} % of the messages arrive within it; the target is {target_ms} ms",
    "layer-note-difference": "{first} minus {second}",
    "height-ground": "{height_m} m, ground",
    "height-project": "{height_m} m, the project's own",
    "height-zone": "{height_m} m, {zones}",
    "height-storey": "{building}, {floor} ({height_m} m)",
}
