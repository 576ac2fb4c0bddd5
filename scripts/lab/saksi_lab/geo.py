"""Writes a small MaxMind DB (format 2.0) that maps the lab's networks to AS number, name and country.

The layout of a record is that of GeoLite2-ASN with the country of GeoLite2-Country beside it.
"""

from __future__ import annotations

import ipaddress
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .addresses import Network

METADATA_MARKER = b"\xab\xcd\xefMaxMind.com"
TYPE_STRING, TYPE_UINT16, TYPE_UINT32, TYPE_MAP = 2, 5, 6, 7
TYPE_UINT64, TYPE_ARRAY = 9, 11

Node = list[Any]  # two entries: another Node, bytes (a record) or None


def _control(kind: int, size: int) -> bytes:
    extended = b"" if kind <= 7 else bytes([kind - 7])
    number = kind << 5 if kind <= 7 else 0
    if size < 29:
        return bytes([number | size]) + extended
    return bytes([number | 29]) + extended + bytes([size - 29])


def encode(value: Any, kind: int = TYPE_UINT32) -> bytes:
    """The data section's encoding of strings, unsigned numbers, lists and maps."""
    if isinstance(value, str):
        raw = value.encode()
        return _control(TYPE_STRING, len(raw)) + raw
    if isinstance(value, int):
        raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return _control(kind, len(raw)) + raw
    if isinstance(value, list):
        return _control(TYPE_ARRAY, len(value)) + b"".join(encode(item) for item in value)
    pairs = b"".join(encode(key) + encode(item) for key, item in value.items())
    return _control(TYPE_MAP, len(value)) + pairs


def _record(network: Network) -> bytes:
    return encode({
        "autonomous_system_number": network.asn,
        "autonomous_system_organization": network.name,
        "country": {"iso_code": network.country},
    })


def _bits(prefix: str) -> list[int]:
    """The path through the tree; IPv4 lives under ::/96."""
    network = ipaddress.ip_network(prefix)
    number = int(network.network_address)
    width, length = network.max_prefixlen, network.prefixlen
    path = [number >> (width - 1 - i) & 1 for i in range(length)]
    return [0] * 96 + path if network.version == 4 else path


def _insert(root: Node, path: list[int], record: bytes) -> None:
    node = root
    for bit in path[:-1]:
        child = node[bit]
        if not isinstance(child, list):
            # A shorter prefix ends here: both halves inherit it.
            child = node[bit] = [child, child]
        node = child
    node[path[-1]] = record


def _number_nodes(root: Node) -> list[Node]:
    nodes = [root]
    for node in nodes:
        nodes.extend(child for child in node if isinstance(child, list))
    return nodes


def _tree_bytes(nodes: list[Node], offsets: dict[bytes, int]) -> bytes:
    index = {id(node): i for i, node in enumerate(nodes)}

    def pointer(child: Any) -> int:
        if child is None:
            return len(nodes)
        return index[id(child)] if isinstance(child, list) else len(nodes) + 16 + offsets[child]

    return b"".join(struct.pack(">II", pointer(node[0]), pointer(node[1])) for node in nodes)


def _metadata(node_count: int) -> bytes:
    # The specification gives each of these numbers a type of its own.
    fields = [("node_count", node_count, TYPE_UINT32), ("record_size", 32, TYPE_UINT16),
              ("ip_version", 6, TYPE_UINT16), ("database_type", "Saksi-Lab-ASN-Country", 0),
              ("languages", ["en"], 0), ("binary_format_major_version", 2, TYPE_UINT16),
              ("binary_format_minor_version", 0, TYPE_UINT16), ("build_epoch", int(time.time()), TYPE_UINT64),
              ("description", {"en": "Networks of a simulated internet"}, 0)]
    pairs = b"".join(encode(name) + encode(value, kind) for name, value, kind in fields)
    return METADATA_MARKER + _control(TYPE_MAP, len(fields)) + pairs


def write(path: Path, networks: Iterable[Network]) -> None:
    """Longer prefixes win over shorter ones."""
    root: Node = [None, None]
    data, offsets = b"", {}
    for network in sorted(networks, key=lambda n: len(_bits(n.prefix))):
        record = _record(network)
        if record not in offsets:
            offsets[record] = len(data)
            data += record
        _insert(root, _bits(network.prefix), record)
    nodes = _number_nodes(root)
    path.write_bytes(_tree_bytes(nodes, offsets) + bytes(16) + data + _metadata(len(nodes)))
