"""What people type: run, exec, shell."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from . import sandbox, tables
from .inside import split_command
from .scenario import REPOSITORY, Scenario, load
from .schema import ScenarioError
from .topology import NAMES

BUILDS = ("build/release", "build", "build/dev")
Result = dict[str, Any]


def _find(name: str) -> Path | None:
    """The build's program, or one on the PATH."""
    for build in BUILDS:
        for place in ("", "probe", "scripts/lab"):
            if (path := REPOSITORY / build / place / name).is_file():
                return path.resolve()
    on_path = shutil.which(name)
    return Path(on_path).resolve() if on_path else None


def add_common_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--probe", type=Path, metavar="PATH", help="the saksi-probe to use (default: the build's)")
    parser.add_argument("--bin", type=Path, metavar="DIR", help="where lab-censor and lab-delay are")
    parser.add_argument("--list", type=Path, metavar="FILE", help="replace the scenario's test list")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="overrides",
                        help="replace a value of the scenario, such as network.rtt_ms=80")


def complete(options: argparse.Namespace) -> None:
    """Finds the programs, reads the overrides; ends the program with advice when something is missing."""
    sandbox.require_programs()
    options.probe = _absolute(options.probe) or _find("saksi-probe")
    censor = _find("lab-censor")
    options.bin = _absolute(options.bin) or (censor.parent if censor else None)
    if options.bin is None or not (options.bin / "lab-censor").exists():
        sys.exit("lab: lab-censor is not built: cmake --build --preset release --target lab-tools, "
                 "or name its directory with --bin")
    options.overrides = dict(_override(text) for text in options.overrides)
    if options.list:
        options.overrides["list"] = str(_absolute(options.list))


def _absolute(path: Path | None) -> Path | None:
    if path is None:
        return None
    if not path.exists():
        sys.exit(f"lab: {path}: no such file")
    return path.resolve()


def _override(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        sys.exit(f"lab: --set {text}: write KEY=VALUE")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key, value


def _arguments(what: str, scenario: Path, options: argparse.Namespace) -> list[str]:
    arguments = [what, str(scenario.resolve()), "--bin", str(options.bin),
                 "--overrides", json.dumps(options.overrides)]
    return arguments + (["--probe", str(options.probe)] if options.probe else [])


# -- run

def run_main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/lab/run", description=(
        "Runs saksi-probe in each scenario's internet and compares what it says with what the scenario expects. "
        "Ends with 0 only when everything fits."))
    add_common_options(parser)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one line a scenario")
    parser.add_argument("--reasons", action="store_true", help="the probe's most telling reason for each URL")
    parser.add_argument("--jobs", type=int, default=4, metavar="N", help="scenarios at a time (default 4)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave logs, database and export there")
    options = parser.parse_args()
    complete(options)
    scenarios = load_all(options.files, options.overrides)
    if options.probe is None and any(scenario.needs_probe for scenario in scenarios):
        sys.exit("lab: no saksi-probe: build it, or name it with --probe")
    return _run_all(options, {scenario.path: scenario.lasts_s for scenario in scenarios})


def load_all(files: list[Path], overrides: dict[str, Any]) -> list[Scenario]:
    """A mistake in the last file should not cost the minutes that the others take."""
    try:
        return [load(path, overrides) for path in files]
    except ScenarioError as error:
        sys.exit(f"lab: {error}")


def _run_all(options: argparse.Namespace, lasts_s: dict[Path, int]) -> int:
    """Those that last long are begun first; results are shown in the order that was asked for."""
    results = []
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        begun = {path: pool.submit(run_one, path, options)
                 for path in sorted(options.files, key=lambda path: -lasts_s[path])}
        try:
            for path in options.files:
                results.append(begun[path].result())
                show = _as_json if options.json else tables.lines
                print(show(results[-1], options.reasons), flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            return 130
    if not options.json:
        print(tables.summary(results))
    return 0 if all(result["pass"] for result in results) else 1


def _as_json(result: Result, reasons: bool) -> str:
    return json.dumps(tables.for_json(result, reasons), ensure_ascii=False)


def run_one(path: Path, options: argparse.Namespace) -> Result:
    started = time.monotonic()
    # Nameless files: nothing is left of them, whatever happens.
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as log:
        arguments = _arguments("measure", path, options) + ["--result", str(answer.fileno())]
        if options.keep:
            arguments += ["--keep", str((options.keep / path.stem).resolve())]
        process = sandbox.start(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                pass_fds=[answer.fileno()])
        code = process.wait()
        result = _read_result(answer, log, path, code)
    return result | {"seconds": round(time.monotonic() - started, 2)}


def _read_result(answer: BinaryIO, log: BinaryIO, path: Path, code: int) -> Result:
    empty: Result = {"name": path.stem, "pass": False, "want": {}, "got": {}, "differences": []}
    for file in (answer, log):
        file.seek(0)
    try:
        return empty | json.load(answer)
    except ValueError:
        text = log.read().decode(errors="replace")
        return empty | {"error": f"{sandbox.explain_failure(code)}\n{text[-2000:]}".strip()}


# -- exec and shell

def exec_main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/lab/exec", description=(
        "Runs a command in the home of a scenario's internet. Its environment has SAKSI_LAB_CONTROL (URL of the "
        "control), SAKSI_LAB_GEO_DB and, when there is one, SAKSI_PROBE."))
    add_common_options(parser)
    _add_place(parser)
    parser.usage = "%(prog)s [options] FILE -- COMMAND..."
    own, command = split_command(sys.argv[1:])
    options = parser.parse_args(own)
    if not command:
        parser.error("the command is missing: exec FILE -- COMMAND...")
    return _inside_home(options, command)


def shell_main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/lab/shell", description=(
        "Opens a shell in the home of a scenario's internet, or at another place of it."))
    add_common_options(parser)
    _add_place(parser)
    options = parser.parse_args()
    os.environ["PS1"] = f"[{options.file.stem}: {options.at}] \\w \\$ "
    return _inside_home(options, ["bash", "--norc", "-i"])


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", choices=NAMES, default="client",
                        help="where: the home (default), or another place, with privileges, for tcpdump and the like")
    parser.add_argument("file", type=Path, metavar="FILE")


def _inside_home(options: argparse.Namespace, command: list[str]) -> int:
    complete(options)
    load_all([options.file], options.overrides)
    process = sandbox.start(_arguments("exec", options.file, options) + ["--at", options.at, "--", *command])
    # Ctrl-C is for the command inside.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return process.wait()
