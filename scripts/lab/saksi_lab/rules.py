"""What the censor does, as written in a scenario's [[censor]] tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .schema import Key, ScenarioError, choice, read, strings, table
from .site import CERTIFICATES
from .testlist import to_wire

HOPS = ("home_router", "isp", "transit", "site")

DNS_LIES = ("nxdomain", "servfail", "refused", "no_answer", "address", "timeout")
ACTIONS = {
    "resolver": DNS_LIES,
    "dns_injection": DNS_LIES,
    "dns_proxy": ("redirect",),
    "tcp": ("reset", "refused", "timeout", "unreachable"),
    "udp": ("timeout", "unreachable"),
    "tls": ("reset", "timeout", "close", "alert", "substitute"),
    "http": ("reset", "timeout", "close", "page", "redirect", "status_451"),
    "throttle": ("throttle",),
    "window": ("shrink",),
    "freeze": ("timeout", "reset"),
}

PICK_KEYS = {
    "every": Key(int, default=1),
    "start": Key(int, default=0),
    "count": Key(int, default=1),
    "scheme": choice("any", "http", "https"),
}

RULE_KEYS = {
    "at": Key(str, default="isp"),
    "kind": choice(*ACTIONS, required=True),
    "action": Key(str),
    "hosts": strings(),
    "pick": Key(dict),
    "contains": strings(),
    "addresses": strings(),
    "ports": Key(list, default=[]),
    "answers": strings(),
    "resolvers": strings(),
    "on_path": Key(bool, default=False),
    "reset_server": Key(bool, default=True),
    "ttl": Key(int, default=64),
    "delay_ms": Key(int, default=0),
    "residual_s": Key(int, default=0),
    "residual_ports": choice("same", "all"),
    "residual_action": choice("", "reset", "timeout"),
    "client_hello": choice("any", "tls13"),
    "hello_shorter_than": Key(int, default=0),
    "reassemble": Key(bool, default=False),
    "probability": Key((float,), default=1.0),
    "share": Key((float, list), default=1.0),
    "seed": Key(int, default=1),
    "window": Key(int, default=0),
    "after_bytes": Key(int, default=16000),
    "name": Key(str),
    "active": Key(bool, default=True),
    "ip_versions": Key(list, default=[4, 6]),
    "certificate": choice("untrusted", *CERTIFICATES[1:4], "trusted"),
    "status": Key(int),
    "location": Key(str),
    "headers": table({}),
    "title": Key(str),
    "text": Key(str),
    "body": Key(str),
    "alert": Key(int, default=40),
    "rate_kbit": Key(int, default=0),
    "hold_ms": Key(int, default=0),
    "loss_percent": Key((float,), default=0.0),
    "expect": Key(dict),
}

DEFAULT_PORTS = {"http": [80], "tls": [443], "tcp": [], "udp": [443]}
BY_ADDRESS = ("tcp", "udp", "window", "freeze")
# Kinds that lab-censor carries out, one packet at a time, and that can therefore be drawn for each flow.
BY_PACKET = ("dns_injection", "tls", "http")


@dataclass
class Rule:
    """One thing that the censor does. See README.md for every key."""

    at: str
    kind: str
    action: str
    hosts: list[str] = field(default_factory=list)
    pick: dict[str, Any] | None = None
    contains: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    resolvers: list[str] = field(default_factory=list)
    on_path: bool = False
    reset_server: bool = True
    ttl: int = 64
    delay_ms: int = 0
    residual_s: int = 0
    residual_ports: str = "same"
    residual_action: str = ""
    client_hello: str = "any"
    hello_shorter_than: int = 0
    reassemble: bool = False
    probability: float = 1.0
    share: float | list[float] = 1.0
    seed: int = 1
    window: int = 0
    after_bytes: int = 16000
    name: str | None = None
    active: bool = True
    ip_versions: list[int] = field(default_factory=lambda: [4, 6])
    certificate: str = "untrusted"
    status: int | None = None
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    text: str | None = None
    body: str | None = None
    alert: int = 40
    rate_kbit: int = 0
    hold_ms: int = 0
    loss_percent: float = 0.0
    expect: dict[str, Any] | None = None


def hop_number(at: str) -> int | None:
    """4 for "hop:4", nothing for a word."""
    number = at.removeprefix("hop:")
    return int(number) if at != number and number.isdigit() and int(number) > 0 else None


def _check(where: str, values: dict[str, Any]) -> None:
    if values["at"] not in HOPS and hop_number(values["at"]) is None:
        raise ScenarioError(f"{where}: at = {values['at']!r}; allowed: {', '.join(HOPS)}, hop:1, hop:2 and so on")
    kind, action = values["kind"], values["action"]
    if action not in ACTIONS[kind]:
        raise ScenarioError(f"{where}: action = {action!r}; for kind \"{kind}\": {', '.join(ACTIONS[kind])}")
    if action == "address" and not values["answers"]:
        raise ScenarioError(f"{where}: action \"address\" needs 'answers', a list of addresses")
    if action == "redirect" and kind == "http" and not values["location"]:
        raise ScenarioError(f"{where}: action \"redirect\" needs 'location'")
    if kind in BY_ADDRESS and not (values["hosts"] or values["addresses"] or values["pick"]):
        raise ScenarioError(f"{where}: kind \"{kind}\" needs 'hosts', 'addresses' or 'pick'")
    if kind == "resolver" and values["at"] != "isp":
        raise ScenarioError(f"{where}: kind \"resolver\" is the ISP's resolver: at = \"isp\"")
    if values["at"] == "site" and (kind in ("dns_proxy", "throttle", "window", "freeze") or action == "substitute"):
        raise ScenarioError(f"{where}: {kind} {action} cannot sit at the site; use home_router, isp or transit")
    _check_flows(where, values)


def _check_flows(where: str, values: dict[str, Any]) -> None:
    """Keys that only make sense for some kinds: a rule that does less than it says would let tests pass for nothing."""
    kind = values["kind"]
    if not 0 < values["probability"] <= 1:
        raise ScenarioError(f"{where}: probability = {values['probability']}; more than 0, at most 1")
    if kind == "window" and not values["active"]:
        raise ScenarioError(f"{where}: kind \"window\" cannot be switched")
    if values["probability"] < 1 and (kind not in BY_PACKET and (kind, values["action"]) != ("tcp", "reset")):
        raise ScenarioError(f"{where}: 'probability' works for {', '.join(BY_PACKET)} and tcp reset")
    if kind != "tls" and (values["client_hello"] != "any" or values["hello_shorter_than"]):
        raise ScenarioError(f"{where}: 'client_hello' and 'hello_shorter_than' are about kind \"tls\"")
    _check_share(where, values)
    if values["reassemble"] and kind not in ("tls", "http"):
        raise ScenarioError(f"{where}: 'reassemble' is about kinds \"tls\" and \"http\"")


def _check_share(where: str, values: dict[str, Any]) -> None:
    share = values["share"]
    bounds = share if isinstance(share, list) else [share]
    numbers = all(isinstance(one, (int, float)) and 0 < one <= 1 for one in bounds)
    if not numbers or bounds != sorted(bounds) or len(bounds) > 2:
        raise ScenarioError(f"{where}: share = {share!r}; write a number, more than 0, at most 1, or two: [least, most]")
    named = (values["hosts"] or values["pick"]) and not any("*" in one for one in values["hosts"])
    if share != 1 and not named:
        raise ScenarioError(f"{where}: 'share' is drawn for each host: write 'hosts' without \"*\", or 'pick'")


def read_rule(where: str, given: Mapping[str, Any]) -> Rule:
    values = read(where, given, RULE_KEYS)
    if values["action"] is None and len(ACTIONS[values["kind"]]) == 1:
        values["action"] = ACTIONS[values["kind"]][0]
    _check(where, values)
    values["hosts"] = [to_wire(host) for host in values["hosts"]]
    if values["pick"] is not None:
        values["pick"] = read(f"{where}.pick", values["pick"], PICK_KEYS)
    if not values["ports"]:
        values["ports"] = list(DEFAULT_PORTS.get(values["kind"], []))
    return Rule(**values)


def resolve_picks(rules: list[Rule], urls_of: Mapping[str, list[str]]) -> None:
    """Turns every `pick` into hosts. Rules choose in turn, each from what the earlier ones left."""
    free = dict(urls_of)
    for rule in rules:
        if rule.pick is None:
            continue
        fitting = [host for host, urls in free.items() if _fits(rule.pick["scheme"], urls)]
        chosen = fitting[rule.pick["start"]::rule.pick["every"]][:rule.pick["count"]]
        rule.hosts = rule.hosts + chosen
        for host in chosen:
            del free[host]


def draw_shares(rules: list[Rule]) -> tuple[list[Rule], dict[str, float]]:
    """Leaves each rule those of its hosts at which it is at work in this run; a rule that has none left is left out.
    Also gives the share of runs of every host that had to be drawn."""
    left, shares = [], {}
    for serial, rule in enumerate(rules):
        if rule.share != 1:
            own = {host: _share_of(rule.share, host) for host in rule.hosts}
            rule.hosts = [host for host, share in own.items() if _draw(f"{rule.seed} {serial} {host}") < share]
            shares |= own
        if rule.hosts or rule.share == 1:
            left.append(rule)
    return left, shares


def _share_of(share: float | list[float], host: str) -> float:
    """Between two bounds, each host has its own, in every run the same."""
    if not isinstance(share, list):
        return share
    return round(share[0] + (share[-1] - share[0]) * _draw(f"share of {host}"), 3)


def _draw(text: str) -> float:
    """Evenly from 0 to 1, the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _fits(scheme: str, urls: list[str]) -> bool:
    return scheme == "any" or all(url.startswith(f"{scheme}://") for url in urls)
