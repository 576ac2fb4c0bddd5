"""What a command costs, as the kernel counts it. Used by the benchmarks beside it, in the home of a lab."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

INTERFACE = "eth0"
SAMPLE_S = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Costs:
    """`peak_kib` is VmHWM: what the process itself had in memory at most (ru_maxrss would count who started it)."""

    wall_s: float
    cpu_s: float
    received: int
    sent: int
    peak_kib: int
    exit_code: int
    lab_cpu_s: float

    @property
    def bytes(self) -> int:
        return self.received + self.sent


def wire_bytes() -> tuple[int, int]:
    """Received and sent on the home's interface so far, headers of the link included."""
    for line in Path("/proc/net/dev").read_text(encoding="ascii").splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == INTERFACE:
            fields = numbers.split()
            return int(fields[0]), int(fields[8])
    raise RuntimeError(f"no interface {INTERFACE}: run this in the home of a lab")


def _peak_kib(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def _lab_cpu_s() -> float:
    """CPU seconds of everything else in the lab: servers, censor, delay line, control."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) != os.getpid():
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


class _Peak:
    """Watches a process's peak while its owner waits for the end of the process."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self._peak = max(self._peak, _peak_kib(self._pid))

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._peak


def run(command: list[str], cwd: Path) -> Costs:
    """Runs the command to its end; what it prints goes to out.txt in `cwd`."""
    before, lab, began = wire_bytes(), _lab_cpu_s(), time.monotonic()
    with (cwd / "out.txt").open("wb") as out:
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    peak = _Peak(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    after = wire_bytes()
    return Costs(wall_s=wall, cpu_s=usage.ru_utime + usage.ru_stime, received=after[0] - before[0],
                 sent=after[1] - before[1], peak_kib=peak.stop(), exit_code=process.returncode,
                 lab_cpu_s=_lab_cpu_s() - lab)


def probe_command(probe: str, test_list: str, database: Path, *options: str) -> list[str]:
    control = [] if "--control" in options else ["--control", os.environ["SAKSI_LAB_CONTROL"]]
    return [probe, "run", "--list", test_list, "--db", str(database), "--yes", "--simulated",
            "--geo-db", os.environ["SAKSI_LAB_GEO_DB"], *control, *options]


def verdict(name: str, value: float, limit: float, unit: str, *, at_least: bool = False) -> bool:
    """Prints a line of the final table; true when the value is within its limit."""
    fits = value >= limit if at_least else value <= limit
    bound = "at least" if at_least else "at most"
    print(f"  {'ok  ' if fits else 'OVER'}  {name:<52} {value:9.2f} {unit:<4} ({bound} {limit:g})", flush=True)
    return fits
