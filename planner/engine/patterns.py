"""The envelopes of a catalogue or project antenna, and the losses of a radiating cable, as the radio needs them."""

from functools import lru_cache

from planner.model.catalogue import Antenna
from planner.radio.antenna import Pattern, cut_pattern, omni_pattern, sector_pattern
from planner.radio.antenna_array import ssb_envelope, traffic_envelope
from planner.radio.leaky_cable import CableLosses, cable_losses


@lru_cache(maxsize=256)
def broadcast_pattern(antenna: Antenna) -> Pattern:
    """The envelope of the broadcast (SSB) beams; its maximum is `ssb_gain_dbi`. For a cable: 0 dBi everywhere."""
    if antenna.kind == "cable":
        return omni_pattern(0.0, floor_db=0.0)
    if antenna.h_cut_db:
        across, down = antenna.ssb_h_cut_db or antenna.h_cut_db, antenna.ssb_v_cut_db or antenna.v_cut_db
        return cut_pattern(antenna.ssb_gain_dbi, across, down, antenna.tilt_deg)
    if antenna.array is not None:
        return ssb_envelope(antenna.array, antenna.ssb_gain_dbi, antenna.front_to_back_db)
    return _by_beamwidths(antenna, antenna.ssb_gain_dbi)


@lru_cache(maxsize=256)
def traffic_pattern(antenna: Antenna) -> Pattern:
    """The envelope of the traffic beams; its maximum is `gain_dbi`. For a cable: 0 dBi everywhere."""
    if antenna.kind == "cable":
        return omni_pattern(0.0, floor_db=0.0)
    if antenna.h_cut_db:
        return cut_pattern(antenna.gain_dbi, antenna.h_cut_db, antenna.v_cut_db, antenna.tilt_deg)
    if antenna.array is not None:
        return traffic_envelope(antenna.array, antenna.gain_dbi, antenna.front_to_back_db)
    return _by_beamwidths(antenna, antenna.gain_dbi)


def has_own_traffic_shape(antenna: Antenna) -> bool:
    """Whether the traffic beams' envelope has another shape than the broadcast one, not just another gain."""
    if antenna.kind == "cable":
        return False
    return bool(antenna.ssb_h_cut_db) if antenna.h_cut_db else antenna.array is not None


@lru_cache(maxsize=256)
def losses_of_cable(antenna: Antenna, freq_ghz: float) -> CableLosses:
    """Longitudinal and coupling loss of a radiating cable at a frequency, interpolated between its stated bands."""
    bands = [(band.freq_ghz, band.longitudinal_loss_db_per_100m, band.coupling_loss_db) for band in antenna.cable_bands]
    return cable_losses(bands, freq_ghz)


def _by_beamwidths(antenna: Antenna, gain_dbi: float) -> Pattern:
    if antenna.h_beamwidth_deg >= 360.0:
        return omni_pattern(gain_dbi, antenna.v_beamwidth_deg)
    return sector_pattern(gain_dbi, antenna.h_beamwidth_deg, antenna.v_beamwidth_deg, antenna.front_to_back_db)
