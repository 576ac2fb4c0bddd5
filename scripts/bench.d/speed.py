#!/usr/bin/python3
"""How long a list of 1,500 URLs takes at 150 ms when one site in ten is silent: all of it with the probe's own
concurrency, and an estimate of how long it takes one URL at a time.

One at a time, the whole list would take hours. So its first 30 and its first 60 URLs, which have the same share of
silent sites, are measured with --parallel 1; the difference is what 30 more URLs cost, without what every run costs
once (start, the last repetitions). The whole list is then T60 + 48 * (T60 - T30), and is printed as an estimate.

Usage, in the home of the lab: speed.py PROBE DIR
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import costs

RATIO = 40
SMALL, LARGE = 30, 60


def first_rows(test_list: str, rows: int, folder: Path) -> str:
    path = folder / f"first{rows}.csv"
    with open(test_list, encoding="utf-8") as lines:
        path.write_text("".join(line for line, _ in zip(lines, range(rows + 1))), encoding="utf-8")
    return str(path)


def measure(probe: str, test_list: str, folder: Path, name: str, *options: str) -> costs.Costs:
    database = folder / "speed.db"
    database.unlink(missing_ok=True)
    cost = costs.run(costs.probe_command(probe, test_list, database, *options), folder)
    print(f"{name:44} {cost.wall_s:9.1f} {cost.cpu_s:7.2f} {cost.peak_kib / 1024:9.1f} {cost.lab_cpu_s:9.1f} "
          f"{cost.exit_code:5}", flush=True)
    return cost


def main() -> int:
    probe, folder, test_list = sys.argv[1], Path(sys.argv[2]), os.environ["SAKSI_LAB_LIST"]
    with open(test_list, encoding="utf-8") as lines:
        urls = sum(1 for _ in lines) - 1
    print(f"{'':44} {'wall s':>9} {'CPU s':>7} {'peak MiB':>9} {'lab CPU s':>9} {'exit':>5}")
    whole = measure(probe, test_list, folder, f"{urls} URLs, the probe's own concurrency")
    small, large = (measure(probe, first_rows(test_list, rows, folder), folder, f"first {rows}, --parallel 1",
                            "--parallel", "1") for rows in (SMALL, LARGE))
    each = (large.wall_s - small.wall_s) / (LARGE - SMALL)
    serial = large.wall_s + each * (urls - LARGE)
    print(f"{f'{urls} URLs, --parallel 1 (ESTIMATE)':44} {serial:9.1f}   scaled from the two samples: "
          f"{each:.2f} s a URL")
    fits = costs.verdict("times faster than one URL at a time (estimated)", serial / whole.wall_s, RATIO, "",
                         at_least=True)
    return 0 if fits and whole.exit_code == small.exit_code == large.exit_code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
