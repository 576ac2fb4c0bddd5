"""A site of the simulated internet and what it answers, as written in a scenario's [[site]] tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .schema import Key, ScenarioError, choice, read, strings, table
from .testlist import is_address, port_of, to_wire

PORT_STATES = ("open", "closed", "timeout", "unreachable")
CERTIFICATES = ("good", "expired", "wrong_name", "self_signed", "untrusted")

RESPONSE_KEYS = {
    "status": Key(int, default=200),
    "title": Key(str),
    "text": Key(str),
    "body": Key(str),
    "size": Key(int),
    "content_type": Key(str, default="text/html; charset=utf-8"),
    "headers": table({}),
    "location": Key(str),
    "for_probe": Key(dict),
}

SITE_KEYS = RESPONSE_KEYS | {
    "hosts": strings(),
    "addresses": strings(),
    "dead_addresses": strings(),
    "isp_addresses": strings(),
    "cname": Key(str),
    "dns": choice("ok", "nxdomain", "no_answer", "servfail", "timeout", "whoami", "whoami_txt"),
    "ipv6": Key(bool),
    "asn": Key(int),
    "as_name": Key(str),
    "country": Key(str),
    "http": choice(*PORT_STATES),
    "https": choice(*PORT_STATES),
    "ports": table({}),
    "http2": Key(bool, default=True),
    "certificate": choice(*CERTIFICATES),
    "paths": table({}),
    "redirect_chain": Key(int, default=0),
    "echo_client": strings(),
    "relay": Key(bool, default=False),
    "bare": Key(bool, default=False),
}

ECHO_PLACES = ("body", "header", "dns")


@dataclass
class Response:
    """One answer over HTTP. `for_probe`, when set, is what the home sees instead."""

    status: int = 200
    title: str | None = None
    text: str | None = None
    body: str | None = None
    size: int | None = None
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    location: str | None = None
    for_probe: Response | None = None


@dataclass
class Site:
    hosts: list[str]
    response: Response = field(default_factory=Response)
    addresses: list[str] = field(default_factory=list)
    dead_addresses: list[str] = field(default_factory=list)
    isp_addresses: list[str] = field(default_factory=list)
    cname: str | None = None
    dns: str = "ok"
    ipv6: bool | None = None
    asn: int | None = None
    as_name: str | None = None
    country: str | None = None
    http: str = "open"
    https: str = "open"
    ports: dict[int, str] = field(default_factory=dict)
    http2: bool = True
    certificate: str = "good"
    paths: dict[str, Response] = field(default_factory=dict)
    redirect_chain: int = 0
    echo_client: list[str] = field(default_factory=list)
    relay: bool = False
    bare: bool = False

    @property
    def name(self) -> str:
        return self.hosts[0]

    def world_addresses(self) -> list[str]:
        """What the DNS says, except to those who ask the ISP's resolver."""
        return [address for address in self.addresses if address not in self.isp_addresses]

    def names(self) -> list[str]:
        """The hosts that have an entry in the DNS."""
        return [host for host in self.hosts if not is_address(host)]

    def port_states(self) -> dict[int, str]:
        """Port -> "http", "https" or a state in which nothing answers."""
        states = {80: "http" if self.http == "open" else self.http,
                  443: "https" if self.https == "open" else self.https}
        return states | self.ports


def _response(where: str, given: Mapping[str, Any]) -> Response:
    values = read(where, given, RESPONSE_KEYS)
    if values["for_probe"] is not None:
        values["for_probe"] = _response(f"{where}.for_probe", values["for_probe"])
    for header, value in values["headers"].items():
        if not isinstance(value, str):
            raise ScenarioError(f"{where}: headers.{header} must be a string")
    return Response(**values)


def _ports(where: str, given: Mapping[str, Any]) -> dict[int, str]:
    allowed = ("http", "https", *PORT_STATES[1:])
    for port, kind in given.items():
        if not port.isdigit() or kind not in allowed:
            raise ScenarioError(f"{where}: ports.{port} = {kind!r}; write \"8080\" = one of {', '.join(allowed)}")
    return {int(port): kind for port, kind in given.items()}


def read_site(where: str, given: Mapping[str, Any]) -> Site:
    values = read(where, given, SITE_KEYS)
    response = {key: values.pop(key) for key in RESPONSE_KEYS}
    if values["isp_addresses"] and not values["addresses"]:
        raise ScenarioError(f"{where}: 'isp_addresses' needs 'addresses', those that the rest of the world is given")
    values["addresses"] = list(dict.fromkeys(values["addresses"] + values["isp_addresses"]))
    if not values["hosts"]:
        raise ScenarioError(f"{where}: the key 'hosts' is missing")
    for place in values["echo_client"]:
        if place not in ECHO_PLACES:
            raise ScenarioError(f"{where}: echo_client = {place!r}; allowed: {', '.join(ECHO_PLACES)}")
    values["hosts"] = [to_wire(host) for host in values["hosts"]]
    values["ports"] = _ports(where, values["ports"])
    values["paths"] = {path: _response(f"{where}.paths.{path}", answer)
                       for path, answer in values["paths"].items()}
    given_response = {key: value for key, value in response.items() if key in given}
    return Site(response=_response(where, given_response), **values)


def site_for(host: str, urls: list[str]) -> Site:
    """A plausible open site for a host that the scenario does not describe."""
    site = Site(hosts=[host], ipv6=False if is_address(host) else None)
    if is_address(host):
        site.addresses = [host]
    for url in urls:
        if (port := port_of(url)) is not None:
            site.ports[port] = "https" if url.startswith("https:") else "http"
    return site


def sites_for(urls_of: Mapping[str, list[str]], known: list[Site]) -> list[Site]:
    taken = {host for site in known for host in site.hosts}
    return [site_for(host, urls) for host, urls in urls_of.items() if host not in taken]


def builtin_sites() -> list[Site]:
    """What a probe touches before it measures: connectivity checks, and names that tell who asked."""
    success = Response(body="success\n", content_type="text/plain")
    empty = Response(status=204, body="")
    return [
        Site(["detectportal.firefox.com"], paths={"/success.txt": success}),
        Site(["www.gstatic.com", "connectivitycheck.gstatic.com"], paths={"/generate_204": empty}),
        Site(["whoami.v4.powerdns.org"], dns="whoami"),
        Site(["whoami.akamai.net"], dns="whoami"),
        Site(["o-o.myaddr.l.google.com"], dns="whoami_txt"),
        Site(["whoami.ds.akahelp.net"], dns="whoami_txt"),
    ]
