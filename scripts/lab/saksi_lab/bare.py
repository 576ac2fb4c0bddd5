"""Sites that say little about themselves, as the machines behind notices do: Server, Date and Content-Type are their
only headers, and the end of the connection ends the page. nginx cannot be made to leave out Connection and Content-Length,
and two pages that share such a header count as similar in Web Connectivity's comparison.

Run as `python3 -m saksi_lab.bare FILE`, where the file is what `write` made of the sites.
"""

from __future__ import annotations

import http.server
import json
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from . import addresses as plan
from . import pages
from .site import Response, Site
from .topology import Node

FIRST_PORT = 8100


def add_network_rules(node: Node, sites: list[Site]) -> None:
    """Leads connections to port 80 of each site to the port that serves it."""
    for port, site in _ports(sites):
        for address in filter(plan.is_routable, site.addresses):
            node.rule("nat", f"PREROUTING -d {address} -p tcp --dport 80 -j REDIRECT --to-ports {port}",
                      [6 if ":" in address else 4])


def _ports(sites: list[Site]) -> list[tuple[int, Site]]:
    return list(enumerate((site for site in sites if site.bare), start=FIRST_PORT))


def write(directory: Path, sites: list[Site]) -> list[str] | None:
    """Returns the command that serves them; nothing when there are none."""
    served = {port: _answers(site) for port, site in _ports(sites)}
    if not served:
        return None
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "bare.json"
    path.write_text(json.dumps(served), encoding="utf-8")
    return [sys.executable, "-m", "saksi_lab.bare", str(path)]


def _answers(site: Site) -> dict[str, Any]:
    """Path -> answer; the empty path is for all others."""
    return {path: _answer(site.name + path, response) for path, response in (site.paths | {"": site.response}).items()}


def _answer(seed: str, response: Response) -> dict[str, Any]:
    body = response.body
    if body is None:
        body = pages.page(seed, response.title, response.text, response.size)
    headers = {"Content-Type": response.content_type} | response.headers
    if response.location is not None:
        headers["Location"], body = response.location, ""
    return {"status": response.status, "headers": headers, "body": body}


class Bare(http.server.BaseHTTPRequestHandler):
    """One request, one answer, then the end."""

    protocol_version = "HTTP/1.1"
    answers: dict[str, Any] = {}

    def do_GET(self) -> None:
        self.close_connection = True
        answer = self.answers.get(self.path, self.answers[""])
        self.send_response(answer["status"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer["body"].encode())

    def version_string(self) -> str:
        return "Apache"

    def log_message(self, *_arguments: object) -> None:
        pass


class DualStack(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    request_queue_size = 128


def serve(path: Path) -> None:
    for port, answers in json.loads(path.read_text(encoding="utf-8")).items():
        handler = type("BareSite", (Bare,), {"answers": answers})
        server = DualStack(("::", int(port)), handler)
        threading.Thread(target=server.serve_forever).start()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
