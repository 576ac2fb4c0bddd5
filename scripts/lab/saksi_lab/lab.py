"""Puts a scenario's internet together, inside the sandbox, and runs commands in its home."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from . import addresses as plan
from . import bare, client, control, dns, geo, namespaces, portal, topology, web
from .censor import Censor, Program, delay_program
from .certificates import Certificates
from .changes import Change
from .crowd import write_list
from .scenario import Scenario

LINE_QUEUE = 10
START_TIMEOUT_S = 20


class Lab:
    """One scenario's internet. Everything it starts ends with the sandbox."""

    def __init__(self, scenario: Scenario, work: Path, binaries: Path, probe: Path | None) -> None:
        self.scenario = scenario
        self.work = work
        self.probe = probe
        self.geo_db = work / "geo.mmdb"
        port = scenario.control["port"]
        self.control_url = control.url(plan.CONTROL, port)
        self.second_control_url = control.url(plan.SECOND_CONTROL, port)
        self._network = scenario.network
        self._nodes: topology.Nodes = {}
        self._binaries = binaries
        self._logs = work / "logs"
        self._servers: list[tuple[subprocess.Popen[bytes], str]] = []
        self._certificates = Certificates(work / "certificates")

    def start(self) -> None:
        self._logs.mkdir(parents=True, exist_ok=True)
        if self.scenario.crowd:
            self.scenario.list_path = self.work / "crowd.csv"
            write_list(self.scenario.list_path, self.scenario.crowd)
        address_plan = plan.AddressPlan()
        web.give_addresses(self.scenario.sites, address_plan)
        network = self.scenario.network
        geo.write(self.geo_db, address_plan.all_networks(network["isp"], network["asn"], network["country"]))
        censor, programs = self._design()
        topology.build(self._nodes, network["hops"], self._logs)
        self._start_servers(censor, programs)

    def _design(self) -> tuple[Censor, list[Program]]:
        """The network with its censor as both are now; the same each time but for what changed."""
        nodes = topology.design(self._network)
        web.add_network_rules(nodes["sites"], self.scenario.sites)
        bare.add_network_rules(nodes["sites"], self.scenario.sites)
        control.add_network_rules(nodes["control"], self.scenario.control["state"])
        censor = Censor(nodes, self.scenario.sites, self.work / "censor", self._binaries)
        censor.apply(self.scenario.censor)
        programs = censor.programs + self._delay_lines(nodes)
        self._nodes = nodes
        return censor, programs

    # -- what is started

    def _start_servers(self, censor: Censor, programs: list[Program]) -> None:
        programs = programs + self._small_servers()
        for program in programs:
            self._start(program.netns, program.label, program.command)
        waits = [self._start_authority(), *self._start_resolvers(), *self._start_web(), *self._start_middle(censor)]
        for program in programs:
            self._wait_for_word(program.label)
        for netns, address, port in waits:
            self._wait_for_port(netns, address, port)
        # The control may want to look up names as soon as it starts.
        for netns, address, port in self._start_controls():
            self._wait_for_port(netns, address, port)

    def _start(self, netns: str, label: str, command: list[str], binds: dict[Path, Path] | None = None,
               env: dict[str, str] | None = None) -> None:
        process = namespaces.start(netns, command, self._logs / f"{label}.log", binds=binds, env=env)
        self._servers.append((process, label))

    def _small_servers(self) -> list[Program]:
        """Those that say when they are ready."""
        network = self.scenario.network
        found = [Program("dns", "whoami", dns.whoami_command(self.scenario.sites))]
        if topology.router_has_limits(network):
            words = [plan.HOME_LAN_ROUTER, plan.ISP_RESOLVER, str(network["router_queries_per_s"]),
                     str(network["router_queries_in_flight"]), network["router_overload"]]
            found.append(Program("home", "router", [sys.executable, "-m", "saksi_lab.router", *words]))
        return found

    def _start_authority(self) -> tuple[str, str, int]:
        command = dns.write_authority(self.work / "authority", self.scenario.sites, self.scenario.network["ipv6"])
        self._start("dns", "authority", command)
        return "dns", plan.ROOT_SERVER, 53

    def _start_resolvers(self) -> list[tuple[str, str, int]]:
        waits = []
        for resolver in plan.PUBLIC_RESOLVERS:
            command = dns.write_public_resolver(self.work / resolver.name, resolver, self._certificates)
            self._start("dns", f"resolver-{resolver.name}", command)
            waits.append(("dns", resolver.addresses[0], 443))
        self._start("isp", "resolver-isp", self._write_isp_resolver())
        return waits + [("isp", plan.ISP_RESOLVER, 53)]

    def _write_isp_resolver(self) -> list[str]:
        lies = [rule for rule in self.scenario.censor if rule.kind == "resolver" and rule.active]
        return dns.write_isp_resolver(self.work / "isp", lies, self.scenario.sites)

    def _start_web(self) -> list[tuple[str, str, int]]:
        command = web.write(self.work / "web", self.scenario.sites, self._certificates)
        self._start("sites", "web", command)
        waits = [("sites", "127.0.0.1", 80)]
        if (command := bare.write(self.work / "bare", self.scenario.sites)) is not None:
            self._start("sites", "bare", command)
            waits.append(("sites", "127.0.0.1", bare.FIRST_PORT))
        return waits

    def _start_middle(self, censor: Censor) -> list[tuple[str, str, int]]:
        waits = []
        for netns, interception in censor.interceptions.items():
            command = interception.write(self.work / f"interception-{netns}", self._certificates)
            self._start(netns, f"interception-{netns}", command)
            waits.append((netns, "127.0.0.1", 20000))
        if style := self._portal_style():
            self._start("home", "portal", portal.write(self.work / "portal", style))
            waits.append(("home", "127.0.0.1", 80))
        return waits

    def _portal_style(self) -> str:
        """The portal that there is, or will be."""
        styles = [self.scenario.network["captive_portal"]]
        styles += [change.network.get("captive_portal", "no") for change in self.scenario.changes]
        return next((style for style in styles if style != "no"), "")

    def _delay_lines(self, nodes: topology.Nodes) -> list[Program]:
        network = self.scenario.network
        programs = []
        for netns, interface, rtt_ms, loss in (("transit", "isp", network["rtt_ms"], network["loss_percent"]),
                                               ("home", "wan", network["access_rtt_ms"], 0)):
            if rtt_ms or loss:
                for direction in ("-i", "-o"):
                    nodes[netns].rule("mangle", f"FORWARD {direction} {interface} -j NFQUEUE --queue-num {LINE_QUEUE}")
                programs.append(delay_program(self._binaries, netns, LINE_QUEUE, rtt_ms / 2, loss,
                                              1 + self.scenario.seed))
        return programs

    # -- the control

    def _start_controls(self) -> list[tuple[str, str, int]]:
        port, state = self.scenario.control["port"], self.scenario.control["state"]
        if state == "error":
            self._start("control", "control", control.failing_command(self.work / "control", port))
            return [("control", plan.CONTROL, port)]
        if state != "up" or self.probe is None:
            return []
        asked = [plan.CONTROL] + [plan.SECOND_CONTROL] * any("{control2}" in one for one in self.scenario.probe["controls"])
        store = self._certificates.trust_store(self.work / "trust-control", interception=False)
        binds = client.mounts(self.work / "control-etc", plan.PUBLIC_RESOLVERS[0].addresses[0], store)
        for i, address in enumerate(asked):
            command = control.command(self.probe, address, port, self.geo_db)
            self._start("control", f"control{i or ''}", command, binds, self._environment())
        return [("control", address, port) for address in asked]

    # -- what changes later

    def change(self, change: Change) -> None:
        """Goes over to other rules and another state of the line; what does not change stays as it is."""
        self._network = self._network | change.network
        for rule in self.scenario.censor:
            if rule.name in change.start + change.stop:
                rule.active = rule.name in change.start
        before = self._nodes
        censor, _ = self._design()
        topology.replace_rules(before, self._nodes, self._logs)
        for program in censor.programs:
            if program.label.startswith("censor-"):
                self._reload(program.label, b"ready")
        if any(rule.kind == "resolver" for rule in self.scenario.censor):
            self._write_isp_resolver()
            self._reload("resolver-isp", b"start of service")

    def _reload(self, label: str, word: bytes) -> None:
        """Makes a server read its files again, and waits until it has."""
        process, = (process for process, name in self._servers if name == label)
        log = self._logs / f"{label}.log"
        times = log.read_bytes().count(word)
        process.send_signal(signal.SIGHUP)
        self._wait(label, lambda: log.read_bytes().count(word) > times)

    # -- waiting

    def _wait(self, what: str, ready) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not ready():
            self._check_servers()
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what} is not ready after {START_TIMEOUT_S} s")
            time.sleep(0.01)

    def _wait_for_word(self, label: str) -> None:
        log = self._logs / f"{label}.log"
        self._wait(label, lambda: b"ready" in log.read_bytes())

    def _wait_for_port(self, netns: str, address: str, port: int) -> None:
        self._wait(f"{address}:{port} in '{netns}'", lambda: _accepts(netns, address, port))

    def _check_servers(self) -> None:
        for process, label in self._servers:
            if process.poll() is not None:
                text = (self._logs / f"{label}.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{label} ended with {process.returncode}:\n{text[-2000:]}")

    # -- the home

    def _environment(self) -> dict[str, str]:
        extra = {"SAKSI_LAB_CONTROL": self.control_url, "SAKSI_LAB_GEO_DB": str(self.geo_db),
                 "SAKSI_LAB_DB": str(self.work / "probe.db"), "SAKSI_LAB_SCENARIO": self.scenario.name}
        if self.scenario.list_path is not None:
            extra["SAKSI_LAB_LIST"] = str(self.scenario.list_path)
        if self.probe is not None:
            extra["SAKSI_PROBE"] = str(self.probe)
        return client.environment(self.work / "home", extra)

    def run(self, command: list[str], at: str = "client", **options) -> subprocess.Popen:
        """Starts a command in the home (without privileges) or at another place of the network (with them).
        `options` are those of subprocess.Popen."""
        binds = None
        if at == "client":
            intercepted = any(rule.certificate == "trusted" for rule in self.scenario.censor)
            store = self._certificates.trust_store(self.work / "trust-client", interception=intercepted)
            resolver = client.resolver_address(self.scenario.network["resolver"])
            binds = client.mounts(self.work / "client-etc", resolver, store)
        elif at not in self._nodes:
            raise RuntimeError(f"there is no '{at}' in this lab; there are: {', '.join(self._nodes)}")
        enter = namespaces.entry(at, binds, unprivileged=at == "client",
                                 host_name=client.HOST_NAME if at == "client" else "")
        return subprocess.Popen(command, env=self._environment(), preexec_fn=enter, **options)


def _accepts(netns: str, address: str, port: int) -> bool:
    with namespaces.inside_netns(netns):
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with connection:
        connection.settimeout(1)
        return connection.connect_ex((address, port)) == 0
