"""Runs one scenario again and again and counts how often the probe is right: false alarms, what was found, and at which
layer. What is true is what the scenario expects: a site whose expected verdict is "blocked" is blocked, every other open."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .commands import add_common_options, complete, load_all, run_one
from .compare import fits, parse_export, value_of
from .scenario import Scenario
from .testlist import normal_form

UNDECIDED = ("inconclusive", "local_network")


@dataclass
class Score:
    """Numbers of URLs. `strange` are open sites called site_down or refused_by_server."""

    blocked: int = 0
    found: int = 0
    right_layer: int = 0
    right_method: int = 0
    open: int = 0
    false_alarms: int = 0
    inconclusive: int = 0
    strange: int = 0
    missing: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def found_percent(self) -> float:
        return 100 * self.found / self.blocked if self.blocked else 100

    def layer_percent(self) -> float:
        return 100 * self.right_layer / self.found if self.found else 100

    def inconclusive_percent(self) -> float:
        return 100 * self.inconclusive / (self.blocked + self.open)


def score(scenario: Scenario, measurements: list[dict[str, Any]]) -> tuple[Score, list[str]]:
    """The numbers of one run, and a line for every URL that was misjudged."""
    total, notes = Score(), []
    found = {normal_form(one.get("input") or "http://none/"): one for one in measurements}
    wanted_of = {normal_form(url): wanted for url, wanted in scenario.expect.by_url.items()}
    for url in map(normal_form, scenario.urls):
        wanted = wanted_of.get(url, scenario.expect.default or {})
        one = _score_one(wanted, found.get(url))
        total += one
        if (one.blocked and not one.right_layer) or one.false_alarms or one.strange or one.missing:
            notes.append(f"{url}: want {_words(wanted.get)}, got {_words_of(found.get(url))}")
    return total, notes


def _score_one(wanted: dict[str, Any], measurement: dict[str, Any] | None) -> Score:
    is_blocked = wanted.get("verdict") == "blocked"
    one = Score(blocked=int(is_blocked), open=int(not is_blocked))
    if measurement is None:
        one.missing = 1
        return one
    verdict = value_of(measurement, "verdict")
    one.inconclusive = int(verdict in UNDECIDED)
    if not is_blocked:
        one.false_alarms = int(verdict == "blocked")
        one.strange = int(verdict in ("site_down", "refused_by_server"))
    elif verdict == "blocked":
        one.found = 1
        one.right_layer = int(_fits(wanted, measurement, "layer"))
        one.right_method = int(bool(one.right_layer) and _fits(wanted, measurement, "method"))
    return one


def _fits(wanted: dict[str, Any], measurement: dict[str, Any], key: str) -> bool:
    return key not in wanted or fits(wanted[key], value_of(measurement, key))


def _words(get) -> str:
    return " ".join(str(get(key)) for key in ("verdict", "layer", "method") if get(key) is not None)


def _words_of(measurement: dict[str, Any] | None) -> str:
    return _words(lambda key: value_of(measurement, key)) if measurement else "no measurement"


# -- the command

def soak_main() -> int:
    options = _options()
    scenario = load_all([options.file], options.overrides)[0]
    total, failed = Score(), False
    print(f"{'run':>5} {'seconds':>8} {'false alarms':>13} {'found':>11} {'right layer':>12} {'right method':>13} "
          f"{'inconclusive':>13} {'strange':>8} {'missing':>8}", flush=True)
    for number in range(1, options.runs + 1):
        result, one, notes = _run(options, scenario)
        failed |= "error" in result
        total += one
        _print_row(str(number), result.get("probe_seconds", 0), one)
        for note in [*result.get("error", "").splitlines(), *notes]:
            print(f"      {note}", flush=True)
    _print_row("all", 0, total)
    return _judge(total, failed, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/lab/soak", description=(
        "Runs a scenario many times and counts false alarms, blocked sites found, those at the right layer, and what "
        "stayed undecided. Ends with 1 when a bound is exceeded in all runs together."))
    add_common_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--runs", type=int, default=10, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the last run's logs and database there")
    parser.add_argument("--max-false-alarms", type=int, default=0, metavar="N", help="open sites called blocked (0)")
    parser.add_argument("--min-found", type=float, default=98, metavar="PERCENT", help="of the blocked sites (98)")
    parser.add_argument("--min-right-layer", type=float, default=98, metavar="PERCENT", help="of those found (98)")
    parser.add_argument("--max-inconclusive", type=float, default=2, metavar="PERCENT", help="of all sites (2)")
    options = parser.parse_args()
    complete(options)
    if options.probe is None:
        sys.exit("lab: no saksi-probe: build it, or name it with --probe")
    return options


def _run(options: argparse.Namespace, scenario: Scenario) -> tuple[dict[str, Any], Score, list[str]]:
    with tempfile.TemporaryDirectory(prefix="saksi-soak-") as directory:
        keep = options.keep or Path(directory)
        result = run_one(options.file, argparse.Namespace(**vars(options) | {"keep": keep}))
        export = keep / options.file.stem / "export.jsonl"
        text = export.read_text(encoding="utf-8") if export.is_file() else ""
    return result, *score(scenario, parse_export(text))


def _print_row(label: str, seconds: float, one: Score) -> None:
    time = f"{seconds:8.1f}" if seconds else " " * 8
    print(f"{label:>5} {time} {one.false_alarms:>5} of {one.open:<4} {one.found:>4} of {one.blocked:<4}"
          f"{one.right_layer:>12} {one.right_method:>13} {one.inconclusive:>13} {one.strange:>8} {one.missing:>8}",
          flush=True)


def _judge(total: Score, failed: bool, options: argparse.Namespace) -> int:
    bounds = (
        ("false alarms", total.false_alarms, total.false_alarms <= options.max_false_alarms),
        ("found, percent", total.found_percent(), total.found_percent() >= options.min_found),
        ("right layer, percent", total.layer_percent(), total.layer_percent() >= options.min_right_layer),
        ("inconclusive, percent", total.inconclusive_percent(),
         total.inconclusive_percent() <= options.max_inconclusive),
        ("missing", total.missing, total.missing == 0),
    )
    for name, value, holds in bounds:
        print(f"{'ok  ' if holds else 'OVER'}  {name}: {value:.2f}".replace(".00", ""))
    return 1 if failed or not all(holds for _, _, holds in bounds) else 0
