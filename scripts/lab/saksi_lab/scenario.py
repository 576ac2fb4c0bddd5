"""One scenario: a TOML file that says what the internet is like, who censors it, what to measure and what the
probe should find. README.md documents the format."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import changes, routers, rules, site, testlist
from .crowd import read_crowd
from .expectation import Expectations, check_wanted, read_expectations
from .schema import Key, ScenarioError, choice, read, strings, table

REPOSITORY = Path(__file__).resolve().parents[3]

NETWORK_KEYS = {
    "isp": Key(str, default="Lab Net"),
    "asn": Key(int, default=64500),
    "country": Key(str),
    "resolver": Key(str, default="isp"),
    "ipv6": Key(bool, default=True),
    "hops": Key(int, default=routers.FEWEST),
    "rtt_ms": Key((float,), default=20),
    "access_rtt_ms": Key((float,), default=0),
    "loss_percent": Key((float,), default=0),
    "state": choice("online", "no_route", "unreachable", "silent"),
    "captive_portal": choice("no", "redirect", "page"),
    "ipv6_line": choice("works", "silent", "unreachable"),
    "router_queries_per_s": Key((float,), default=0),
    "router_queries_in_flight": Key(int, default=0),
    "router_overload": choice("servfail", "timeout"),
}
CONTROL_KEYS = {
    "state": choice("up", "refused", "timeout", "unreachable", "error"),
    "port": Key(int, default=8080),
}
PROBE_KEYS = {
    "options": strings(),
    "controls": strings(("{control}",)),
    "exit_code": Key((int, list), default=0),
    "timeout_s": Key(int, default=300),
    "simulated": Key(bool, default=True),
}
STEP_KEYS = {
    "about": Key(str),
    "run": Key(str, required=True),
    "exit_code": Key(int, default=0),
    "stdout": Key(str),
}
TOP_KEYS = {
    "name": Key(str),
    "about": Key(str, default=""),
    "urls": strings(),
    "list": Key(str),
    "limit": Key(int, default=0),
    "crowd": table(),
    "seed": Key(int, default=0),
    "lasts_s": Key(int, default=0),
    "network": table({}),
    "control": table({}),
    "probe": table({}),
    "site": Key(list, default=[]),
    "censor": Key(list, default=[]),
    "change": Key(list, default=[]),
    "step": Key(list, default=[]),
    "expect": table({}),
}


@dataclass
class Scenario:
    path: Path
    name: str
    about: str
    urls: list[str]
    list_path: Path | None
    crowd: list[str]
    seed: int
    lasts_s: int
    network: dict[str, Any]
    control: dict[str, Any]
    probe: dict[str, Any]
    sites: list[site.Site]
    censor: list[rules.Rule]
    steps: list[dict[str, Any]]
    changes: list[changes.Change] = field(default_factory=list)
    expect: Expectations = field(default_factory=Expectations)
    shares: dict[str, float] = field(default_factory=dict)  # host -> share of runs, where it was drawn

    @property
    def needs_probe(self) -> bool:
        return not self.steps or self.expect.is_set


def load(path: Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Reads a file; `overrides` maps dotted keys ("network.country", "list") to values that win over it."""
    given = _read_toml(path)
    for key, value in (overrides or {}).items():
        _override(given, key, value)
    values = read(str(path), given, TOP_KEYS)
    list_path = _find_list(path, values["list"])
    crowd = read_crowd(f"{path}: crowd", values["crowd"])
    if crowd and list_path:
        raise ScenarioError(f"{path}: 'crowd' and 'list' are two lists; write one")
    urls = values["urls"] + crowd + (testlist.read_urls(list_path, values["limit"]) if list_path else [])
    scenario = Scenario(
        path=path, name=values["name"] or path.stem, about=values["about"], urls=urls, list_path=list_path, crowd=crowd,
        seed=values["seed"], lasts_s=values["lasts_s"],
        network=read(f"{path}: network", values["network"], NETWORK_KEYS),
        control=read(f"{path}: control", values["control"], CONTROL_KEYS),
        probe=read(f"{path}: probe", values["probe"], PROBE_KEYS),
        sites=[site.read_site(f"{path}: site[{i}]", one) for i, one in enumerate(values["site"])],
        censor=[rules.read_rule(f"{path}: censor[{i}]", one) for i, one in enumerate(values["censor"])],
        steps=[read(f"{path}: step[{i}]", one, STEP_KEYS) for i, one in enumerate(values["step"])],
        expect=read_expectations(f"{path}: expect", values["expect"]))
    names = {rule.name for rule in scenario.censor if rule.name}
    scenario.changes = [changes.read_change(f"{path}: change[{i}]", one, names)
                        for i, one in enumerate(values["change"])]
    for i, change in enumerate(scenario.changes):
        read(f"{path}: change[{i}].network", change.network, NETWORK_KEYS)
    scenario.network["country"] = scenario.network["country"] or _country_of(list_path)
    _place_rules(scenario)
    _complete(scenario)
    return scenario


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path}: not TOML: {error}") from error


def _override(given: dict[str, Any], key: str, value: Any) -> None:
    *tables, last = key.split(".")
    for name in tables:
        given = given.setdefault(name, {})
    given[last] = value


def _find_list(path: Path, name: str | None) -> Path | None:
    """A list is looked for from the repository's root, then beside the scenario."""
    if name is None:
        return None
    for base in (REPOSITORY, path.parent, Path.cwd()):
        if (base / name).is_file():
            return base / name
    raise ScenarioError(f"{path}: list = {name!r}: no such file under {REPOSITORY} or {path.parent}")


def _country_of(list_path: Path | None) -> str:
    """A country's list is named after it; everything else happens in Malaysia."""
    stem = list_path.stem if list_path else ""
    return stem.upper() if len(stem) == 2 else "MY"


def _place_rules(scenario: Scenario) -> None:
    """"hop:4" becomes the name of the router that is there."""
    hops = scenario.network["hops"]
    if not routers.FEWEST <= hops <= routers.MOST:
        raise ScenarioError(f"{scenario.path}: network.hops = {hops}; allowed: {routers.FEWEST} to {routers.MOST}")
    for i, rule in enumerate(scenario.censor):
        number = rules.hop_number(rule.at)
        if number is None:
            continue
        if number > hops:
            raise ScenarioError(f"{scenario.path}: censor[{i}]: at = {rule.at!r}, but network.hops = {hops}")
        rule.at = routers.name_of_hop(number, hops)


def _complete(scenario: Scenario) -> None:
    """Adds the sites nobody described, chooses the hosts of `pick` rules and what follows from them."""
    urls_of = testlist.hosts_in_order(scenario.urls)
    always_open = testlist.hosts_in_order(_always_open())
    builtin = _missing_sites(scenario.sites, site.builtin_sites())
    scenario.sites += builtin
    scenario.sites += site.sites_for(urls_of, scenario.sites)
    scenario.sites += site.sites_for(always_open, scenario.sites)
    for rule in scenario.censor:
        rule.seed += scenario.seed
    spared = set(always_open).union(*(one.hosts for one in builtin))
    rules.resolve_picks(scenario.censor, {host: urls for host, urls in urls_of.items() if host not in spared})
    scenario.censor, scenario.shares = rules.draw_shares(scenario.censor)
    for i, rule in enumerate(scenario.censor):
        _expect_of_rule(scenario, rule, f"{scenario.path}: censor[{i}].expect", urls_of)


def _missing_sites(known: list[site.Site], wanted: list[site.Site]) -> list[site.Site]:
    taken = {host for one in known for host in one.hosts}
    return [one for one in wanted if not taken.intersection(one.hosts)]


def _always_open() -> list[str]:
    path = REPOSITORY / "testlists" / "always_open.csv"
    return testlist.read_urls(path) if path.is_file() else []


def _expect_of_rule(scenario: Scenario, rule: rules.Rule, where: str, urls_of: dict[str, list[str]]) -> None:
    if rule.expect is None:
        return
    wanted = check_wanted(where, rule.expect)
    for host in rule.hosts:
        for url in urls_of.get(host, []):
            scenario.expect.by_url.setdefault(url, wanted)
