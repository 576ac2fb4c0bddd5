"""A box that breaks TLS open: for the names of its rules it answers with a certificate of its own and relays what is
inside; connections for other names on the same address pass untouched."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import nginx, pages
from .certificates import Certificates
from .rules import Rule

FIRST_ENTRY_PORT = 20000
FIRST_BREAK_PORT = 21000


@dataclass
class Interception:
    """The entries of one hop: (rule, address of the real site)."""

    entries: list[tuple[Rule, str]] = field(default_factory=list)

    def add(self, rule: Rule, address: str) -> int:
        """Returns the port to which connections to the address must be sent."""
        self.entries.append((rule, address))
        return FIRST_ENTRY_PORT + len(self.entries) - 1

    def write(self, directory: Path, certificates: Certificates) -> list[str]:
        directory.mkdir(parents=True, exist_ok=True)
        http, stream = [], []
        for i, (rule, address) in enumerate(self.entries):
            label = f"{directory.name}-{i}"
            http += _break_open(i, rule, address, certificates, label)
            stream += _sort_by_name(i, rule, address)
        return nginx.write(directory, http, stream)


def _host_and_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _sort_by_name(serial: int, rule: Rule, address: str) -> list[str]:
    names = [f"{host} 127.0.0.1:{FIRST_BREAK_PORT + serial};" for host in rule.hosts]
    choose = nginx.block(f"map $ssl_preread_server_name $target{serial}",
                         ["hostnames;", f"default {_host_and_port(address, 443)};", *names])
    port = FIRST_ENTRY_PORT + serial
    server = [f"listen {port};", f"listen [::]:{port};", "ssl_preread on;", f"proxy_pass $target{serial};"]
    return choose + nginx.block("server", server)


def _break_open(serial: int, rule: Rule, address: str, certificates: Certificates, label: str) -> list[str]:
    certificate, key = certificates.issue(label, rule.hosts, rule.certificate)
    lines = [f"listen 127.0.0.1:{FIRST_BREAK_PORT + serial} ssl http2;", f"ssl_certificate {certificate};",
             f"ssl_certificate_key {key};"]
    return nginx.block("server", lines + _inside(rule, address))


def _inside(rule: Rule, address: str) -> list[str]:
    if rule.title or rule.text or rule.body:
        body = rule.body or pages.page(f"notice {rule.title}", rule.title, rule.text, 0)
        return nginx.block("location /", [f"return {rule.status or 200} {nginx.quote(body)};"])
    return nginx.block("location /", [
        f"proxy_pass https://{_host_and_port(address, 443)};", "proxy_ssl_server_name on;",
        "proxy_ssl_name $host;", "proxy_set_header Host $http_host;", "proxy_ssl_verify off;"])
