"""Names that tell who asks, in TXT records: the authority for them sees the resolver's address and answers with it.
(Those that answer with an A record are zones of knot's mod-whoami, which knows no TXT.)

Run as `python3 -m saksi_lab.whoami ADDRESS NAME...`; it says "ready" when it is.
"""

from __future__ import annotations

import socket
import struct
import sys

TXT = 16
SECONDS_TO_LIVE = 0
LABELLED = ("whoami.ds.akahelp.net",)  # these say `"ns" "ADDRESS"`, as the real one does


def read_name(query: bytes) -> tuple[str, int]:
    """The name in the question, and where it ends. IndexError when the message is cut short."""
    labels, at = [], 12
    while length := query[at]:
        labels.append(query[at + 1:at + 1 + length].decode("ascii", "replace").lower())
        at += 1 + length
    return ".".join(labels), at + 1


def answer(query: bytes, asker: str, names: list[str]) -> bytes:
    name, end = read_name(query)
    kind, = struct.unpack_from("!H", query, end)
    question = query[12:end + 4]
    if name not in names or kind != TXT:
        code = 0 if name in names else 3
        return query[:2] + struct.pack("!HHHHH", 0x8400 | code, 1, 0, 0, 0) + question
    words = ["ns", asker] if name in LABELLED else [asker]
    content = b"".join(bytes([len(word)]) + word.encode() for word in words)
    record = struct.pack("!HHHIH", 0xC00C, TXT, 1, SECONDS_TO_LIVE, len(content)) + content
    return query[:2] + struct.pack("!HHHHH", 0x8400, 1, 1, 0, 0) + question + record


def serve(address: str, names: list[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, 53))
        print("ready", flush=True)
        while True:
            query, asker = server.recvfrom(4096)
            try:
                server.sendto(answer(query, asker[0], names), asker)
            except (IndexError, struct.error):
                continue


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
