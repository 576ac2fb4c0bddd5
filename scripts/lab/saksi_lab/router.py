"""The home router's DNS forwarder when it has a limit: cheap routers answer a few questions a second and fail the rest.

Run as `python3 -m saksi_lab.router LISTEN UPSTREAM PER_SECOND IN_FLIGHT OVERLOAD`. A limit of 0 is none; OVERLOAD is what
becomes of a question too many: "servfail", or "timeout" (silence). It says "ready" when it is. Questions over TCP do
not come here.
"""

from __future__ import annotations

import selectors
import socket
import sys
import time

BURST_S = 1.0
UPSTREAM_TIMEOUT_S = 5.0


class Allowance:
    """So many questions a second, and as many at once after a second of rest."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = per_second * BURST_S
        self._seen = time.monotonic()

    def take(self) -> bool:
        if self._per_second == 0:
            return True
        now = time.monotonic()
        self._left = min(self._per_second * BURST_S, self._left + (now - self._seen) * self._per_second)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def servfail(query: bytes) -> bytes:
    return query[:2] + bytes([0x80 | query[2] & 0x79, 0x82]) + query[4:6] + bytes(6) + query[12:]


class Forwarder:
    def __init__(self, listen: str, upstream: str, per_second: float, in_flight: int, overload: str) -> None:
        self._upstream, self._overload = (upstream, 53), overload
        self._in_flight = in_flight or sys.maxsize
        self._allowance = Allowance(per_second)
        self._selector = selectors.DefaultSelector()
        self._server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._server.bind((listen, 53))
        self._selector.register(self._server, selectors.EVENT_READ, None)
        self._waiting: dict[socket.socket, float] = {}

    def run(self) -> None:
        print("ready", flush=True)
        while True:
            for key, _ in self._selector.select(timeout=1):
                if key.data is None:
                    self._take_question()
                else:
                    self._pass_answer(key.fileobj, key.data)
            self._forget_old()

    def _take_question(self) -> None:
        query, asker = self._server.recvfrom(4096)
        if len(query) < 12:
            return
        if len(self._waiting) < self._in_flight and self._allowance.take():
            self._forward(query, asker)
        elif self._overload == "servfail":
            self._server.sendto(servfail(query), asker)

    def _forward(self, query: bytes, asker: tuple[str, int]) -> None:
        line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        line.connect(self._upstream)
        line.send(query)
        self._waiting[line] = time.monotonic() + UPSTREAM_TIMEOUT_S
        self._selector.register(line, selectors.EVENT_READ, asker)

    def _pass_answer(self, line: socket.socket, asker: tuple[str, int]) -> None:
        try:
            self._server.sendto(line.recv(4096), asker)
        except OSError:
            pass
        self._close(line)

    def _forget_old(self) -> None:
        now = time.monotonic()
        for line in [line for line, until in self._waiting.items() if until < now]:
            self._close(line)

    def _close(self, line: socket.socket) -> None:
        self._selector.unregister(line)
        del self._waiting[line]
        line.close()


if __name__ == "__main__":
    Forwarder(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), sys.argv[5]).run()
