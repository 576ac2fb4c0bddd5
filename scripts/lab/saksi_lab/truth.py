"""What is true of each URL of a scenario, because the scenario was built so: the labels of labelled data."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from .expectation import LAYERS, Wanted
from .rules import Rule
from .scenario import Scenario
from .testlist import host_of, normal_form

# In the words that OONI's simulated measurements are labelled with.
SITUATIONS = {"accessible": "ok", "blocked": "blocked", "site_down": "down", "refused_by_server": "refused",
              "local_network": "local-network"}


class Truth:
    """The labels of every URL of one scenario, in one run of it."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._wanted = {normal_form(url): wanted for url, wanted in scenario.expect.by_url.items()}

    def of(self, url: str) -> dict[str, str]:
        wanted = self._wanted.get(normal_form(url), self._scenario.expect.default or {})
        findings = _findings(wanted)
        return {"truth_verdict": _words(wanted.get("verdict")),
                "truth_layer": _words(wanted.get("layer")),
                "truth_method": _words(wanted.get("method")),
                "truth_scope": _words(wanted.get("scope")),
                "truth_findings": " ".join(f"{layer}={state}" for layer, state in findings.items()),
                "truth_share": self._share(url, wanted),
                "probe_certainty": _words(wanted.get("certainty")),
                "truth_by_scenario": _situation(wanted, findings),
                "censor": self._censor(url)}

    def _share(self, url: str, wanted: Wanted) -> str:
        """Of all runs of this scenario, how many find the URL blocked; empty where that is not fixed."""
        host = host_of(url)
        if host in self._scenario.shares:
            return str(self._scenario.shares[host])
        verdict = wanted.get("verdict")
        if not isinstance(verdict, str) or verdict == "inconclusive":
            return ""
        return str(int(verdict == "blocked"))

    def _censor(self, url: str) -> str:
        host = host_of(url)
        return "; ".join(_rule_in_words(rule) for rule in self._scenario.censor if self._meets(rule, host))

    def _meets(self, rule: Rule, host: str) -> bool:
        """Whether the rule names the host, one of its addresses, or nothing at all."""
        own = {address for site in self._scenario.sites if host in site.hosts for address in site.addresses}
        if rule.hosts:
            return any(fnmatchcase(host, one) for one in rule.hosts)
        return bool(own.intersection(rule.addresses)) if rule.addresses else True


def _words(value: Any) -> str:
    """One word, or several that are allowed; empty where nothing, or only a pattern, is stated."""
    values = value if isinstance(value, list) else [value]
    if any(not isinstance(one, str) or one[:1] in ("~", "<", ">") for one in values):
        return ""
    return "|".join("none" if one == "null" else one for one in values)


def _findings(wanted: Wanted) -> dict[str, str]:
    """Layer -> its state, with the method where one is stated: "interfered:throttled"."""
    found = {}
    for layer in LAYERS:
        state = _words(wanted.get(f"findings.{layer}.state"))
        method = _words(wanted.get(f"findings.{layer}.method"))
        if state:
            methods = [f":{one}" for one in method.split("|") if one not in ("", "none")] or [""]
            found[layer] = "|".join(one + with_ for one in state.split("|") for with_ in methods)
    return found


def _situation(wanted: Wanted, findings: dict[str, str]) -> str:
    verdict = wanted.get("verdict")
    if verdict == "accessible" and any(state.startswith("interfered") for state in findings.values()):
        return "tampered-but-content-ok"
    return SITUATIONS.get(verdict, "unclear") if isinstance(verdict, str) else "unclear"


def _rule_in_words(rule: Rule) -> str:
    words = [rule.at, rule.kind, rule.action]
    for name in ("probability", "share"):
        if getattr(rule, name) != 1:
            words.append(f"{name} {getattr(rule, name)}")
    return " ".join(words)
