"""Holds what the probe exported against what the scenario expects, key by key, by name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from .expectation import OWN_KEYS, Expectations, Wanted
from .testlist import normal_form

MISSING = "no measurement"
Measurement = dict[str, Any]
Differences = list[tuple[str, str, Any, Any]]  # (URL or part, key, wanted, got)


def parse_export(text: str) -> list[Measurement]:
    """The lines of an OONI export."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _walk(value: Any, path: Iterable[str]) -> Any:
    for part in path:
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            return None
    return value


def value_of(measurement: Measurement, key: str) -> Any:
    """Our own words stand under x_saksi, OONI's in test_keys itself."""
    test_keys = measurement.get("test_keys") or {}
    first = key.split(".")[0]
    if first == "test_keys":
        return _walk(test_keys, key.split(".")[1:])
    if first in OWN_KEYS or first == "findings":
        return _walk(test_keys.get("x_saksi") or {}, key.split("."))
    return test_keys.get(key)


def fits(wanted: Any, got: Any) -> bool:
    """A list means any of its values, "null" JSON's null, "~text" a pattern to be found in the value, "<=3" and ">=3"
    a limit."""
    if isinstance(wanted, list):
        return any(fits(one, got) for one in wanted)
    if isinstance(wanted, str) and (limit := re.fullmatch(r"([<>])=(\d+)", wanted)) and isinstance(got, int):
        return got <= int(limit[2]) if limit[1] == "<" else got >= int(limit[2])
    if wanted == "null":
        return got is None
    if isinstance(wanted, str) and wanted.startswith("~"):
        text = got if isinstance(got, str) else json.dumps(got, ensure_ascii=False)
        return re.search(wanted[1:], text) is not None
    # True == 1 in Python, but not here.
    return isinstance(wanted, bool) == isinstance(got, bool) and wanted == got


def _by_url(measurements: list[Measurement]) -> dict[str, Measurement]:
    return {normal_form(one.get("input") or "http://none/"): one for one in measurements}


def _compare_one(url: str, wanted: Wanted, measurement: Measurement | None) -> tuple[Wanted, Differences]:
    if measurement is None:
        return {"measurement": MISSING}, [(url, "measurement", "one", MISSING)]
    got = {key: value_of(measurement, key) for key in wanted}
    return got, [(url, key, value, got[key]) for key, value in wanted.items() if not fits(value, got[key])]


class Comparison:
    """What was wanted, what came, and where the two differ."""

    def __init__(self) -> None:
        self.want: dict[str, Any] = {}
        self.got: dict[str, Any] = {}
        self.differences: Differences = []
        self.reasons: dict[str, str] = {}  # URL -> the first, most telling, of the probe's reasons

    @property
    def passed(self) -> bool:
        return not self.differences

    def add(self, part: str, want: Any, got: Any, *, key: str = "") -> None:
        """One value of its own: an exit code, a count."""
        self.want[part], self.got[part] = want, got
        if not fits(want, got):
            self.differences.append((part, key or part, want, got))

    def add_measurements(self, expect: Expectations, urls: list[str], measurements: list[Measurement]) -> None:
        found = _by_url(measurements)
        self.reasons = {url: _first_reason(found[normal_form(url)]) for url in urls if normal_form(url) in found}
        for url, wanted in expect.by_url.items():
            got, differences = _compare_one(url, wanted, found.get(normal_form(url)))
            self.want[url], self.got[url] = wanted, got
            self.differences += differences
        if expect.default is not None:
            self._add_default(expect, urls, found)
        for word, number in expect.count.items():
            self.add(f"count.{word}", number, _count(word, measurements))

    def _add_default(self, expect: Expectations, urls: list[str], found: dict[str, Measurement]) -> None:
        """Only what differs is listed: a list has hundreds of URLs."""
        explicit = {normal_form(url) for url in expect.by_url}
        rest = [url for url in urls if normal_form(url) not in explicit]
        fitting = 0
        for url in rest:
            got, differences = _compare_one(url, expect.default or {}, found.get(normal_form(url)))
            fitting += not differences
            if differences:
                self.got[url] = got
                self.differences += differences
        self.want["default"] = (expect.default or {}) | {"urls": len(rest)}
        self.got["default"] = {"urls that fit": fitting}


def _first_reason(measurement: Measurement) -> str:
    reasons = value_of(measurement, "reasons")
    return str(reasons[0]) if isinstance(reasons, list) and reasons else "(no reason given)"


def _count(word: str, measurements: list[Measurement]) -> int:
    if word == "measurements":
        return len(measurements)
    return Counter(value_of(one, "verdict") for one in measurements)[word]
