"""Pattern files as they occur: variants, what is put right with a finding, what is refused and how."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.engine.patterns import broadcast_pattern, traffic_pattern
from planner.errors import FileError
from planner.io.catalogue import load_catalogue
from planner.io.read_msi import format_msi, parse_msi, read_msi
from planner.model.rules_antennas import antenna_fault
from planner.radio.antenna import gain_dbi
from planner.text import LANGUAGES, Translator
from tests.fuzz_patterns import pattern_text


def read(text: str | bytes, source: str = "a.msi"):
    return parse_msi(text if isinstance(text, bytes) else text.encode(), source=source)


def codes(found) -> list[str]:
    return [issue.code for issue in found.issues]


def with_rows(across: list[str], down: list[str], gain: str = "GAIN 17.5 dBi", more: str = "") -> str:
    return "\n".join(["NAME x", gain, *filter(None, [more]), "HORIZONTAL 360", *across, "VERTICAL 360", *down])


def flat(count: int = 360, value: str = "0.0") -> list[str]:
    return [f"{k} {value}" for k in range(count)]


def test_a_plain_file_gives_the_antenna_it_states():
    found = read(pattern_text(tilt_deg=6.0))
    antenna = found.antenna
    assert not found.issues
    assert (antenna.gain_dbi, antenna.ssb_gain_dbi, antenna.freq_ghz, antenna.tilt_deg) == (17.5, 17.5, 3.5, 6.0)
    assert antenna.name_zh == antenna.name_en == "测试天线 65-10"
    assert antenna.source.startswith("Test, a.msi")
    assert (antenna.h_beamwidth_deg, antenna.v_beamwidth_deg) == (65.0, 10.0)
    assert antenna.front_to_back_db == pytest.approx(28.0)
    assert not antenna_fault(antenna)


def test_the_vertical_cut_points_down_where_the_file_says_so():
    """90 degrees is straight down: a file with 6 degrees of tilt, used at 6 degrees, has its maximum at -6."""
    antenna = read(pattern_text(tilt_deg=6.0)).antenna
    elevation = np.arange(-90.0, 90.5, 0.5)
    gains = gain_dbi(traffic_pattern(antenna), 0.0, elevation, tilt_electrical_deg=6.0)
    assert elevation[int(np.argmax(gains))] == -6.0
    # the file's own row: 11 degrees below the horizon is 5 off the axis, 12 (5 / 10)^2 = 3 dB
    assert float(gain_dbi(traffic_pattern(antenna), 0.0, -11.0, 6.0)) == pytest.approx(17.5 - 3.0, abs=0.02)
    gains = gain_dbi(traffic_pattern(antenna), 0.0, elevation, tilt_electrical_deg=2.0)
    assert elevation[int(np.argmax(gains))] == -2.0


@given(st.floats(-179.0, 179.0), st.floats(-60.0, 60.0), st.floats(-10.0, 15.0), st.floats(-5.0, 10.0))
def test_gain_is_never_above_the_stated_maximum_and_symmetric(azimuth, elevation, electrical, mechanical):
    pattern = traffic_pattern(read(pattern_text(tilt_deg=4.0)).antenna)
    right, left = (float(gain_dbi(pattern, a, elevation, electrical, mechanical)) for a in (azimuth, -azimuth))
    assert right <= 17.5 + 1e-9
    assert right == pytest.approx(left, abs=1e-6)


@pytest.mark.parametrize(
    ("gain", "dbi", "assumed"),
    [
        ("GAIN 17.5 dBi", 17.5, False),
        ("GAIN 15.35 dBd", 17.5, False),
        ("GAIN 15,35", 17.5, True),
        ("gain\t15.35 (dBd)", 17.5, False),
        ("GAIN: 17.5dBi", 17.5, False),
    ],
)
def test_gain_units(gain, dbi, assumed):
    found = read(pattern_text(gain=gain))
    assert found.antenna.gain_dbi == pytest.approx(dbi)
    assert ("pattern-gain-unit-assumed" in codes(found)) == assumed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_decimal_commas(encoding):
    found = read(pattern_text(comma=True).encode(encoding))
    assert found.antenna.name_zh == "测试天线 65-10"
    assert found.antenna.h_cut_db == read(pattern_text()).antenna.h_cut_db


@pytest.mark.parametrize(
    ("text", "ghz"),
    [("3500", 3.5), ("3500 MHz", 3.5), ("3.5 GHz", 3.5), ("3400-3600", 3.5), ("2,6 GHz", 2.6), ("4900.0", 4.9)],
)
def test_frequencies(text, ghz):
    assert read(pattern_text().replace("FREQUENCY 3500", f"FREQUENCY {text}")).antenna.freq_ghz == pytest.approx(ghz)


def test_other_steps_closing_rows_and_signed_angles_are_read():
    coarse = read(pattern_text(step_deg=5))
    assert codes(coarse) == ["pattern-step-interpolated"] * 2
    assert coarse.antenna.h_cut_db[2] == pytest.approx(12.0 * (5.0 / 65.0) ** 2 * 0.4, abs=0.01)
    closing = pattern_text().replace("VERTICAL 360", "360 0.00\nVERTICAL 360")
    assert read(closing).antenna == read(pattern_text()).antenna
    signed = with_rows(
        [f"{k} {min(12 * (k / 65) ** 2, 28):.2f}" for k in range(-180, 180)], [f"{k} 0" for k in range(-180, 181)]
    )
    assert read(signed).antenna.h_cut_db[300] == pytest.approx(12 * (60 / 65) ** 2, abs=0.01)


def test_small_holes_are_filled_with_a_finding_and_large_ones_refused():
    lines = pattern_text().splitlines()
    start = lines.index("HORIZONTAL 360") + 1
    small = read("\n".join(lines[: start + 20] + lines[start + 24 :]))
    assert codes(small) == ["pattern-holes-filled"]
    assert small.issues[0].params["widest_deg"] == 5.0
    assert small.antenna.h_cut_db[22] == pytest.approx(12 * (22 / 65) ** 2, abs=0.1)
    with pytest.raises(FileError) as problem:
        read("\n".join(lines[: start + 100] + lines[start + 130 :]))
    assert problem.value.code == "pattern-hole"
    assert (problem.value.params["first_deg"], problem.value.params["last_deg"]) == (99.0, 130.0)
    assert problem.value.params["line"] == start


def test_an_upside_down_vertical_cut_is_turned_over():
    found = read(pattern_text(upside_down=True))
    assert codes(found) == ["pattern-upside-down"]
    assert found.antenna.v_cut_db == read(pattern_text()).antenna.v_cut_db


@pytest.mark.parametrize("shift", [90, 270])
def test_a_vertical_cut_that_counts_from_the_vertical_is_turned(shift):
    plain = read(pattern_text(tilt_deg=0.0)).antenna
    rows = [f"{(k + shift) % 360} {value}" for k, value in enumerate(plain.v_cut_db)]
    found = read(with_rows([f"{k} {value}" for k, value in enumerate(plain.h_cut_db)], rows))
    assert codes(found) == ["pattern-vertical-turned"]
    assert found.antenna.v_cut_db == plain.v_cut_db


def test_an_unstated_tilt_is_found_and_a_wrong_one_corrected():
    text = pattern_text(tilt_deg=5.0)
    found = read(text.replace("TILT ELECTRICAL 5\n", ""))
    assert found.antenna.tilt_deg == 5.0 and codes(found) == ["pattern-tilt-found"]
    found = read(text.replace("TILT ELECTRICAL 5", "TILT ELECTRICAL 12"))
    assert found.antenna.tilt_deg == 5.0 and codes(found) == ["pattern-tilt-differs"]


def test_losses_with_the_wrong_sign_and_gains_are_turned():
    plain = read(pattern_text())
    text = pattern_text()
    head, rest = text.split("HORIZONTAL 360\n")
    across, down = rest.split("VERTICAL 360\n")

    def mapped(block, rule):
        rows = (line.split() for line in block.splitlines())
        return "\n".join(f"{angle} {rule(float(value)):.2f}" for angle, value in rows) + "\n"

    for rule, code in ((lambda x: -x, "pattern-signs-turned"), (lambda x: 17.5 - x, "pattern-gains-turned")):
        found = read(head + "HORIZONTAL 360\n" + mapped(across, rule) + "VERTICAL 360\n" + down)
        assert codes(found) == [code]
        assert found.antenna.h_cut_db == pytest.approx(plain.antenna.h_cut_db, abs=0.011)
    with pytest.raises(FileError, match="pattern-mixed-signs"):
        read(head + "HORIZONTAL 360\n" + mapped(across, lambda x: x - 8.0) + "VERTICAL 360\n" + down)


def test_a_horizontal_cut_at_the_horizon_of_a_tilted_antenna_counts_once():
    plain = read(pattern_text()).antenna
    text = with_rows(
        [f"{k} {value + 5.9:.2f}" for k, value in enumerate(plain.h_cut_db)],
        [f"{k} {value:.2f}" for k, value in enumerate(plain.v_cut_db)],
        more="TILT ELECTRICAL 6",
    )
    pattern = traffic_pattern(read(text).antenna)
    assert float(gain_dbi(pattern, 0.0, -6.0, 6.0)) == pytest.approx(17.5, abs=0.01)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\x00\x01\x02PK" * 40, "pattern-binary"),
        ("NAME x\nGAIN 10 dBi\nHORIZONTAL 360\n" + "\n".join(flat()), "pattern-without-section"),
        (with_rows(flat(), flat(), gain="FREQUENCY 3500"), "pattern-without-gain"),
        (with_rows(flat(), flat(), gain="GAIN 45 dBi"), "pattern-gain-absurd"),
        (with_rows(flat(), flat(), gain="GAIN dBi"), "pattern-bad-header"),
        (with_rows([*flat(10), "10 nan", *flat()[11:]], flat()), "pattern-bad-line"),
        (with_rows([*flat(10), "10 abc", *flat()[11:]], flat()), "pattern-bad-line"),
        (with_rows([*flat(10), "NaN 3", *flat()[11:]], flat()), "pattern-bad-line"),
        (with_rows([*flat(10), "10 1 2 3", *flat()[11:]], flat()), "pattern-bad-line"),
        (with_rows([*flat(10), "10 1e9", *flat()[11:]], flat()), "pattern-value-absurd"),
        (with_rows([*flat(), "5 9.0"], flat()), "pattern-angle-twice"),
        (with_rows(flat(), flat(20)), "pattern-too-few-rows"),
        (with_rows(flat(), flat()) + "\nHORIZONTAL 360", "pattern-section-twice"),
        (with_rows(flat(), flat(), more="TILT ELECTRICAL 85"), "pattern-bad-header"),
        (with_rows(flat(), flat()).replace("NAME x", "FREQUENCY 9e9"), "pattern-bad-header"),
        ("x" * 5000, "pattern-too-long"),
    ],
)
def test_broken_files_are_refused_with_a_sentence_in_both_languages(text, code):
    with pytest.raises(FileError) as problem:
        read(text, source="kaputt.msi")
    assert problem.value.code == code
    for lang in LANGUAGES:
        sentence = Translator(lang).code(code, problem.value.params)
        assert "kaputt.msi" in sentence and "{" not in sentence
        if "line" in problem.value.params:
            assert str(problem.value.params["line"]) in sentence


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.msi"
    path.write_bytes(b"0 0.0\n" * 500_000)
    with pytest.raises(FileError, match="file-too-large"):
        read_msi(path)


@pytest.mark.parametrize("key", [key for key, item in load_catalogue().antennas.items() if item.kind != "cable"])
@pytest.mark.parametrize("broadcast", [False, True])
def test_every_catalogue_antenna_survives_writing_and_reading(key, broadcast):
    antenna = load_catalogue().antennas[key]
    again = read(format_msi(antenna, broadcast=broadcast)).antenna
    pattern = broadcast_pattern(antenna) if broadcast else traffic_pattern(antenna)
    azimuth, elevation = np.meshgrid(np.arange(-180.0, 180.0, 5.0), np.arange(-80.0, 81.0, 5.0))
    floor = pattern.gain_dbi - min(pattern.floor_db, float(max(pattern.horizontal_db.max(), pattern.vertical_db.max())))
    before = np.maximum(gain_dbi(pattern, azimuth, elevation), floor)
    after = gain_dbi(traffic_pattern(again), azimuth, elevation)
    assert after == pytest.approx(before, abs=0.03)


def test_a_header_without_the_word_name_and_with_comments_is_read():
    text = (
        "# made by hand\nSuper Antenna 3000\nGAIN 10 dBi\nHORIZONTAL\n"
        + "\n".join(flat())
        + "\nVERTICAL\n"
        + "\n".join(flat())
    )
    antenna = read(text.replace("# made by hand\n", "")).antenna
    assert antenna.name_en == "Super Antenna 3000"
    assert antenna.h_beamwidth_deg == 360.0
    assert math.isclose(antenna.gain_dbi, 10.0)
