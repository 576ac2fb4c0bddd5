"""The [expect] part of a scenario: what the probe should say, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .schema import ScenarioError

OWN_KEYS = ("verdict", "layer", "method", "certainty", "scope", "reasons")
OONI_KEYS = (
    "blocking", "accessible", "dns_consistency", "dns_experiment_failure", "http_experiment_failure",
    "control_failure", "x_dns_flags", "x_blocking_flags", "x_null_null_flags", "status_code_match",
    "body_length_match", "body_proportion", "headers_match", "title_match", "client_resolver", "retries",
)
LAYERS = ("dns", "tcp", "tls", "http", "rate")
VERDICTS = ("accessible", "blocked", "site_down", "refused_by_server", "local_network", "inconclusive")

Wanted = dict[str, Any]


@dataclass
class Expectations:
    by_url: dict[str, Wanted] = field(default_factory=dict)
    default: Wanted | None = None
    count: dict[str, Any] = field(default_factory=dict)

    @property
    def is_set(self) -> bool:
        return bool(self.by_url or self.default is not None or self.count)


def _is_known(key: str) -> bool:
    parts = key.split(".")
    if parts[0] == "findings":
        return len(parts) == 3 and parts[1] in LAYERS and parts[2] in ("state", "method")
    return key in OWN_KEYS or key in OONI_KEYS or (parts[0] == "test_keys" and len(parts) > 1)


def check_wanted(where: str, wanted: Mapping[str, Any]) -> Wanted:
    for key in wanted:
        if not _is_known(key):
            allowed = ", ".join(OWN_KEYS + OONI_KEYS)
            raise ScenarioError(f"{where}: unknown key '{key}'; allowed here: {allowed}, "
                                "\"findings.<layer>.state\", \"findings.<layer>.method\", \"test_keys.<path>\"")
    return dict(wanted)


def _check_count(where: str, count: Mapping[str, Any]) -> dict[str, Any]:
    for key in count:
        if key not in (*VERDICTS, "measurements"):
            allowed = ", ".join((*VERDICTS, "measurements"))
            raise ScenarioError(f"{where}: unknown key '{key}'; allowed here: {allowed}")
        if not (isinstance(count[key], int) or re.fullmatch(r"[<>]=\d+", str(count[key]))):
            raise ScenarioError(f"{where}: {key} = {count[key]!r}; write a number, \"<=3\" or \">=3\"")
    return dict(count)


def read_expectations(where: str, given: Mapping[str, Any]) -> Expectations:
    found = Expectations()
    for key, value in given.items():
        place = f"{where}.{key}"
        if not isinstance(value, Mapping):
            raise ScenarioError(f"{place}: must be a table; allowed: expect.\"URL\", expect.default, expect.count")
        if key == "default":
            found.default = check_wanted(place, value)
        elif key == "count":
            found.count = _check_count(place, value)
        elif key.startswith(("http://", "https://")):
            found.by_url[key] = check_wanted(place, value)
        else:
            raise ScenarioError(f"{place}: allowed: expect.\"URL\", expect.default, expect.count")
    return found
