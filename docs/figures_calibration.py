"""Figures of the pages on the blend and on calibration."""

from collections.abc import Callable
from typing import Any

import numpy as np


def blend(axes: Any) -> None:
    """Loss over nu for a surveyed and a sketched map, UMa at 150 m and 3.5 GHz."""
    from planner.radio.itu_p526 import knife_edge_loss_db
    from planner.radio.propagation import combined_path_loss_db
    from planner.radio.tr38901 import los_probability, path_loss_los_db, path_loss_nlos_db

    nu = np.linspace(-2.0, 6.0, 400)
    place = ("UMa", 150.0, 3.5, 25.0, 1.5)
    los, nlos = float(path_loss_los_db(*place)), float(path_loss_nlos_db(*place))
    p_los = float(los_probability("UMa", 150.0, 25.0, 1.5))
    for how, style in (("surveyed", "-"), ("sketched", "--")):
        loss = combined_path_loss_db(los, nlos, p_los, nu, knife_edge_loss_db(nu), how)
        axes.plot(nu, loss, style, label=f"{how} map")
    for value, name in ((los, "LOS"), (nlos, "NLOS")):
        axes.axhline(value, color="0.6", linewidth=0.8)
        axes.text(5.9, value + 0.4, name, ha="right", fontsize=8, color="0.4")
    axes.set_xlabel("ν of the drawn obstacles (negative: clear)")
    axes.set_ylabel("path loss, dB")
    axes.set_title("UMa, 150 m, 3.5 GHz, 25 m to 1.5 m")


FIGURES: dict[str, Callable[[Any], None]] = {"blend": blend}
