"""Makes labelled data: runs scenarios, keeps what the probe exported, and writes beside it what is true by construction.
The labels come from the scenario alone, never from what the probe said."""

from __future__ import annotations

import argparse
import csv
import datetime
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .commands import add_common_options, complete, load_all, run_one
from .compare import parse_export
from .scenario import load
from .truth import Truth

COLUMNS = ("file", "input", "test_name", "probe_cc", "probe_asn", "truth_verdict", "truth_layer", "truth_method",
           "truth_scope", "truth_findings", "truth_share", "probe_certainty", "truth_by_scenario", "scenario", "censor",
           "run")
FIRST_HOME_ASN = 4_250_000_000  # private (RFC 6996), far from those of the lab's other networks
FROM_THE_LINE = ("input", "test_name", "probe_cc", "probe_asn")
_TIME = re.compile(r'("(?:measurement|test)_start_time":\s*")(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(")')
_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Run:
    """One run of one scenario: the `number`th (from 1). `network` is 0 for the scenario's own."""

    path: Path
    number: int
    network: int

    @property
    def name(self) -> str:
        return f"{self.path.stem}-{self.network}-{self.number}"


def _networks(place: int, options: argparse.Namespace) -> range:
    """Of the scenario at this place: no two scenarios share one, so that a URL of both is two cells."""
    first = 1 + place * options.networks
    return range(first, first + options.networks) if options.networks else range(1)


def label_main() -> int:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    runs = [Run(path, number, network) for number in range(1, options.repeat + 1)
            for place, path in enumerate(options.files) for network in _networks(place, options)]
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        labelled = list(pool.map(lambda run: _label_one(run, options), runs))
    rows = [row for one in labelled for row in one.rows]
    _write_labels(options.out / "EXPECTED.csv", rows)
    failed = [one.problem for one in labelled if one.problem]
    print(f"{len(rows)} measurements of {len(runs) - len(failed)} runs in {options.out}")
    return 1 if failed or not rows else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/lab/label", description=(
        "Runs saksi-probe in each scenario's internet and keeps its export (OONI's JSON, marked as simulated) in OUT, "
        "one file a run, with OUT/EXPECTED.csv: what is true of each measurement by construction."))
    add_common_options(parser)
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that is empty or not there yet")
    parser.add_argument("files", nargs="+", type=Path, metavar="SCENARIO.toml")
    parser.add_argument("--repeat", type=int, default=1, metavar="N",
                        help="run each scenario so often; every time another draw of what is drawn (default 1)")
    parser.add_argument("--networks", type=int, default=0, metavar="N",
                        help="run each scenario on so many networks, which no other scenario has (default: on the one "
                             "that it names)")
    parser.add_argument("--apart", type=float, default=0, metavar="HOURS",
                        help="date repetitions so far apart, the last one now (default: as they happened)")
    parser.add_argument("--jobs", type=int, default=8, metavar="N", help="runs at a time (default 8)")
    options = parser.parse_args()
    complete(options)
    if options.probe is None:
        sys.exit("lab: no saksi-probe: build it, or name it with --probe")
    if options.out.is_dir() and any(options.out.iterdir()):
        sys.exit(f"lab: {options.out} is not empty: labels of other measurements must not mix with these")
    _check_files(options)
    return options


def _check_files(options: argparse.Namespace) -> None:
    stems = [path.stem for path in options.files]
    twice = next((stem for stem in stems if stems.count(stem) > 1), None)
    if twice:
        sys.exit(f"lab: two scenarios are called {twice}.toml: their measurements would overwrite each other")
    for scenario in load_all(options.files, options.overrides):
        if scenario.steps:
            sys.exit(f"lab: {scenario.path} runs commands of its own: nothing is known of what they measure")


@dataclass
class Labelled:
    rows: list[dict[str, str]]
    problem: str = ""


def _label_one(run: Run, options: argparse.Namespace) -> Labelled:
    overrides = _overrides_of(run, options)
    with tempfile.TemporaryDirectory(prefix="saksi-label-") as directory:
        own = argparse.Namespace(**vars(options) | {"keep": Path(directory), "overrides": overrides})
        result = run_one(run.path, own)
        export = Path(directory) / run.path.stem / "export.jsonl"
        text = export.read_text(encoding="utf-8") if export.is_file() else ""
    if not text:
        problem = result.get("error") or _what_went_wrong(result)
        print(f"{run.name}: {problem}", file=sys.stderr, flush=True)
        return Labelled([], problem)
    back = datetime.timedelta(hours=options.apart * (options.repeat - run.number))
    file = options.out / f"{run.name}.jsonl"
    file.write_text(_earlier(text, back), encoding="utf-8")
    truth = Truth(load(run.path, overrides))
    return Labelled([_row(run, file.name, one, truth) for one in parse_export(text)])


def _what_went_wrong(result: dict[str, Any]) -> str:
    said = [f"{key}: {got}" for _, key, _, got in result["differences"] if key in ("exit_code", "export")]
    return "; ".join(["the probe measured nothing", *said])


def _overrides_of(run: Run, options: argparse.Namespace) -> dict[str, Any]:
    """The same number draws the same; two networks never do."""
    given = dict(options.overrides)
    given["seed"] = int(given.get("seed", 0)) + 1000 * run.network + run.number - 1
    if run.network:
        given["network.asn"] = FIRST_HOME_ASN + run.network
        given["network.isp"] = f"Lab Net {run.network}"
    return given


def _earlier(text: str, back: datetime.timedelta) -> str:
    """The same lines, measured `back` before; but for the two times, byte for byte."""
    def moved(found: re.Match[str]) -> str:
        time = datetime.datetime.strptime(found[2], _TIME_FORMAT) - back
        return found[1] + time.strftime(_TIME_FORMAT) + found[3]
    return _TIME.sub(moved, text) if back else text


def _row(run: Run, file: str, measurement: dict[str, Any], truth: Truth) -> dict[str, str]:
    own = {"file": file, "scenario": run.path.stem, "run": str(run.number)}
    told = {key: str(measurement.get(key) or "") for key in FROM_THE_LINE}
    return own | told | truth.of(told["input"])


def _write_labels(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
