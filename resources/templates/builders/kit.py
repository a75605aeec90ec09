"""What the builders of the sample projects share: a draft that collects objects and texts, and shapes in metres."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from planner.io.catalogue import load_catalogue
from planner.model.demand import Flow, FlowDirection
from planner.model.geometry import Point, Ring, rectangle
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, Zone

#: A text in both languages: Chinese, English.
Text = tuple[str, str]


@dataclass
class Draft:
    """A sample project while it is built. `english`: every Chinese human text with its English."""

    english: dict[str, str] = field(default_factory=dict[str, str])
    obstacles: dict[str, Obstacle] = field(default_factory=dict[str, Obstacle])
    zones: dict[str, Zone] = field(default_factory=dict[str, Zone])
    flows: dict[str, Flow] = field(default_factory=dict[str, Flow])

    def text(self, text: Text) -> str:
        """The Chinese of a text; keeps its English. One Chinese text has one English."""
        chinese, english = text
        if self.english.setdefault(chinese, english) != english:
            raise ValueError(f"two translations of {chinese!r}: {self.english[chinese]!r} and {english!r}")
        return chinese


def number(name: Text, index: int) -> Text:
    """The text with a number: 灯杆 1, Mast 1."""
    return (f"{name[0]} {index}", f"{name[1]} {index}")


def obstacle(draft: Draft, kind: ObstacleKind, name: Text, outline: Ring, **values: Any) -> None:
    """Add a drawn object under the next id. Heights are what a surveyor would have stated."""
    identifier = f"ob-{len(draft.obstacles) + 1:03d}"
    draft.obstacles[identifier] = Obstacle(
        id=identifier,
        kind=kind,
        name=draft.text(name),
        outline=rounded(outline),
        height_source=values.pop("height_source", HeightSource.SURVEYED),
        **values,
    )


def zone(draft: Draft, key: str, name: Text, outline: Ring, **values: Any) -> None:
    """Add a zone; its id is `zone-<key>`."""
    identifier = f"zone-{key}"
    draft.zones[identifier] = Zone(id=identifier, name=draft.text(name), outline=rounded(outline), **values)


def flow(draft: Draft, key: str, name: Text, scenario: str, zone_key: str, count: int, **changes: Any) -> None:
    """Add a flow with the starting values of a catalogue scenario; `changes` are this customer's own figures."""
    identifier = f"flow-{key}"
    entry = load_catalogue().scenarios[scenario]
    values: dict[str, Any] = {
        "terminal": entry.terminal,
        "ul_mbps": entry.ul_mbps,
        "dl_mbps": entry.dl_mbps,
        "message_bytes": entry.message_bytes,
        "period_ms": entry.period_ms,
        "latency_target_ms": entry.latency_target_ms,
        "latency_percentile": entry.latency_percentile,
        "direction": FlowDirection(entry.direction),
        "reliability": entry.reliability,
        "activity": entry.activity,
        "priority": entry.priority,
    }
    draft.flows[identifier] = Flow(
        id=identifier,
        name=draft.text(name),
        scenario=scenario,
        zone_id=f"zone-{zone_key}",
        count=count,
        **{**values, **changes},
    )


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> Ring:
    """A rectangle by its edges."""
    return ((west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m))


def turned_box(west_m: float, south_m: float, width_m: float, depth_m: float, rotation_deg: float) -> Ring:
    """A rectangle by its south-west corner, turned counter-clockwise about it."""
    return rectangle(west_m, south_m, width_m, depth_m, rotation_deg)


def ellipse(centre: Point, east_radius_m: float, north_radius_m: float, corners: int = 24) -> Ring:
    """A closed curve as a polygon, starting in the east."""
    steps = (2 * math.pi * k / corners for k in range(corners))
    return tuple((centre[0] + east_radius_m * math.cos(a), centre[1] + north_radius_m * math.sin(a)) for a in steps)


def smooth(outline: Ring, rounds: int = 2) -> Ring:
    """A curved outline from a coarse one, by cutting corners (Chaikin): four times the corners after two rounds."""
    for _ in range(rounds):
        cut: list[Point] = []
        for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], *outline[:1]), strict=True):
            cut += [(0.75 * x1 + 0.25 * x2, 0.75 * y1 + 0.25 * y2), (0.25 * x1 + 0.75 * x2, 0.25 * y1 + 0.75 * y2)]
        outline = tuple(cut)
    return outline


def ribbon(points: Iterable[Point], width_m: float) -> Ring:
    """A road of constant width along a line, with mitred corners; made for gentle bends."""
    line = tuple(points)
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(line):
        before = _heading(line[max(index - 1, 0)], line[max(index, 1)])
        after = _heading(line[min(index, len(line) - 2)], line[min(index + 1, len(line) - 1)])
        middle = math.atan2(math.sin(before) + math.sin(after), math.cos(before) + math.cos(after))
        turn = math.remainder(after - before, 2 * math.pi)
        half = width_m / 2 / max(math.cos(turn / 2), 0.3)
        left.append((x - half * math.sin(middle), y + half * math.cos(middle)))
        right.append((x + half * math.sin(middle), y - half * math.cos(middle)))
    return (*right, *reversed(left))


def _heading(a: Point, b: Point) -> float:
    return math.atan2(b[1] - a[1], b[0] - a[0])


def rounded(outline: Ring) -> Ring:
    """The outline to the centimetre, so that the file reads well and is the same on every machine."""
    return tuple((round(x, 2) + 0.0, round(y, 2) + 0.0) for x, y in outline)
