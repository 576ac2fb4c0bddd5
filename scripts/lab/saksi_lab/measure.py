"""Runs the real probe in a scenario's home and compares what it says with what the scenario expects."""

from __future__ import annotations

import csv
import subprocess
import time
from pathlib import Path
from typing import Any

from . import changes
from .compare import Comparison, parse_export
from .lab import Lab
from .scenario import Scenario


def measure(lab: Lab) -> dict[str, Any]:
    """The result as `run --json` prints it."""
    started = time.monotonic()
    comparison = Comparison()
    if lab.scenario.steps:
        _run_steps(lab, comparison)
    else:
        _run_probe(lab, comparison)
    if lab.scenario.expect.is_set:
        comparison.add_measurements(lab.scenario.expect, lab.scenario.urls, _export(lab, comparison))
    return {"name": lab.scenario.name, "pass": comparison.passed, "want": comparison.want, "got": comparison.got,
            "differences": comparison.differences, "reasons": comparison.reasons,
            "probe_seconds": round(time.monotonic() - started, 2)}


def _run_probe(lab: Lab, comparison: Comparison) -> None:
    path = lab.work / "probe.log"
    with path.open("wb") as log:
        process = lab.run(probe_command(lab), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                          cwd=lab.work)
    timeout = lab.scenario.probe["timeout_s"]
    code = changes.wait_and_change(lab, process, path, timeout)
    if code is None:
        process.kill()
        process.wait()
    comparison.add("exit_code", lab.scenario.probe["exit_code"],
                   f"still running after {timeout} s" if code is None else code)


def probe_command(lab: Lab) -> list[str]:
    scenario = lab.scenario
    command = [str(lab.probe), "run", "--yes", "--db", str(lab.work / "probe.db"), "--geo-db", str(lab.geo_db)]
    if scenario.probe["simulated"]:
        command.append("--simulated")
    if changes.needs_count(scenario.changes):
        command.append("--json")
    for url in scenario.probe["controls"]:
        url = url.replace("{control}", lab.control_url).replace("{control2}", lab.second_control_url)
        command += ["--control", url]
    options = [option.replace("{here}", str(scenario.path.parent)) for option in scenario.probe["options"]]
    if "--retest-after" not in options:  # what waits for nothing real may be quick
        options += ["--retest-after", "2"]
    command += options
    if scenario.list_path:
        command += ["--list", str(_list_as_used(scenario, lab.work))]
    listed = set(_listed_urls(scenario))
    for url in scenario.urls:
        if url not in listed:
            command += ["--url", url]
    return command


def _listed_urls(scenario: Scenario) -> list[str]:
    return [row["url"] for row in _rows(scenario)] if scenario.list_path else []


def _rows(scenario: Scenario) -> list[dict[str, str]]:
    assert scenario.list_path is not None
    with scenario.list_path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _list_as_used(scenario: Scenario, work: Path) -> Path:
    """The list itself, or its first rows when the scenario sets a limit."""
    used = set(scenario.urls)
    rows = _rows(scenario)
    kept = [row for row in rows if row["url"].strip() in used]
    if len(kept) == len(rows):
        return scenario.list_path
    path = work / scenario.list_path.name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    return path


def _export(lab: Lab, comparison: Comparison) -> list[dict[str, Any]]:
    command = [str(lab.probe), "export", "--format", "ooni", "--db", str(lab.work / "probe.db")]
    process = lab.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=lab.work)
    out, problems = process.communicate(timeout=120)
    (lab.work / "export.jsonl").write_bytes(out)
    if process.returncode != 0:
        comparison.add("export", 0, f"{process.returncode}: {problems.decode(errors='replace')[-300:]}")
    return parse_export(out.decode())


def _run_steps(lab: Lab, comparison: Comparison) -> None:
    """A scenario's own commands, in the home, one after the other."""
    for i, step in enumerate(lab.scenario.steps):
        process = lab.run(["sh", "-c", step["run"]], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, cwd=lab.work)
        try:
            output = process.communicate(timeout=lab.scenario.probe["timeout_s"])[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            process.kill()
            output = process.communicate()[0].decode(errors="replace")
        (lab.work / f"step{i}.log").write_text(output, encoding="utf-8")
        _compare_step(step, step["about"] or f"step[{i}]", process.returncode, output.strip(), comparison)
        for change in lab.scenario.changes:
            if change.after_step == i + 1:
                lab.change(change)


def _compare_step(step: dict[str, Any], name: str, code: int, output: str, comparison: Comparison) -> None:
    if step["stdout"] is not None:
        comparison.add(name, step["stdout"], output)
    if step["stdout"] is None or code != step["exit_code"]:
        comparison.add(f"{name}: exit code", step["exit_code"], code)
