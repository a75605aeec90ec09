"""Latency: air interface (TR 37.910), uplink access, transport, core, queueing, and their sum as a distribution."""
