"""Runs inside the sandbox: builds one scenario's internet, then measures, or runs a command in its home."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from . import sandbox
from .lab import Lab
from .measure import measure
from .scenario import load

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def parse(arguments: list[str]) -> argparse.Namespace:
    """What follows "--" is a command, with options of its own."""
    own, command = split_command(arguments)
    parser = argparse.ArgumentParser(prog="saksi_lab.inside")
    parser.add_argument("what", choices=("measure", "exec"))
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--probe", type=Path)
    parser.add_argument("--overrides", type=json.loads, default={})
    parser.add_argument("--at", default="client")
    parser.add_argument("--result", type=int, help="descriptor that takes the result as JSON")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args(own, argparse.Namespace(command=command))


def split_command(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1:]


def build(options: argparse.Namespace) -> tuple[Lab, float]:
    started = time.monotonic()
    sandbox.cover_the_machine()
    os.environ["PATH"] += os.pathsep + SYSTEM_PATH
    os.environ["XTABLES_LOCKFILE"] = "/run/xtables.lock"
    os.umask(0o022)
    lab = Lab(load(options.scenario, options.overrides), sandbox.WORK, options.bin, options.probe)
    lab.start()
    return lab, round(time.monotonic() - started, 2)


def measure_scenario(options: argparse.Namespace) -> int:
    try:
        lab, seconds = build(options)
        result = measure(lab) | {"build_seconds": seconds}
    except Exception as error:
        result: dict[str, Any] = {"error": str(error), "trace": traceback.format_exc()}
    with os.fdopen(options.result, "w", encoding="utf-8") as file:
        json.dump(result, file)
    if options.keep:
        shutil.rmtree(options.keep, ignore_errors=True)
        shutil.copytree(sandbox.WORK, options.keep, ignore=shutil.ignore_patterns("*.sock"))
    return 0


def run_command(options: argparse.Namespace) -> int:
    try:
        lab, _ = build(options)
    except RuntimeError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 125
    if lab.probe is None and lab.scenario.control["state"] == "up":
        print("lab: no saksi-probe was found: the control does not run", file=sys.stderr)
    # Ctrl-C is for the command; this process waits for its end.
    process = lab.run(options.command, at=options.at, restore_signals=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = process.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    options = parse(sys.argv[1:])
    return measure_scenario(options) if options.what == "measure" else run_command(options)


if __name__ == "__main__":
    sys.exit(main())
