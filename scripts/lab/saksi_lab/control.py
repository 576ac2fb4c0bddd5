"""The control vantage point: the real `saksi-probe control`, or one that fails in the way the scenario says.

On its first address it also offers what the probe's experiments need: an echo at port 80, a TLS server for any name
at 443, and no DNS at all, so that an answer from there can only be forged.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import addresses as plan
from . import nginx
from .topology import Node

ECHO_PORT, TLS_PORT = 80, 443
FAILURES = {"timeout": "DROP", "unreachable": "REJECT --reject-with icmp-host-unreachable"}


def url(address: str, port: int) -> str:
    return f"http://{address}:{port}"


def add_network_rules(node: Node, state: str) -> None:
    # Not even an ICMP message comes back for a question.
    node.rule("filter", "INPUT -p udp --dport 53 -j DROP")
    if target := FAILURES.get(state):
        node.rule("filter", f"INPUT -p tcp -d {plan.CONTROL} -j {target}", [4])


def failing_command(directory: Path, port: int) -> list[str]:
    """A server that is there, and broken."""
    server = nginx.block("server", [f"listen {plan.CONTROL}:{port};", "return 500;"])
    return nginx.write(directory, server)


def command(probe: Path, address: str, port: int, geo_db: Path) -> list[str]:
    listen = [str(probe), "control", "--listen", f"{address}:{port}", "--geo-db", str(geo_db)]
    return listen + (_extra_listeners(probe) if address == plan.CONTROL else [])


def _extra_listeners(probe: Path) -> list[str]:
    """A probe of an earlier version has none of them."""
    said = subprocess.run([str(probe), "control", "--help"], capture_output=True, text=True, check=False).stdout
    listeners = []
    for option, port in (("--echo-listen", ECHO_PORT), ("--tls-listen", TLS_PORT)):
        if option in said:
            listeners += [option, f"{plan.CONTROL}:{port}", option, f"[{plan.CONTROL6}]:{port}"]
    return listeners
