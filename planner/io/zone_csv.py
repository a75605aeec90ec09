"""The figures of the zones as a CSV file for spreadsheets: one row a zone, headings in the reader's language.

UTF-8 with a mark, so that Excel reads Chinese; figures with a decimal point and without thousands separators;
texts that a spreadsheet would run as a formula are made harmless.
"""

import csv
import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path

from planner.engine.results import Results, Verdict, ZoneResult
from planner.io.atomic import write_bytes
from planner.io.frames import harmless
from planner.model.project import Project
from planner.model.site_map import Zone
from planner.text import N_, Translator

#: (heading, figure of the zone's result, decimals) in the order of the columns.
_SHARES: tuple[tuple[str, str], ...] = (
    (N_("Served share of the area (%)"), "covered_share"),
    (N_("Share of the area in target (%)"), "share_in_target"),
)
_FIGURES: tuple[tuple[str, str, str], ...] = (
    (N_("SS-RSRP"), "dBm", "rsrp"),
    (N_("SINR"), "dB", "sinr"),
    (N_("Downlink rate"), "Mbit/s", "dl"),
    (N_("Uplink rate"), "Mbit/s", "ul"),
)
_UNITS = {"rsrp": "dbm", "sinr": "db", "dl": "mbps", "ul": "mbps"}
_VERDICTS = {Verdict.MET: N_("met"), Verdict.LIKELY: N_("met with some probability"), Verdict.NOT_MET: N_("not met")}
_METRICS = {"rsrp_dbm": N_("SS-RSRP"), "sinr_db": N_("SINR"), "dl_mbps": N_("Downlink rate"),
            "ul_mbps": N_("Uplink rate"), "service": N_("no service")}  # fmt: skip


def write_zone_csv(path: Path, project: Project, results: Results, *, lang: str = "en") -> None:
    """Write the zones' figures: area, height, shares, percentiles, assured figures, targets, verdict, worst places.

    Percentiles are of the medians over the area; assured figures hold over the zone's area share with its probability.
    An empty cell: no service, or no target. Raises FileError `cannot-write`.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows(zone_rows(project, results, lang=lang))
    write_bytes(path, stream.getvalue().encode("utf-8-sig"))


def zone_rows(project: Project, results: Results, *, lang: str = "en") -> Iterator[list[str]]:
    """The rows of the file, headings first."""
    t = Translator(lang)
    scheme = project.schemes[results.scheme_id]
    columns = _columns(t, project.settings.map_terminal)
    yield [heading for heading, _ in columns]
    for zone_id, result in results.zones.items():
        zone = project.site_map.zones.get(zone_id)
        if zone is not None:
            yield [str(harmless(_cell(read(zone, result, scheme.name)))) for _, read in columns]


_Read = Callable[[Zone, ZoneResult, str], str | float | None]


def _columns(t: Translator, terminal: str) -> list[tuple[str, _Read]]:
    found: list[tuple[str, _Read]] = [
        (t("Zone"), lambda zone, _result, _scheme: zone.name or zone.id),
        (t("Scheme"), lambda _zone, _result, scheme: scheme),
        (t("Area (m²)"), lambda _zone, result, _scheme: result.area_m2),
        (t("Height (m)"), lambda zone, _result, _scheme: zone.height_m),
        (t("Terminal"), lambda _zone, _result, _scheme: terminal),
    ]
    found += [(t(heading), _percent(name)) for heading, name in _SHARES]
    for name, unit, key in _FIGURES:
        for share in (5, 50, 95):
            heading = t("{name}, {share} % percentile ({unit})", name=t(name), share=share, unit=unit)
            found.append((heading, _figure(f"{key}_p{share}_{_UNITS[key]}")))
    found += [
        (t("Area share of the statement (%)"), _percent("area_share")),
        (t("Probability of the statement (%)"), _percent("probability")),
    ]
    for name, unit, key in _FIGURES:
        heading = t("Assured {name} ({unit})", name=t(name), unit=unit)
        found.append((heading, _figure(f"assured_{key}_{_UNITS[key]}")))
    for name, unit, key in _FIGURES:
        heading = t("Target {name} ({unit})", name=t(name), unit=unit)
        found.append((heading, _target(f"{key}_{_UNITS[key]}")))
        heading = t("Share reaching the target {name} (%)", name=t(name))
        found.append((heading, _target_share(f"{key}_{_UNITS[key]}")))
    found.append((t("Verdict"), lambda _zone, result, _scheme: t(_VERDICTS[result.verdict])))
    found.append(
        (t("Worst places: east, north (m), what is missed"), lambda _zone, result, _scheme: _places(result, t))
    )
    return found


def _figure(name: str) -> _Read:
    return lambda _zone, result, _scheme: getattr(result, name)


def _percent(name: str) -> _Read:
    return lambda _zone, result, _scheme: getattr(result, name) * 100.0


def _target(metric: str) -> _Read:
    return lambda zone, _result, _scheme: getattr(zone.targets, metric)


def _target_share(metric: str) -> _Read:
    def read(_zone: Zone, result: ZoneResult, _scheme: str) -> float | None:
        shares = [item.share * 100.0 for item in result.targets if item.metric == metric]
        return shares[0] if shares else None

    return read


def _places(result: ZoneResult, t: Translator) -> str:
    parts = [f"{point.x_m:.1f}, {point.y_m:.1f}, {t(_METRICS[point.metric])}" for point in result.worst_points]
    return "; ".join(parts)


def _cell(value: str | float | None) -> str | float:
    """Figures to two decimals; nothing for what isn't there."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return value if isinstance(value, str) else round(float(value), 2) + 0.0
