"""Processing delays of terminal, gNB and UPF: calibrated assumptions, meant to be overridden by the catalogue."""

from dataclasses import dataclass, field

from planner.latency.distribution import Distribution, exponential_tail

_CALIBRATION = (
    "Assumption: 1-2 ms; chosen so that 95 % of DL packets take 4-10 ms one way, as measured in stand-alone campus "
    "networks (Rischke et al. 2021); to be calibrated"
)


def _delay(default: float, source: str, mark: str) -> float:
    """A dataclass field with its provenance: mark S for a standard, M for a measurement or an assumption."""
    return field(default=default, metadata={"source": source, "mark": mark})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingDelays:
    """Delays per passage, ms: a constant `base` and the mean of an exponential `tail` on top of it.

    Each field's metadata names `source` and `mark` (S standard, M measured or assumed). All of them are M: no standard
    bounds the software of a terminal, gNB or UPF, which is why real networks are slower than TR 37.910.
    """

    terminal_base_ms: float = _delay(1.2, _CALIBRATION, "M")
    terminal_tail_ms: float = _delay(0.6, _CALIBRATION, "M")
    gnb_base_ms: float = _delay(1.2, _CALIBRATION + "; layers 2 and 3 with fronthaul", "M")
    gnb_tail_ms: float = _delay(0.6, _CALIBRATION + "; layers 2 and 3 with fronthaul", "M")
    upf_hardware_base_ms: float = _delay(0.02, "Working range 0.02-0.1 ms, origin not recorded", "M")
    upf_hardware_tail_ms: float = _delay(
        0.017, "Working range 0.02-0.1 ms, origin not recorded; its upper end taken as p99", "M"
    )
    upf_software_base_ms: float = _delay(
        0.1, "Assumption; with the tail, p99 within the working range 0.6-1.2 ms, origin not recorded", "M"
    )
    upf_software_tail_ms: float = _delay(
        0.15, "Assumption: p99 about 0.8 ms, lower half of the working range 0.6-1.2 ms", "M"
    )
    upf_shared_tail_factor: float = _delay(1.6, "Assumption: p99 of a shared software UPF at 1.2 ms", "M")
    ipsec_hardware_ms: float = _delay(0.06, "Working range 0.02-0.1 ms, origin not recorded; its middle", "M")
    ipsec_software_ms: float = _delay(0.6, "Working range 0.2-1 ms, origin not recorded; its middle", "M")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpfKind:
    """Kind of a UPF: forwarding in hardware or software, for this customer alone or shared."""

    hardware: bool = True
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A constant plus an exponential tail, ms."""

    base_ms: float
    tail_ms: float = 0.0

    @property
    def mean_ms(self) -> float:
        """Mean delay."""
        return self.base_ms + self.tail_ms

    @property
    def variance_ms2(self) -> float:
        """Variance: that of the exponential tail."""
        return self.tail_ms**2

    def distribution(self) -> Distribution:
        """The delay as a distribution."""
        return exponential_tail(1.0, self.tail_ms).shifted(self.base_ms)


def terminal_delay(delays: ProcessingDelays, mean_ms: float | None = None) -> Delay:
    """Host and modem of a terminal or CPE, one passage; `mean_ms` scales it to a terminal of the catalogue.

    >>> round(terminal_delay(ProcessingDelays(), 3.6).base_ms, 6)
    2.4
    """
    return _scaled(Delay(base_ms=delays.terminal_base_ms, tail_ms=delays.terminal_tail_ms), mean_ms)


def gnb_delay(delays: ProcessingDelays, mean_ms: float | None = None) -> Delay:
    """Layers 2 and 3 of a gNB with fronthaul, one passage; `mean_ms` scales it."""
    return _scaled(Delay(base_ms=delays.gnb_base_ms, tail_ms=delays.gnb_tail_ms), mean_ms)


def upf_delay(delays: ProcessingDelays, kind: UpfKind) -> Delay:
    """One passage through a UPF."""
    factor = delays.upf_shared_tail_factor if kind.shared else 1.0
    if kind.hardware:
        return Delay(base_ms=delays.upf_hardware_base_ms, tail_ms=delays.upf_hardware_tail_ms * factor)
    return Delay(base_ms=delays.upf_software_base_ms, tail_ms=delays.upf_software_tail_ms * factor)


def _scaled(delay: Delay, mean_ms: float | None) -> Delay:
    if mean_ms is None or delay.mean_ms <= 0.0:
        return delay if mean_ms is None else Delay(base_ms=mean_ms)
    factor = mean_ms / delay.mean_ms
    return Delay(base_ms=delay.base_ms * factor, tail_ms=delay.tail_ms * factor)
