"""CAD drawings in DXF (ezdxf, imported when needed): model space in metres, blocks unfolded, texts as labels."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Severity
from planner.io.crs import LOCAL
from planner.io.dxf_shapes import TOLERANCE_M, shapes_of
from planner.io.dxf_units import DrawingUnit, guessed_unit, header_unit, is_plausible, stated_unit
from planner.io.encoding import decode, read_bytes
from planner.io.map_file import Collector, MapFile, MapFormat, Shape
from planner.io.map_kinds import kind_of_name
from planner.io.map_labels import Text, attach_labels
from planner.io.rings import merge_lines
from planner.model.site_map import ObstacleKind

#: ezdxf holds about twenty times the file in memory.
MAX_MB = 64
#: Blocks within blocks; CAD knows no limit, drawings hardly go beyond five.
MAX_DEPTH = 20
#: What all inserted blocks may unfold to.
MAX_ENTITIES = 400_000
#: Points in the file, before blocks are unfolded; ezdxf takes half a kilobyte for each while it reads.
MAX_POINTS = 2_000_000
_ENTITY = re.compile(r"\n[ \t]*0\n[ \t]*[A-Z]")
_VERTEX = re.compile(r"\n[ \t]*10\n")
_BINARY_MARK = b"AutoCAD Binary DXF"
_DWG_MARK = re.compile(rb"AC1[0-9]{3}")
_CODEPAGES = {
    "ANSI_936": "gb18030",
    "ANSI_950": "big5",
    "ANSI_932": "cp932",
    "ANSI_1252": "cp1252",
    "ANSI_1251": "cp1251",
}
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([A-Za-z0-9_]+)")
_VERSION = re.compile(rb"\$ACADVER\s+1\s+(AC\d{4})")
#: Annotation: nothing that stands on the ground, so nothing to report.
_ANNOTATION = frozenset(
    ("DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION", "LEADER", "MULTILEADER", "MLEADER", "TOLERANCE", "ATTDEF",
     "ATTRIB", "VIEWPORT", "IMAGE", "WIPEOUT", "XLINE", "RAY", "OLE2FRAME", "ACAD_TABLE", "SEQEND", "LIGHT", "SUN")
)  # fmt: skip
#: Blocks without an outline, and points, stand for these: a drawn symbol marks the place.
_SYMBOLS = frozenset((ObstacleKind.QUAY_CRANE, ObstacleKind.YARD_CRANE, ObstacleKind.VEGETATION, ObstacleKind.TANK))


def read_dxf(path: Path, *, encoding: str | None = None, unit: str | None = None) -> MapFile:
    """Read a drawing; `unit` ("mm", "m", ...) overrides its header. Coordinates are local metres (CRS "local").

    Raises `FileError`: those of reading, "dwg-not-supported", "dxf-damaged", "dxf-endless-blocks",
    "dxf-too-many-entities", "unknown-unit", and those of `Collector`.
    """
    content = read_bytes(path, limit_mb=MAX_MB)
    if _DWG_MARK.match(content):
        raise FileError("dwg-not-supported", file=path.name)
    document, found = _document(content, path.name, encoding)
    chosen = stated_unit(unit, source=path.name) if unit else header_unit(int(document.header.get("$INSUNITS", 0)))
    if chosen is None:
        trial = _Walker(document, Collector(path.name), DrawingUnit(name="", metres=1.0))
        trial.walk()
        chosen = guessed_unit(trial.collector.coordinates())
    walker = _Walker(document, Collector(path.name), chosen)
    walker.walk()
    collector = walker.collector
    points = collector.coordinates()
    if chosen.is_guessed:
        collector.note("dxf-units-guessed", Severity.WARNING, unit=chosen.name)
    elif not unit and not is_plausible(points / chosen.metres, chosen):
        collector.note("dxf-units-doubtful", Severity.WARNING, unit=chosen.name)
    return collector.finish(form=MapFormat.DXF, encoding=found, crs=LOCAL, crs_is_stated=False)


def _document(content: bytes, source: str, encoding: str | None) -> tuple[Any, str]:
    """The drawing and its encoding; damaged ones are recovered as far as ezdxf can."""
    from ezdxf import recover
    from ezdxf.document import Drawing
    from ezdxf.lldxf.tagger import binary_tags_loader

    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)  # it tells of every repair on the console
    if content.startswith(_BINARY_MARK):
        try:
            return Drawing.load(binary_tags_loader(content)), "binary"
        except Exception:  # whatever damaged bytes lead to inside ezdxf
            raise FileError("dxf-damaged", file=source) from None
    text, found = _text(content, source, encoding)
    if "SECTION" not in text:
        raise FileError("dxf-damaged", file=source)
    if sum(1 for _ in _ENTITY.finditer(text)) > 2 * MAX_ENTITIES:  # before ezdxf takes a kilobyte for each
        raise FileError("dxf-too-many-entities", file=source, limit=2 * MAX_ENTITIES)
    if sum(1 for _ in _VERTEX.finditer(text)) > MAX_POINTS:
        raise FileError("map-too-many-vertices", file=source, limit=MAX_POINTS)
    try:
        return Drawing.read(io.StringIO(text)), found
    except Exception:  # the strict reader refuses what the recovering one may still read
        pass
    try:
        return recover.read(io.BytesIO(content), errors="ignore")[0], found
    except Exception:
        raise FileError("dxf-damaged", file=source) from None


def _text(content: bytes, source: str, encoding: str | None) -> tuple[str, str]:
    """UTF-8 from AutoCAD 2007 on, else the code page if the bytes fit it, else what the bytes look like."""
    head = content[:20_000]
    version, page = _VERSION.search(head), _CODEPAGE.search(head)
    if encoding is None and not (version and version[1] >= b"AC1021") and page:
        named = _CODEPAGES.get(page[1].decode("ascii").upper())
        # "ANSI_1252" is what many tools write whatever they mean; every byte string fits it, so it proves nothing
        if named and named != "cp1252":
            try:
                return content.decode(named).replace("\r\n", "\n"), named
            except UnicodeDecodeError:
                pass
    text, found = decode(content, source=source, encoding=encoding)
    return text.replace("\r\n", "\n"), found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where entities of a layout or block stand: [4, 4] for row vectors, to drawing units of the model space."""

    matrix: NDArray[np.float64]
    tolerance: float
    layer: str = ""
    stack: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])


class _Walker:
    """Goes through the model space and every block inserted in it."""

    def __init__(self, document: Any, collector: Collector, unit: DrawingUnit) -> None:
        self._document = document
        self.collector = collector
        self._unit = unit
        self._visited = 0
        self._counts: Counter[str] = Counter()
        self._texts: list[Text] = []
        self._lines: dict[str, list[NDArray[np.float64]]] = {}
        self._seen: set[tuple[str, bytes]] = set()
        layers = getattr(document, "layers", ())
        self._hidden = {layer.dxf.name.lower() for layer in layers if layer.is_off() or layer.is_frozen()}

    def walk(self) -> None:
        """Read everything; lines that meet end to end become one, and an outline where they close."""
        try:
            drawing = self._document.modelspace()
        except KeyError:  # a drawing that lost its model space
            raise FileError("dxf-damaged", file=self.collector.source) from None
        self._entities(drawing, _Frame(matrix=np.eye(4), tolerance=TOLERANCE_M / self._unit.metres))
        for layer, lines in self._lines.items():
            for line, is_ring, pieces in merge_lines(lines):
                self._counts["dxf-lines-joined"] += is_ring and pieces > 1
                self.collector.part(self.collector.feature(layer, {}), "polygon" if is_ring else "line", [line])
        attach_labels(self.collector, self._texts)
        for code, count in sorted(self._counts.items()):
            if count:
                warns = code in ("dxf-entities-damaged", "dxf-xrefs-missing", "dxf-hidden-ignored")
                self.collector.note(code, Severity.WARNING if warns else Severity.NOTE, count=count)

    def _entities(self, entities: Iterable[Any], frame: _Frame) -> int:
        """Take in the entities of a layout or block; returns how many outlines they gave."""
        outlines = 0
        for entity in entities:
            self._visited += 1
            if self._visited > MAX_ENTITIES:
                raise FileError("dxf-too-many-entities", file=self.collector.source, limit=MAX_ENTITIES)
            try:
                outlines += self._entity(entity, frame)
            except FileError:
                raise
            except Exception:  # one damaged entity costs itself only, whatever ezdxf or numpy makes of it
                self._counts["dxf-entities-damaged"] += 1
        return outlines

    def _entity(self, entity: Any, frame: _Frame) -> int:
        kind, own = entity.dxftype(), str(entity.dxf.get("layer", "0"))
        layer = (
            frame.layer if own == "0" and frame.layer else own
        )  # what a block draws on layer 0 lies on its insert's layer
        if own.lower() in self._hidden or entity.dxf.get("invisible", 0):
            self._counts["dxf-hidden-ignored"] += 1
            return 0
        if kind == "INSERT":
            return self._insert(entity, frame, layer)
        if kind in ("TEXT", "MTEXT"):
            self._text(entity, frame)
            return 0
        if kind in _ANNOTATION:
            return 0
        found = shapes_of(entity, frame.tolerance)
        if found is None:
            self.collector.unknown[str(kind)[:40]] += 1
            return 0
        return sum(self._take(shape, rings, frame, layer) for shape, rings in found)

    def _take(self, shape: Shape, rings: list[NDArray[np.float64]], frame: _Frame, layer: str) -> int:
        placed = [self._placed(ring, frame) for ring in rings]
        if any(np.abs(ring[:, 2]).max(initial=0.0) > 1e-6 for ring in placed):
            self._counts["import-z-dropped"] += 1
        flat = [ring[:, :2] for ring in placed]
        if shape == "point":
            if kind_of_name(layer) in _SYMBOLS:
                self.collector.part(self.collector.feature(layer, frame.extra), "point", flat)
            return 0
        if shape == "line":
            if not np.isfinite(flat[0]).all():
                raise ValueError
            if frame.extra:  # a line of a block keeps the block's attributes (a wall its height)
                self.collector.part(self.collector.feature(layer, frame.extra), "line", flat)
            else:
                self._lines.setdefault(layer, []).append(flat[0])
            return 0
        key = (layer, _fingerprint(flat[0]))
        if key in self._seen:  # an outline and its hatch
            self._counts["dxf-duplicates"] += 1
            return 1
        self._seen.add(key)
        self.collector.part(self.collector.feature(layer, frame.extra), "polygon", flat)
        return 1

    def _placed(self, points: NDArray[np.float64], frame: _Frame) -> NDArray[np.float64]:
        if not frame.stack:
            return points * self._unit.metres
        return (points @ frame.matrix[:3, :3] + frame.matrix[3, :3]) * self._unit.metres

    def _insert(self, insert: Any, frame: _Frame, layer: str) -> int:
        name = str(insert.dxf.name)
        block = insert.block()
        if block is None or block.block is None or block.block.is_xref:
            self._counts["dxf-xrefs-missing"] += 1
            return 0
        if name.lower() in frame.stack or len(frame.stack) >= MAX_DEPTH:
            raise FileError("dxf-endless-blocks", file=self.collector.source, block=name)
        if insert.mcount > MAX_ENTITIES:
            raise FileError("dxf-too-many-entities", file=self.collector.source, limit=MAX_ENTITIES)
        attributes = {str(attrib.dxf.tag): str(attrib.dxf.text) for attrib in insert.attribs}
        for attrib in insert.attribs:
            self._text(attrib, frame)
        extra = {**frame.extra, **attributes, "block": name}
        symbol = (kind_of_name(layer) or kind_of_name(name)) in _SYMBOLS
        outlines = 0
        for single in insert.multi_insert() if insert.mcount > 1 else (insert,):
            matrix = np.array(tuple(single.matrix44()), dtype=np.float64).reshape(4, 4) @ frame.matrix
            if not np.isfinite(matrix).all():
                raise ValueError
            scale = float(np.linalg.norm(matrix[:3, :3], ord=2)) * self._unit.metres
            inner = _Frame(
                matrix=matrix,
                tolerance=TOLERANCE_M / scale if scale > 0 else 1.0,
                layer=layer,
                stack=(*frame.stack, name.lower()),
                extra=extra,
            )
            drawn = self._entities(block, inner)
            if not drawn and symbol:
                place = np.array([tuple(single.ocs().to_wcs(single.dxf.insert))])
                self._point(self._placed(place, frame)[:, :2], inner)
            outlines += drawn
        return outlines

    def _point(self, point: NDArray[np.float64], frame: _Frame) -> None:
        self.collector.part(self.collector.feature(frame.layer, frame.extra), "point", [point])

    def _text(self, entity: Any, frame: _Frame) -> None:
        words = entity.plain_text() if entity.dxftype() == "MTEXT" else str(entity.dxf.text)
        place = entity.dxf.insert
        if entity.dxftype() != "MTEXT" and (entity.dxf.get("halign", 0) or entity.dxf.get("valign", 0)):
            place = entity.dxf.get("align_point", place)
        point = self._placed(np.array([tuple(entity.ocs().to_wcs(place))]), frame)[0]
        if np.isfinite(point).all():
            self._texts.append((float(point[0]), float(point[1]), words))


def _fingerprint(ring: NDArray[np.float64]) -> bytes:
    """The same for rings with the same corners, wherever they begin and whether they repeat the first."""
    corners = np.round(ring[:, 0], 3) + 1j * np.round(ring[:, 1], 3)
    return np.sort(corners[:-1] if corners[0] == corners[-1] else corners).tobytes()
