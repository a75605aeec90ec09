import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import FileError
from planner.io.control_points import ControlPoint, apply_placement, fit_placement, targets_of

SOURCE = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0], [0.0, 50.0]])


@given(
    scale=st.floats(0.01, 100.0), turn=st.floats(-179.0, 179.0), x=st.floats(-1e6, 1e6), y=st.floats(-1e6, 1e6),
    count=st.integers(2, 4),
)  # fmt: skip
def test_a_similarity_is_found_again(scale: float, turn: float, x: float, y: float, count: int) -> None:
    angle = math.radians(turn)
    matrix = scale * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    target = SOURCE[:count] @ matrix.T + np.array([x, y])
    found = fit_placement(SOURCE[:count], target)
    assert found.scale == pytest.approx(scale)
    assert math.remainder(found.rotation_deg - turn, 360.0) == pytest.approx(0.0, abs=1e-5)
    assert max(found.residuals_m) < 1e-6
    assert apply_placement(found, SOURCE[:count]) == pytest.approx(target, abs=1e-6)


def test_an_affine_map_is_found_again_and_a_similarity_shows_what_it_can_not_do() -> None:
    target = SOURCE @ np.array([[2.0, 0.0], [0.3, 1.0]]) + 7.0
    affine = fit_placement(SOURCE, target, "affine")
    assert affine.rms_m == pytest.approx(0.0, abs=1e-9)
    assert apply_placement(affine, SOURCE) == pytest.approx(target)
    assert fit_placement(SOURCE, target).rms_m > 5.0
    mirrored = SOURCE * np.array([-1.0, 1.0])
    assert fit_placement(SOURCE, mirrored).rms_m > 10.0


def test_least_squares_spread_one_mistake() -> None:
    target = SOURCE.copy()
    target[2] += (4.0, 0.0)
    found = fit_placement(SOURCE, target)
    assert found.rms_m == pytest.approx(math.sqrt(np.mean(np.array(found.residuals_m) ** 2)))
    assert found.rms_m < 2.0
    better = fit_placement(SOURCE[:2], target[:2])
    assert found.residuals_m[2] < np.hypot(*(apply_placement(better, SOURCE)[2] - target[2]))


@pytest.mark.parametrize(
    ("source", "kind", "code"),
    [
        (SOURCE[:1], "similarity", "control-points-too-few"),
        (SOURCE[:2], "affine", "control-points-too-few"),
        (SOURCE[[0, 0]], "similarity", "control-points-coincide"),
        (np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]), "affine", "control-points-in-line"),
        (np.array([[0.0, math.nan], [1.0, 1.0]]), "similarity", "control-points-coincide"),
    ],
)
def test_points_that_place_nothing(source: np.ndarray, kind: str, code: str) -> None:
    with pytest.raises(FileError) as caught:
        fit_placement(source, SOURCE[: len(source)], kind)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_metres_and_degrees_do_not_mix() -> None:
    points = [ControlPoint(source=(0, 0), target=(1, 1)), ControlPoint(source=(0, 9), target=(1, 2), is_lonlat=True)]
    with pytest.raises(FileError) as caught:
        targets_of(points)
    assert caught.value.code == "control-points-mixed"
