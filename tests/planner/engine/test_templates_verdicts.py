"""What the sample projects are there to show: the public network falls short for reasons, the own network delivers."""

import pytest

from planner.engine.evaluate import evaluate
from planner.engine.results import FlowResult, Results, Verdict
from planner.errors import Severity
from planner.io.catalogue import load_catalogue
from planner.io.templates import list_templates, new_from_template

#: Template: the most flows that scheme A may meet.
PUBLIC_MEETS_AT_MOST = {
    "port": 2,
    "factory": 1,
    "campus": 1,
    "mine": 2,
    "hospital": 2,
    "substation": 4,
    "metro": 3,
    "park": 3,
}

#: Template, flow of scheme A, and a reason that must be among those why it isn't met.
PUBLIC_FAILS = (
    ("port", "crane-video", "flow-rate-too-low"),
    ("port", "crane-video", "flow-data-leaves-site"),
    ("port", "crane-control", "flow-latency-missed"),
    ("port", "camera", "flow-cell-full"),
    ("factory", "vision", "flow-rate-too-low"),
    ("factory", "vision", "flow-data-leaves-site"),
    ("factory", "agv", "flow-rate-too-low"),
    ("factory", "camera", "flow-cell-full"),
    ("campus", "vr", "flow-rate-too-low"),
    ("campus", "vr", "flow-latency-missed"),
    ("campus", "camera", "flow-cell-full"),
    ("mine", "haul-control", "flow-latency-missed"),
    ("mine", "pit-video", "flow-cell-full"),
    ("mine", "shovel-video", "flow-rate-too-low"),
    ("hospital", "ultrasound", "flow-rate-too-low"),
    ("hospital", "nursing", "flow-cell-full"),
    ("hospital", "arm", "flow-latency-missed"),
    ("substation", "differential", "flow-latency-missed"),
    ("substation", "differential", "flow-data-leaves-site"),
    ("substation", "camera", "flow-cell-full"),
    ("metro", "dump", "flow-no-coverage"),  # the shed is of sheet metal
    ("metro", "robot", "flow-no-coverage"),
    ("metro", "train-cctv", "flow-cell-full"),
    ("park", "vr", "flow-no-coverage"),
    ("park", "vision", "flow-no-coverage"),
    ("park", "desktop", "flow-cell-full"),
)

#: Flows of scheme B that the sample stands for: met in full.
OWN_MEETS = (
    ("port", "crane-video"),
    ("port", "crane-control"),
    ("port", "rtg-video"),
    ("port", "rtg-control"),
    ("port", "truck-control"),
    ("factory", "agv"),
    ("factory", "sensor"),
    ("campus", "vr"),
    ("mine", "haul-control"),
    ("mine", "haul-video"),
    ("mine", "shovel-video"),
    ("hospital", "ambulance"),
    ("hospital", "nursing"),
    ("substation", "load-control"),
    ("substation", "camera"),
    ("metro", "train-cctv"),
    ("metro", "pis"),
    ("park", "vr"),
    ("park", "office"),
)

ALL = pytest.mark.parametrize("key", sorted(PUBLIC_MEETS_AT_MOST))


@pytest.fixture(scope="module")
def evaluated() -> dict[tuple[str, str], Results]:
    catalogue = load_catalogue()
    return {
        (key, scheme_id): evaluate(project, scheme_id, catalogue, None, threads=1)
        for key in PUBLIC_MEETS_AT_MOST
        for project in (new_from_template(key),)
        for scheme_id in project.schemes
    }


def count(results: Results, *verdicts: Verdict) -> int:
    return sum(flow.verdict in verdicts for flow in results.flows.values())


def flow(results: Results, key: str) -> FlowResult:
    return results.flows[f"flow-{key}"]


def test_every_template_is_judged() -> None:
    assert {info.key for info in list_templates()} == set(PUBLIC_MEETS_AT_MOST)


@ALL
def test_the_public_network_meets_few(key: str, evaluated: dict[tuple[str, str], Results]) -> None:
    results = evaluated[key, "A"]
    assert count(results, Verdict.MET, Verdict.LIKELY) <= PUBLIC_MEETS_AT_MOST[key]
    assert all(item.reasons for item in results.flows.values() if item.verdict is Verdict.NOT_MET)


@ALL
def test_the_own_network_meets_all_or_all_but_one(key: str, evaluated: dict[tuple[str, str], Results]) -> None:
    results = evaluated[key, "B"]
    assert count(results, Verdict.MET, Verdict.LIKELY) >= len(results.flows) - 1
    assert count(results, Verdict.MET) >= 2 * len(results.flows) / 3
    assert results.headline.area_share_in_target > 0.9


@ALL
def test_the_own_network_meets_every_zone_and_has_no_error(key: str, evaluated: dict[tuple[str, str], Results]) -> None:
    results = evaluated[key, "B"]
    assert {zone.verdict for zone in results.zones.values()} == {Verdict.MET}
    assert not [issue for issue in results.issues if issue.severity is Severity.ERROR]


def test_the_port_meets_all_that_the_public_network_fails(evaluated: dict[tuple[str, str], Results]) -> None:
    """The main demonstration."""
    assert count(evaluated["port", "A"], Verdict.MET) == 1
    assert count(evaluated["port", "B"], Verdict.MET) == 10


@pytest.mark.parametrize("scheme_id", ["A", "B"])
@ALL
def test_errors_are_about_flows_and_pcis_are_sound(
    key: str, scheme_id: str, evaluated: dict[tuple[str, str], Results]
) -> None:
    codes = {(issue.code, issue.severity) for issue in evaluated[key, scheme_id].issues}
    assert all(code.startswith("flow-") for code, severity in codes if severity is Severity.ERROR)
    assert not {code for code, _ in codes} & {"pci-collision", "pci-confusion"}


@ALL
def test_no_load_of_the_own_network_runs_away(key: str, evaluated: dict[tuple[str, str], Results]) -> None:
    cells = evaluated[key, "B"].cells.values()
    assert all(cell.converged for cell in cells)
    assert max(max(cell.load_ul, cell.load_dl) for cell in cells) < 0.8


@pytest.mark.parametrize(("key", "flow_key", "code"), PUBLIC_FAILS)
def test_the_public_network_fails_for_a_named_reason(
    key: str, flow_key: str, code: str, evaluated: dict[tuple[str, str], Results]
) -> None:
    result = flow(evaluated[key, "A"], flow_key)
    assert result.verdict is Verdict.NOT_MET
    assert code in {reason.code for reason in result.reasons}


@pytest.mark.parametrize(("key", "flow_key"), OWN_MEETS)
def test_the_own_network_meets_what_the_sample_stands_for(
    key: str, flow_key: str, evaluated: dict[tuple[str, str], Results]
) -> None:
    assert flow(evaluated[key, "B"], flow_key).verdict is Verdict.MET


def test_the_same_flows_are_judged_in_both_schemes(evaluated: dict[tuple[str, str], Results]) -> None:
    for key in PUBLIC_MEETS_AT_MOST:
        assert set(evaluated[key, "A"].flows) == set(evaluated[key, "B"].flows)
