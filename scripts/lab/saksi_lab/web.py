"""The web servers of all sites: one nginx that tells sites apart by address and name, as hosting companies do."""

from __future__ import annotations

from pathlib import Path

from . import addresses as plan
from . import nginx, pages
from .certificates import Certificates
from .site import Response, Site
from .topology import Node

RELAY_TLS_PORT = 8443
NO_CONTENT = (204, 304)


class SitePages:
    """The files and nginx locations of one site."""

    def __init__(self, site: Site, directory: Path) -> None:
        self._site = site
        self._directory = directory
        self._files = 0
        self.lines = [f"root {directory};"]
        directory.mkdir(parents=True)
        for path, response in self._all_paths().items():
            self._add(f"= {nginx.quote(path)}", response, path)
        self._add("/", site.response, "")

    def _all_paths(self) -> dict[str, Response]:
        chain = {f"/redirect/{n}": Response(status=302, location=f"/redirect/{n - 1}" if n > 1 else "/")
                 for n in range(self._site.redirect_chain, 0, -1)}
        return chain | self._site.paths

    def _add(self, place: str, response: Response, seed: str) -> None:
        switch = []
        if response.for_probe is not None:
            target = f"/.probe/{self._files}"
            switch = [f"if ($from_probe) {{ rewrite ^ {target} last; }}"]
            self._location(f"= {target}", ["internal;"], response.for_probe, f"{seed} for the probe")
        self._location(place, switch, response, seed)

    def _location(self, place: str, first: list[str], response: Response, seed: str) -> None:
        lines = first + self._header_lines(response)
        if response.location is not None or response.status in NO_CONTENT:
            self.lines += nginx.block(f"location {place}", [*lines, f"return {response.status};"])
            return
        file = self._write_page(response, seed)
        if response.status == 200:
            self.lines += nginx.block(f"location {place}", [*lines, f"try_files /{file} =404;"])
            return
        named = f"@{file}"
        lines += [f"error_page {response.status} {named};", f"return {response.status};"]
        self.lines += nginx.block(f"location {place}", lines)
        self.lines += nginx.block(f"location {named}", [*self._header_lines(response), f"try_files /{file} =404;"])

    def _header_lines(self, response: Response) -> list[str]:
        headers = dict(response.headers)
        if response.location is not None:
            headers["Location"] = response.location
        if "header" in self._site.echo_client:
            headers.setdefault("X-Client-Address", "{client}")
        lines = [f"default_type {nginx.quote(response.content_type)};"]
        for name, value in headers.items():
            quoted = nginx.quote(f"{name}: {value}").replace("{client}", "$remote_addr")
            lines.append(f"more_set_headers {quoted};")
        return lines

    def _write_page(self, response: Response, seed: str) -> str:
        name = f"page{self._files}"
        self._files += 1
        body = response.body
        if body is None:
            text = response.text
            if "body" in self._site.echo_client:
                text = f"{text or ''} You come from {{client}}."
            body = pages.page(self._site.name + seed, response.title, text, response.size)
        (self._directory / name).write_text(body, encoding="utf-8")
        return name


def _names(site: Site) -> str:
    names = [f"[{host}]" if ":" in host else host for host in site.hosts]
    return f"server_name {' '.join(names)};"


def _server_blocks(site: Site, pages_of: SitePages, tls: list[str]) -> list[str]:
    """One block for cleartext and one for TLS; both serve the same pages."""
    live = [a for a in site.addresses if plan.is_routable(a) and a not in site.dead_addresses]
    echo = ["sub_filter '{client}' $remote_addr;", "sub_filter_once off;", "sub_filter_types *;"]
    content = pages_of.lines + (echo if "body" in site.echo_client else [])
    lines = []
    for scheme, words, extra in (("http", [], []), ("https", ["ssl"] + ["http2"] * site.http2, tls)):
        ports = [port for port, kind in site.port_states().items() if kind == scheme]
        listens = [nginx.listen(address, port, *words) for port in ports for address in live]
        if listens:
            lines += nginx.block("server", [*listens, _names(site), *extra, *content])
    return lines


def _wildcard_listeners(sites: list[Site]) -> list[str]:
    """One socket for each port, whatever the address; unknown names and addresses get the last word here."""
    used = {80: "http", 443: "https"}
    for site in sites:
        used |= {port: kind for port, kind in site.ports.items() if kind in ("http", "https")}
    lines = []
    for port, kind in used.items():
        words = ["default_server"] + (["ssl", "http2"] if kind == "https" else [])
        listens = [nginx.listen(address, port, *words) for address in ("0.0.0.0", "::")]
        last = ["ssl_reject_handshake on;"] if kind == "https" else []
        lines += nginx.block("server", [*listens, "server_name _;", *last, "return 404;"])
    return lines


def _relay_http(site: Site) -> list[str]:
    """A proxy that fetches the real page for whoever is sent to it."""
    address = site.addresses[0]
    pass_on = nginx.block("location /", ["proxy_pass http://$http_host$request_uri;",
                                         "proxy_set_header Host $http_host;", f"proxy_bind {address};"])
    return nginx.block("server", [nginx.listen(address, 80, "default_server"), "resolver 9.9.9.9 ipv6=off;",
                                  *pass_on])


def _relay_tls(sites: list[Site]) -> list[str]:
    if not sites:
        return []
    address = sites[0].addresses[0]
    return nginx.block("server", [f"listen {RELAY_TLS_PORT};", "ssl_preread on;", "resolver 9.9.9.9 ipv6=off;",
                                  f"proxy_bind {address};", "proxy_pass $ssl_preread_server_name:443;"])


def write(directory: Path, sites: list[Site], certificates: Certificates) -> list[str]:
    """Writes pages, certificates and configuration of all sites; returns the command that serves them."""
    http = [*nginx.block("geo $from_probe", ["default 0;", f"{plan.HOME_PUBLIC} 1;", f"{plan.HOME_PREFIX6} 1;"]),
            "ssl_session_cache off;", *_wildcard_listeners(sites)]
    for i, site in enumerate(sites):
        if site.relay:
            http += _relay_http(site)
        elif any(plan.is_routable(address) for address in site.addresses):
            tls = _tls_lines(i, site, certificates)
            http += _server_blocks(site, SitePages(site, directory / f"site{i}"), tls)
    return nginx.write(directory, http, _relay_tls([site for site in sites if site.relay]))


def _tls_lines(serial: int, site: Site, certificates: Certificates) -> list[str]:
    if "https" not in site.port_states().values():
        return []
    certificate, key = certificates.issue(f"site{serial}", site.hosts, site.certificate)
    return [f"ssl_certificate {certificate};", f"ssl_certificate_key {key};"]


def add_network_rules(node: Node, sites: list[Site]) -> None:
    """Makes the addresses answer in the sites' namespace, and closed ports and dead addresses behave as they should."""
    for address in dict.fromkeys(a for site in sites for a in site.addresses if plan.is_routable(a)):
        node.ip.append(f"route add local {address} dev lo")
    for site in sites:
        for address in site.addresses:
            if plan.is_routable(address):
                _add_port_rules(node, site, address)


def _add_port_rules(node: Node, site: Site, address: str) -> None:
    version = [6 if ":" in address else 4]
    if address in site.dead_addresses:
        node.rule("filter", f"INPUT -d {address} -j DROP", version)
        return
    if site.relay:
        node.rule("nat", f"PREROUTING -d {address} -p tcp --dport 443 -j REDIRECT --to-ports {RELAY_TLS_PORT}", version)
    unreachable = "icmp6-addr-unreachable" if ":" in address else "icmp-host-unreachable"
    targets = {"closed": "REJECT --reject-with tcp-reset", "timeout": "DROP",
               "unreachable": f"REJECT --reject-with {unreachable}"}
    for port, state in site.port_states().items():
        if state in targets:
            node.rule("filter", f"INPUT -d {address} -p tcp --dport {port} -j {targets[state]}", version)


def give_addresses(sites: list[Site], address_plan: plan.AddressPlan) -> None:
    """Sites that name no address get a pair of the next hosting network."""
    for site in sites:
        for address in site.addresses:
            address_plan.claim(address, site.asn, site.as_name, site.country)
        if not site.addresses and site.dns == "ok":
            site.addresses = list(address_plan.next_pair())
