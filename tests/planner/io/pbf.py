"""A small OpenStreetMap PBF written by hand (wiki: PBF Format), since no tool here writes one."""

import struct
import zlib
from collections.abc import Mapping, Sequence

Tags = Mapping[str, str]


def _varint(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _zigzag(value: int) -> bytes:
    return _varint((value << 1) ^ (value >> 63) if value < 0 else value << 1)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: bytes) -> bytes:
    return _varint(number << 3) + value


def _blob(kind: str, content: bytes, *, compress: bool) -> bytes:
    blob = _number(2, _varint(len(content))) + _field(3, zlib.compress(content)) if compress else _field(1, content)
    header = _field(1, kind.encode()) + _number(3, _varint(len(blob)))
    return struct.pack(">I", len(header)) + header + blob


def osm_pbf(
    nodes: Sequence[tuple[int, float, float, Tags]],
    ways: Sequence[tuple[int, Sequence[int], Tags]],
    relations: Sequence[tuple[int, Sequence[tuple[int, str]], Tags]] = (),
    *,
    compress: bool = True,
) -> bytes:
    """Nodes (id, lon, lat, tags), ways (id, node ids, tags) and relations (id, (way id, role), tags) as a .pbf."""
    texts: list[bytes] = [b""]

    def text(value: str) -> int:
        if value.encode() not in texts:
            texts.append(value.encode())
        return texts.index(value.encode())

    def tagged(tags: Tags) -> bytes:
        keys = b"".join(_varint(text(key)) for key in tags)
        values = b"".join(_varint(text(value)) for value in tags.values())
        return (_field(2, keys) + _field(3, values)) if tags else b""

    def deltas(values: Sequence[int]) -> bytes:
        return b"".join(_zigzag(value - before) for before, value in zip([0, *values], values, strict=False))

    def place(degrees: float) -> bytes:
        return _zigzag(round(degrees * 1e7))

    groups = [
        b"".join(
            _field(1, _number(1, _zigzag(node)) + tagged(tags) + _number(8, place(lat)) + _number(9, place(lon)))
            for node, lon, lat, tags in nodes
        ),
        b"".join(
            _field(3, _number(1, _varint(way)) + tagged(tags) + _field(8, deltas(refs))) for way, refs, tags in ways
        ),
        b"".join(
            _field(
                4,
                _number(1, _varint(relation)) + tagged(tags)
                + _field(8, b"".join(_varint(text(role)) for _, role in members))
                + _field(9, deltas([way for way, _ in members]))
                + _field(10, b"".join(_varint(1) for _ in members)),
            )
            for relation, members, tags in relations
        ),
    ]  # fmt: skip
    strings = b"".join(_field(1, item) for item in texts)
    block = _field(1, strings) + b"".join(_field(2, group) for group in groups if group)
    header = _field(4, b"OsmSchema-V0.6")
    return _blob("OSMHeader", header, compress=compress) + _blob("OSMData", block, compress=compress)
