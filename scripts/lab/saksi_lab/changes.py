"""What changes while the probe runs, as written in a scenario's [[change]] tables: rules that are switched on or off, a
captive portal, the state of the line."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .schema import Key, ScenarioError, read, strings, table

if TYPE_CHECKING:
    from .lab import Lab

CHANGE_KEYS = {
    "after_s": Key((float,)),
    "after_measurements": Key(int),
    "after_step": Key(int),
    "network": table({}),
    "start": strings(),
    "stop": strings(),
}
CHANGEABLE = ("state", "captive_portal", "ipv6_line")
MEASUREMENT = b'"type":"measurement"'
POLL_S = 0.02


@dataclass
class Change:
    """One change; exactly one of the three says when."""

    after_s: float | None = None
    after_measurements: int | None = None
    after_step: int | None = None
    network: dict[str, Any] = field(default_factory=dict)
    start: list[str] = field(default_factory=list)
    stop: list[str] = field(default_factory=list)

    def is_due(self, seconds: float, measurements: int) -> bool:
        if self.after_s is not None:
            return seconds >= self.after_s
        return self.after_measurements is not None and measurements >= self.after_measurements


def read_change(where: str, given: Mapping[str, Any], rule_names: set[str]) -> Change:
    change = Change(**read(where, given, CHANGE_KEYS))
    moments = (change.after_s, change.after_measurements, change.after_step)
    if sum(moment is not None for moment in moments) != 1:
        raise ScenarioError(f"{where}: say when: one of 'after_s', 'after_measurements', 'after_step'")
    for key in change.network:
        if key not in CHANGEABLE:
            raise ScenarioError(f"{where}: network.{key} cannot change; what can: {', '.join(CHANGEABLE)}")
    if "no_route" in change.network.values():
        raise ScenarioError(f"{where}: state = \"no_route\" cannot come later; use \"unreachable\" or \"silent\"")
    for name in change.start + change.stop:
        if name not in rule_names:
            raise ScenarioError(f"{where}: no rule has the name {name!r}; names: {', '.join(sorted(rule_names))}")
    return change


def needs_count(changes: list[Change]) -> bool:
    return any(change.after_measurements is not None for change in changes)


def wait_and_change(lab: Lab, process: subprocess.Popen[bytes], log: Path, timeout: float) -> int | None:
    """Waits for the probe and makes each change when it is due, in the order of the file; None when the probe took
    too long. Finished measurements are counted in what it prints."""
    pending = [change for change in lab.scenario.changes if change.after_step is None]
    started = time.monotonic()
    while process.poll() is None:
        seconds = time.monotonic() - started
        if seconds > timeout:
            return None
        if pending and pending[0].is_due(seconds, _count(log) if needs_count(pending) else 0):
            lab.change(pending.pop(0))
        time.sleep(POLL_S)
    return process.returncode


def _count(log: Path) -> int:
    return log.read_bytes().count(MEASUREMENT)
