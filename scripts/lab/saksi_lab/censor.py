"""The censor: turns a scenario's rules into netfilter rules, into a rule file for lab-censor, into delay lines and
into an intercepting proxy, each in the namespace of the hop where it sits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import addresses as plan
from . import pages
from .interception import Interception
from .rules import BY_ADDRESS, Rule
from .site import Site
from .topology import HOPS, Node, Nodes

CENSOR_QUEUE = 5
FIRST_DELAY_QUEUE = 20
FORGED_MARK = 0x1AB
FIRST_SHAPER_MARK = 0x100

NOTICE_TITLE = "Access denied"
NOTICE_TEXT = "This page has been blocked."


@dataclass
class Program:
    """A command to be run in a namespace; it prints "ready" when it is."""

    netns: str
    label: str
    command: list[str]


@dataclass
class Censor:
    """Everything the rules come to. Nodes are changed while it is made."""

    nodes: Nodes
    sites: list[Site]
    directory: Path
    binaries: Path
    programs: list[Program] = field(default_factory=list)
    interceptions: dict[str, Interception] = field(default_factory=dict)
    _lines: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    _shapers: int = 0

    def apply(self, rules: list[Rule]) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        for i, rule in enumerate(rules):
            self._apply_one(rule, i)
        for hop, lines in self._lines.items():
            self._add_packet_censor(hop, lines)

    def _apply_one(self, rule: Rule, serial: int) -> None:
        if rule.kind == "dns_proxy":
            self._add_dns_proxy(rule)
        elif rule.kind in ("tcp", "udp") and not (rule.kind == "tcp" and rule.action == "reset"):
            self._add_address_rules(rule)
        elif rule.kind == "throttle":
            self._add_shaper(rule)
        elif rule.kind == "window":
            self._add_window(rule)
        elif rule.kind == "freeze":
            self._add_freeze(rule)
        elif rule.action == "substitute":
            self._add_interception(rule)
        elif rule.kind != "resolver":
            self._lines.setdefault(rule.at, []).append((self._censor_line(rule, serial), rule.active))

    def _destinations(self, rule: Rule) -> list[str]:
        """The rule's own addresses, and all addresses of the sites it names, in the IP versions it covers."""
        found = [plan.CONTROLS.get(a, a) for a in rule.addresses]
        if rule.kind in BY_ADDRESS or rule.action == "substitute":
            for site in self.sites:
                if set(site.hosts) & set(rule.hosts):
                    found += [a for a in site.addresses if plan.is_routable(a)]
        return [a for a in dict.fromkeys(found) if (6 if ":" in a else 4) in rule.ip_versions]

    def _node(self, rule: Rule) -> tuple[Node, str]:
        """Where the rule's netfilter rules go: nowhere while it is not active."""
        netns, interface = HOPS[rule.at]
        return self.nodes[netns] if rule.active else Node(), interface

    # -- by address and port: netfilter alone

    def _add_address_rules(self, rule: Rule) -> None:
        node, interface = self._node(rule)
        chain = "INPUT" if rule.at == "site" else "FORWARD"
        for address in self._destinations(rule):
            v6 = ":" in address
            unreachable = "icmp6-addr-unreachable" if v6 else "icmp-admin-prohibited"
            target = {"refused": "REJECT --reject-with tcp-reset", "timeout": "DROP",
                      "unreachable": f"REJECT --reject-with {unreachable}"}[rule.action]
            for port in rule.ports or [None]:
                at_port = f" --dport {port}" if port else ""
                node.rule("filter", f"{chain} -i {interface} -d {address} -p {rule.kind}{at_port} -j {target}",
                          [6 if v6 else 4])

    def _add_dns_proxy(self, rule: Rule) -> None:
        """Questions to any resolver are answered by the ISP's."""
        node, interface = self._node(rule)
        target = rule.answers[0] if rule.answers else plan.ISP_RESOLVER
        for protocol in ("udp", "tcp"):
            node.rule("nat", f"PREROUTING -i {interface} -p {protocol} --dport 53 -j DNAT --to-destination {target}",
                      [4])

    def _add_window(self, rule: Rule) -> None:
        """The site seems to take only so many bytes: the window in its SYN/ACK, or, with 0, in all it sends."""
        node = self.nodes[HOPS[rule.at][0]]
        flags = "tcp flags & (syn|ack) == syn|ack " if rule.window else ""
        for address in self._destinations(rule):
            family = "ip6" if ":" in address else "ip"
            chain = f"{family} lab_window from_site"
            setup = [f"nft add table {family} lab_window",
                     f"nft 'add chain {chain} {{ type filter hook forward priority 0; }}'"]
            node.commands += [line for line in setup if line not in node.commands]
            node.commands += [f"nft 'add rule {chain} {family} saddr {address} tcp sport {port} "
                              f"{flags}tcp window set {rule.window}'" for port in rule.ports or [443]]

    def _add_freeze(self, rule: Rule) -> None:
        """What comes back over a connection ends after so many bytes."""
        node, interface = self._node(rule)
        target = {"timeout": "DROP", "reset": "REJECT --reject-with tcp-reset"}[rule.action]
        # A reset must reach the client, so it answers the client's next segment.
        way, where, port_word = ("-o", "-s", "--sport") if rule.action == "timeout" else ("-i", "-d", "--dport")
        for address in self._destinations(rule):
            for port in rule.ports or [443]:
                node.rule("filter", f"FORWARD {way} {interface} {where} {address} -p tcp {port_word} {port} -m connbytes "
                                    f"--connbytes {rule.after_bytes}: --connbytes-dir reply --connbytes-mode bytes "
                                    f"-j {target}", [6 if ":" in address else 4])

    # -- by name: lab-censor

    def _censor_line(self, rule: Rule, serial: int) -> str:
        layer = {"dns_injection": "dns"}.get(rule.kind, rule.kind)
        action = {"alert": "payload", "page": "payload", "redirect": "payload", "status_451": "payload"}
        words = [layer, action.get(rule.action, rule.action)]
        words += self._match_words(rule, serial)
        words += [f"in_path={int(not rule.on_path)}", f"reset_server={int(rule.reset_server)}", f"ttl={rule.ttl}",
                  f"delay={rule.delay_ms}"]
        words += _flow_words(rule)
        if rule.answers:
            words.append(f"answers={','.join(rule.answers)}")
        if words[1] == "payload":
            words.append(f"payload={self._write(f'payload{serial}', forged_payload(rule))}")
        return " ".join(words)

    def _match_words(self, rule: Rule, serial: int) -> list[str]:
        words = [f"versions={','.join(map(str, rule.ip_versions))}"]
        if rule.hosts and rule.kind != "tcp":
            words.append(f"hosts={','.join(rule.hosts)}")
        for i, text in enumerate(rule.contains):
            words.append(f"contains={self._write(f'contains{serial}.{i}', text.encode())}")
        if destinations := self._destinations(rule) + rule.resolvers:
            words.append(f"destinations={','.join(destinations)}")
        if rule.ports:
            words.append(f"ports={','.join(map(str, rule.ports))}")
        return words

    def _write(self, name: str, content: bytes) -> Path:
        path = self.directory / name
        path.write_bytes(content)
        return path

    def _add_packet_censor(self, hop: str, lines: list[tuple[str, bool]]) -> None:
        netns, interface = HOPS[hop]
        rules = self._write(f"{hop}.rules", "".join(f"{line}\n" for line, active in lines if active).encode())
        command = [str(self.binaries / "lab-censor"), str(rules), str(CENSOR_QUEUE)]
        self.programs.append(Program(netns, f"censor-{hop}", command))
        node = self.nodes[netns]
        # In PREROUTING the box sees a packet at its own hop, before the TTL is counted down.
        for match in _queued_packets([line for line, _ in lines]):
            node.rule("mangle", f"PREROUTING -i {interface} {match} -j NFQUEUE --queue-num {CENSOR_QUEUE}")
        # What is forged must not confuse connection tracking, which would take it for a new connection.
        node.rule("raw", f"OUTPUT -m mark --mark {FORGED_MARK} -j CT --notrack")

    # -- slowness

    def _add_shaper(self, rule: Rule) -> None:
        node, interface = self._node(rule)
        mark = FIRST_SHAPER_MARK + self._shapers
        self._shapers += 1
        if rule.hosts:
            for layer in ("tls", "http"):
                line = f"{layer} mark hosts={','.join(rule.hosts)} mark={mark}"
                self._lines.setdefault(rule.at, []).append((line, rule.active))
            node.rule("mangle", f"FORWARD -i {interface} -m mark --mark {mark} -j CONNMARK --save-mark")
        for address in self._destinations(rule):
            node.rule("mangle", f"FORWARD -i {interface} -d {address} -j CONNMARK --set-mark {mark}",
                      [6 if ":" in address else 4])
        if rule.rate_kbit:
            _add_rate_class(self.nodes[HOPS[rule.at][0]], interface, mark, rule.rate_kbit)
            node.rule("mangle",
                      f"FORWARD -o {interface} -m connmark --mark {mark} -j CLASSIFY --set-class 1:{mark:x}")
        if rule.hold_ms or rule.loss_percent:
            self._add_delay_of_marked(rule, node, interface, mark)

    def _add_delay_of_marked(self, rule: Rule, node: Node, interface: str, mark: int) -> None:
        queue = FIRST_DELAY_QUEUE + mark - FIRST_SHAPER_MARK
        node.rule("mangle", f"FORWARD -o {interface} -m connmark --mark {mark} -j NFQUEUE --queue-num {queue}")
        self.programs.append(delay_program(self.binaries, HOPS[rule.at][0], queue, rule.hold_ms, rule.loss_percent,
                                           rule.seed))

    # -- interception

    def _add_interception(self, rule: Rule) -> None:
        netns, interface = HOPS[rule.at]
        interception = self.interceptions.setdefault(netns, Interception())
        for address in self._destinations(rule):
            port = interception.add(rule, address)
            node, _ = self._node(rule)
            node.rule("nat", f"PREROUTING -i {interface} -d {address} -p tcp --dport 443 -j REDIRECT --to-ports {port}",
                      [6 if ":" in address else 4])


def _queued_packets(lines: list[str]) -> list[str]:
    layers = {line.split()[0] for line in lines}
    return (["-p udp --dport 53"] if "dns" in layers else []) + (["-p tcp"] if layers - {"dns"} else [])


def _flow_words(rule: Rule) -> list[str]:
    """Which flows the rule is about, and what becomes of the next ones."""
    residue = rule.residual_action or ("timeout" if rule.action == "timeout" else "reset")
    return [f"residual={rule.residual_s}", f"residual_all_ports={int(rule.residual_ports == 'all')}",
            f"residual_action={residue}", f"only_tls13={int(rule.client_hello == 'tls13')}",
            f"shorter={rule.hello_shorter_than}", f"reassemble={int(rule.reassemble)}",
            f"percent={round(rule.probability * 100)}", f"seed={rule.seed}"]


def _add_rate_class(node: Node, interface: str, mark: int, rate_kbit: int) -> None:
    setup = f"tc qdisc add dev {interface} root handle 1: htb"
    if setup not in node.commands:
        node.commands.append(setup)
    node.commands.append(f"tc class add dev {interface} parent 1: classid 1:{mark:x} htb rate {rate_kbit}kbit "
                         "burst 4k cburst 4k")


def delay_program(binaries: Path, netns: str, queue: int, delay_ms: float, loss_percent: float, seed: int) -> Program:
    command = [str(binaries / "lab-delay"), str(queue), str(delay_ms), str(loss_percent), str(seed)]
    return Program(netns, f"delay-{netns}-{queue}", command)


def forged_payload(rule: Rule) -> bytes:
    """What the client reads in place of the server's answer."""
    if rule.action == "alert":
        return bytes([21, 3, 3, 0, 2, 2, rule.alert])
    status, headers = _forged_head(rule)
    body = rule.body
    if body is None:
        body = pages.page(f"notice {rule.title}", rule.title or NOTICE_TITLE, rule.text or NOTICE_TEXT, 0)
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()


def _forged_head(rule: Rule) -> tuple[str, dict[str, str]]:
    defaults = {"page": (200, "OK"), "redirect": (302, "Found"), "status_451": (451, "Unavailable For Legal Reasons")}
    number, words = defaults[rule.action]
    # No Content-Length: the FIN ends the body, as with most injected pages.
    headers = {"Content-Type": "text/html"}
    if rule.location:
        headers["Location"] = rule.location
    status = f"{number} {words}" if rule.status in (None, number) else f"{rule.status} Blocked"
    return status, headers | rule.headers
