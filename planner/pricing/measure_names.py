"""The closed list of measures: what a price item may be charged by.

A price book can only name these, and the design is measured in exactly these, so that neither side drifts. The value is
the unit in which the quantity is counted.
"""

from collections.abc import Mapping
from types import MappingProxyType

MEASURE_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "gnb_macro_new": "station",
        "gnb_micro_new": "station",
        "gnb_explosion_proof_new": "station",
        "indoor_head_new": "head",
        "public_cell_reserved": "cell",
        "covered_area_km2_simple": "km2",
        "covered_area_km2_standard": "km2",
        "covered_area_km2_complex": "km2",
        "upf_shared": "upf",
        "upf_dedicated": "upf",
        "upf_dedicated_1p1": "pair",
        "mec_host": "host",
        "core_light": "core",
        "core_dedicated": "core",
        "slice_qos": "slice",
        "slice_reserved": "slice",
        "slice_carrier": "slice",
        "slice_hard_pipe": "slice",
        "guaranteed_ul_mbps": "mbps",
        "guaranteed_dl_mbps": "mbps",
        "sim_embb": "sim",
        "sim_redcap": "sim",
        "terminal_cpe": "terminal",
        "terminal_gateway": "terminal",
        "terminal_module": "terminal",
        "terminal_redcap": "terminal",
        "terminal_vehicle": "terminal",
        "fibre_m": "m",
        "leased_line_mbps": "mbps",
        "survey_km2": "km2",
        "integration_point": "point",
        "flow_count": "flow",
        "one": "item",
    }
)
