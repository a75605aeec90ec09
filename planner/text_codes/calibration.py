"""Codes of calibrations: errors, findings, classes of surroundings, coefficients, stages of the error table."""

MESSAGES: dict[str, str] = {
    # progress
    "calibration-bins": "Measurements",
    "calibration-fit": "Fit",
    "calibration-check": "Validation",
    "calibration-done": "Done",
    # what can't be fitted
    "calibration-no-column": "{file}: there is no column {column} to use here; the set has {known}",
    "calibration-no-measurements": (
        "The project holds no measurements; import some first (import-measurements, or File in the window)"
    ),
    "calibration-option": "The calibration's option {field} may not be {value}",
    "calibration-not-levels": (
        "Column {column} doesn't hold levels: {count} of its values lie outside {low} to {high} dBm, or all are the same; "
        "choose another column, or look whether columns of the file are swapped"
    ),
    "calibration-no-cells": (
        "None of the measured cells is in the scheme: the file names {given}, the scheme has {known}; correct the "
        "PCIs or names of the scheme's cells"
    ),
    "calibration-no-bins": (
        "No measured point lies between {from_m} and {to_m} m from its cell; look at the sites' positions, the "
        "coordinate system of the measurements and these limits"
    ),
    "calibration-all-censored": (
        "All {bins} bins lie at the receiver's floor of {floor_dbm} dBm: they only say that nothing was received; "
        "measure closer to the cells"
    ),
    "calibration-too-few-bins": (
        "There are {bins} usable bins, but {needed} or more are needed for these coefficients; measure more places, "
        "choose smaller bins, or switch corrections off"
    ),
    "calibration-not-monotone": (
        "No fit was found whose loss grows with distance and obstacles; look at the cells' positions, heights and "
        "scenarios, and whether the measurements belong to them"
    ),
    # what was left out or assumed
    "calibration-left-out": "{count} points were left out: flagged as another cell's of the same PCI, or far from the map",
    "calibration-impossible": "{count} values of column {column} lie outside {low} to {high} dBm and were left out",
    "calibration-unmatched": (
        "{count} points of {identity} were left out: the scheme has no such cell; enter its PCI or name"
    ),
    "calibration-ambiguous": (
        "{identity} may be any of {names}: its {count} points were given to the nearest; give each cell its own PCI"
    ),
    "calibration-cell-without-points": "Cell {name} has no measured points, so it isn't calibrated",
    "calibration-cell-few-bins": "Cell {name} has only {count} bins ({least} are needed), so it isn't calibrated",
    "calibration-out-of-reach": "{count} points nearer than {from_m} m or further than {to_m} m were left out",
    "calibration-not-predicted": (
        "{count} bins have no prediction and were left out: beyond the range of {range_m} m of the project's settings"
    ),
    "calibration-beside-walls": (
        "{count} bins ({share_pct} %) lie inside drawn outlines; as satellite positions come from outdoors, they were "
        "counted as standing beside the wall"
    ),
    "calibration-class-common": (
        "Surroundings “{kind:tr}” have only {count} bins ({least} are needed), so they take the common value"
    ),
    "calibration-outliers": "{count} bins are outliers; they count less",
    # what the fit found
    "calibration-at-bound": (
        "{what:tr}: the measurements ask for more than physics allows (loss must not fall with distance or obstacles); "
        "it was held at {value}"
    ),
    "calibration-strange-offset": (
        "Cell {name} was measured {offset_db} dB off its planned level; check power, antenna, azimuth and feeder before "
        "trusting the calibration"
    ),
    "calibration-not-better": (
        "In areas left out of the fit its error is {after_db} dB, without it {before_db} dB: don't use it beyond the "
        "measured places"
    ),
    # in use
    "calibration-cell-moved": (
        "Cell {name} no longer stands where it was measured: the residuals' interpolation of {calibration} belongs to "
        "the measured position and isn't used for it"
    ),
    "calibration-offset-own": (
        "{count} cells were not measured: of {calibration} they take the exponents and classes, but keep the level of "
        "their planned power"
    ),
    "calibration-offset-carried": (
        "{count} cells were not measured: they take the measured cells' mean level of {calibration} too ({offset_db} dB)"
    ),
    "calibration-data-changed": "{calibration} was fitted to other data than {name} holds now; calibrate again",
    "calibration-residuals-missing": (
        "The residuals of {calibration} are missing from the file, so it is used without them; calibrate again"
    ),
    # classes of surroundings
    "clutter-open": "open",
    "clutter-between": "between buildings",
    "clutter-yard": "container yard",
    "clutter-vegetation": "vegetation",
    "clutter-indoor": "indoors",
    # coefficients
    "coefficient-offset": "Extra loss of the cell",
    "coefficient-los": "Exponent with line of sight",
    "coefficient-nlos": "Exponent without line of sight",
    "coefficient-diffraction": "Weight of diffraction",
    "coefficient-foliage": "Loss of tree crowns",
    "coefficient-vertical": "Vertical pattern",
    "coefficient-horizontal": "Horizontal pattern",
    "coefficient-class": "Surroundings",
    # stages of the error table
    "stage-before": "before",
    "stage-fitted": "fitted",
    "stage-cross-fitted": "cross-validated",
    "stage-cross-interpolated": "cross-validated, interpolated",
    "stage-area-before": "area left out, before",
    "stage-area-fitted": "area left out",
    "stage-area-interpolated": "area left out, interpolated",
}
