"""Name servers: one authority that knows every name (knot), the world's public resolvers and the ISP's (unbound).

The authority serves the root zone with all names in it, so a resolver learns any name in one question; it runs at
a root server's address. Names that tell who asked are zones of their own (knot's mod-whoami).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from . import addresses as plan
from .addresses import PUBLIC_RESOLVERS, PublicResolver
from .certificates import Certificates
from .rules import Rule
from .site import Site

SECONDS_TO_LIVE = 300
SILENT_ADDRESS = "185.60.255.1"


@dataclass
class NameRecord:
    """What the zone holds for one name."""

    name: str
    kind: str
    value: str

    def line(self) -> str:
        return f"{self.name}. {SECONDS_TO_LIVE} IN {self.kind} {self.value}"


def records_of(site: Site, network_has_ipv6: bool) -> list[NameRecord]:
    """The records of one site; none for a name that does not exist."""
    found = []
    for host in site.names():
        found += _records_of_host(site, host, network_has_ipv6)
    return found


def _records_of_host(site: Site, host: str, network_has_ipv6: bool) -> list[NameRecord]:
    if site.dns in ("nxdomain", "whoami", "servfail"):
        return []
    if site.dns == "whoami_txt":
        return [NameRecord(host, "NS", f"ns.{host}."), NameRecord(f"ns.{host}", "A", plan.WHOAMI_SERVER)]
    if site.dns == "no_answer":
        return [NameRecord(host, "TXT", '"no address here"')]
    if site.dns == "timeout":
        return [NameRecord(host, "NS", f"ns.{host}."), NameRecord(f"ns.{host}", "A", SILENT_ADDRESS)]
    owner, records = host, []
    if "dns" in site.echo_client:
        owner = f"ip-{plan.HOME_PUBLIC.replace('.', '-')}.{host}"
        records.append(NameRecord(host, "CNAME", f"{owner}."))
    if site.cname:
        records.append(NameRecord(owner, "CNAME", f"{site.cname}."))
        owner = site.cname
    return records + _address_records(site, owner, network_has_ipv6)


def _address_records(site: Site, owner: str, network_has_ipv6: bool) -> list[NameRecord]:
    wants_ipv6 = network_has_ipv6 if site.ipv6 is None else site.ipv6
    v4 = [NameRecord(owner, "A", a) for a in site.world_addresses() if ":" not in a]
    v6 = [NameRecord(owner, "AAAA", a) for a in site.world_addresses() if ":" in a]
    return v4 + (v6 if wants_ipv6 else [])


def resolver_records() -> list[NameRecord]:
    """The public resolvers' own names."""
    return [NameRecord(name, "AAAA" if ":" in address else "A", address)
            for resolver in PUBLIC_RESOLVERS for name in resolver.names
            for address in resolver.addresses + resolver.addresses6]


def whoami_command(sites: list[Site]) -> list[str]:
    """The command that serves the names that say in TXT records who asks."""
    return [sys.executable, "-m", "saksi_lab.whoami", plan.WHOAMI_SERVER, *_names_with("whoami_txt", sites)]


def write_authority(directory: Path, sites: list[Site], network_has_ipv6: bool) -> list[str]:
    """Writes zones and configuration; returns the command that serves them."""
    directory.mkdir(parents=True, exist_ok=True)
    records = [record for site in sites for record in records_of(site, network_has_ipv6)]
    lines = dict.fromkeys(record.line() for record in records + resolver_records())
    zone = directory / "root.zone"
    zone.write_text(f"{_start_of_zone('.')}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    whoami = _names_with("whoami", sites)
    for name in whoami:
        (directory / f"{name}.zone").write_text(_start_of_zone(f"{name}.") + "\n", encoding="utf-8")
    config = _knot_config(directory, whoami, _names_with("servfail", sites))
    (directory / "knot.conf").write_text(config, encoding="utf-8")
    return ["knotd", "-c", str(directory / "knot.conf")]


def _names_with(dns: str, sites: list[Site]) -> list[str]:
    return [name for site in sites if site.dns == dns for name in site.names()]


def _start_of_zone(apex: str) -> str:
    return (f"{apex} {SECONDS_TO_LIVE} IN SOA a.root-servers.net. lab.root-servers.net. 1 600 600 600 60\n"
            f"{apex} {SECONDS_TO_LIVE} IN NS a.root-servers.net.\n"
            + (f"a.root-servers.net. {SECONDS_TO_LIVE} IN A {plan.ROOT_SERVER}" if apex == "." else ""))


def _knot_config(directory: Path, whoami: list[str], broken: list[str]) -> str:
    zones = [f"  - domain: {name}\n    file: {name}.zone\n    module: mod-whoami" for name in whoami]
    # A zone whose file is missing is answered with SERVFAIL.
    zones += [f"  - domain: {name}\n    file: missing.zone" for name in broken]
    return "\n".join([
        "server:", f"  rundir: {directory}", f"  listen: {plan.ROOT_SERVER}@53",
        "  udp-workers: 1", "  tcp-workers: 1", "  background-workers: 1",
        "database:", f"  storage: {directory}",
        "log:", "  - target: stderr", "    any: warning",
        "template:", "  - id: default", f"    storage: {directory}", "    zonefile-sync: -1",
        "    journal-content: none", "    zonefile-load: whole", "    semantic-checks: off",
        "zone:", "  - domain: .", "    file: root.zone", *zones, ""])


def write_public_resolver(directory: Path, resolver: PublicResolver, certificates: Certificates) -> list[str]:
    addresses = resolver.addresses + resolver.addresses6
    certificate, key = certificates.issue(f"resolver-{resolver.name}", [*resolver.names, *addresses])
    lines = [f"interface: {address}@{port}" for address in addresses for port in (53, 443, 853)]
    lines += ["https-port: 443", "tls-port: 853", f'tls-service-pem: "{certificate}"', f'tls-service-key: "{key}"']
    lines += [f"outgoing-interface: {resolver.addresses[0]}"]
    return _write_unbound(directory, resolver.name, lines, [])


def write_isp_resolver(directory: Path, rules: list[Rule], sites: list[Site]) -> list[str]:
    """The ISP's resolver, lying as the rules of kind "resolver" say.

    Lies about exact names go into a response policy zone, as ISPs do it; `refused` and `servfail` have no
    place there and cover the names below as well.
    """
    directory.mkdir(parents=True, exist_ok=True)
    lines = [f"interface: {plan.ISP_RESOLVER}@53", "interface: 2403:5100::53@53",
             f"outgoing-interface: {plan.ISP_RESOLVER}", f"access-control: {plan.ISP_RESOLVER}/32 refuse"]
    clauses = []
    policy = [line for rule in rules for line in _policy_lines(rule)]
    lied = {host for rule in rules for host in rule.hosts}
    policy += [line for site in sites if not lied.intersection(site.hosts) for line in _cache_lines(site)]
    if policy:
        zone = directory / "policy.zone"
        zone.write_text("$TTL 60\n@ SOA localhost. root.localhost. 1 600 600 600 60\n@ NS localhost.\n"
                        + "\n".join(dict.fromkeys(policy)) + "\n", encoding="utf-8")
        clauses += ["rpz:", '  name: "policy.lab"', f'  zonefile: "{zone}"']
    for rule in rules:
        for host in rule.hosts:
            if rule.action == "refused":
                lines.append(f'local-zone: "{_bare(host)}" always_refuse')
            elif rule.action == "servfail":
                # Asked by itself, the resolver refuses; and fails for lack of an answer.
                clauses += ["forward-zone:", f'  name: "{_bare(host)}"', f"  forward-addr: {plan.ISP_RESOLVER}@53"]
    return _write_unbound(directory, "isp", lines, clauses)


def _bare(host: str) -> str:
    return host.removeprefix("*.")


def _policy_lines(rule: Rule) -> list[str]:
    targets = {"nxdomain": "CNAME .", "no_answer": "CNAME *.", "timeout": "CNAME rpz-drop."}
    if rule.action in targets:
        return [f"{host} {targets[rule.action]}" for host in rule.hosts]
    if rule.action == "address":
        return [f"{host} {'AAAA' if ':' in answer else 'A'} {answer}"
                for host in rule.hosts for answer in rule.answers]
    return []


def _cache_lines(site: Site) -> list[str]:
    """A content network's caches near the home are what the ISP's resolver is told of."""
    return [f"{host} {'AAAA' if ':' in address else 'A'} {address}"
            for host in site.names() for address in site.isp_addresses]


def _write_unbound(directory: Path, name: str, lines: list[str], clauses: list[str]) -> list[str]:
    directory.mkdir(parents=True, exist_ok=True)
    hints = directory / "root.hints"
    hints.write_text(f". 3600 NS a.root-servers.net.\na.root-servers.net. 3600 A {plan.ROOT_SERVER}\n",
                     encoding="utf-8")
    common = [
        'username: ""', 'chroot: ""', f'directory: "{directory}"', 'pidfile: ""', "use-syslog: no", "verbosity: 1",
        "num-threads: 1", "so-reuseport: no", "outgoing-range: 512", "num-queries-per-thread: 1024",
        "msg-cache-size: 2m", "rrset-cache-size: 4m", "do-ip6: yes", "prefer-ip4: yes",
        'module-config: "respip iterator"', "qname-minimisation: no", "do-not-query-localhost: no",
        "access-control: 0.0.0.0/0 allow", "access-control: ::/0 allow", f'root-hints: "{hints}"',
        "minimal-responses: yes", "hide-version: yes",
        # The zones that unbound answers itself by default must come from the simulated root too.
        'local-zone: "test." nodefault', 'local-zone: "invalid." nodefault',
    ]
    text = ["server:", *(f"  {line}" for line in common + lines), "remote-control:", "  control-enable: no", *clauses]
    path = directory / f"{name}.conf"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return ["unbound", "-d", "-c", str(path)]
