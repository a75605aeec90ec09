"""Codes of the latency calculation."""

MESSAGES: dict[str, str] = {
    # parts of the path, as reasons name them
    "latency-terminal": "terminal processing",
    "latency-access": "waiting for an uplink grant",
    "latency-air": "air interface",
    "latency-harq": "retransmissions",
    "latency-queue": "sending of large messages and queueing",
    "latency-gnb": "base station processing",
    "latency-transport": "transport network",
    "latency-upf": "UPF",
    "latency-application": "application",
    # inputs that don't exist
    "latency-allocation-invalid": "A transmission of {symbols} symbols with mapping type {mapping} doesn't exist",
    "latency-capability-undefined": "Processing capability {capability} is not defined at {scs_khz} kHz spacing",
    "latency-five-qi-unknown": "5QI {five_qi} is not in TS 23.501 Table 5.7.4-1; choose a standardised one",
    "latency-frame-invalid": "The frame structure {frame} can't be used; it needs slots of D, S and U, or FDD",
    "latency-harq-invalid": "{rounds} HARQ rounds can't be used; there must be at least one, and failure rates of 0 to 1",
    "latency-link-rate-invalid": "A link rate of {rate_mbps} Mbit/s can't be used; it must be above 0",
    "latency-medium-unknown": "The transport medium {medium} is not known",
    "latency-no-opportunity": "The frame structure {frame} never carries {direction:tr} data",
    "latency-route-invalid": "A route of {route_km} km with {hops} hops can't be used; neither may be negative",
    "latency-scs-unknown": "There is no subcarrier spacing of {scs_khz} kHz here; choose 15, 30, 60 or 120",
    "latency-special-slot-invalid": "The symbols {special} of the special slot must be three numbers that add up to 14",
    "latency-sr-period-invalid": "A scheduling request every {sr_period_slots} slots is not possible with this frame",
}
