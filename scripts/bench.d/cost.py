#!/usr/bin/python3
"""What the probe costs beside `curl --parallel` that fetches the same pages, in a lab without delay.

Usage, in the home of a lab with a list: cost.py PROBE DIR [ROW]
With ROW only the probe is measured, and printed under that name: for the same list in another lab (without IPv6).
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import costs

CPU_RATIO, BYTES_RATIO, PEAK_MIB = 2.0, 1.3, 40
PARALLEL = "50"
VARIANTS = {
    "saksi-probe": (),
    "  the same without a control": ("--control", "none"),
    "  with one resolver only": ("--resolver", "system"),
    "  with neither": ("--control", "none", "--resolver", "system"),
}


def curl_command(test_list: str, folder: Path) -> list[str]:
    config = folder / "curl.cfg"
    with open(test_list, encoding="utf-8", newline="") as rows, config.open("w", encoding="utf-8") as out:
        for row in csv.DictReader(rows):
            out.write(f'url = "{row["url"]}"\noutput = "/dev/null"\n')
    return ["curl", "-sS", "-K", str(config), "--location", "--parallel", "--parallel-immediate",
            "--parallel-max", PARALLEL]


def print_head() -> None:
    print(f"{'':34} {'wall s':>7} {'CPU s':>7} {'MB in':>7} {'MB out':>7} {'peak MiB':>9} {'lab CPU s':>9} {'exit':>5}")


def print_row(name: str, cost: costs.Costs) -> None:
    print(f"{name:34} {cost.wall_s:7.1f} {cost.cpu_s:7.2f} {cost.received / 1e6:7.2f} {cost.sent / 1e6:7.2f} "
          f"{cost.peak_kib / 1024:9.1f} {cost.lab_cpu_s:9.1f} {cost.exit_code:5}", flush=True)


def measure_probe(probe: str, folder: Path, name: str, options: tuple[str, ...]) -> costs.Costs:
    database = folder / "bench.db"
    database.unlink(missing_ok=True)
    cost = costs.run(costs.probe_command(probe, os.environ["SAKSI_LAB_LIST"], database, *options), folder)
    print_row(name, cost)
    return cost


def main() -> int:
    probe, folder = sys.argv[1], Path(sys.argv[2])
    if len(sys.argv) > 3:
        print_head()
        return measure_probe(probe, folder, sys.argv[3], ()).exit_code
    theirs = costs.run(curl_command(os.environ["SAKSI_LAB_LIST"], folder), folder)
    print_row(f"curl --parallel-max {PARALLEL}", theirs)
    measured = {name: measure_probe(probe, folder, name, options) for name, options in VARIANTS.items()}
    return judge(measured["saksi-probe"], theirs)


def judge(ours: costs.Costs, theirs: costs.Costs) -> int:
    fits = [costs.verdict("CPU, times curl's", ours.cpu_s / theirs.cpu_s, CPU_RATIO, ""),
            costs.verdict("bytes on the wire, both ways, times curl's", ours.bytes / theirs.bytes, BYTES_RATIO, ""),
            costs.verdict("peak memory", ours.peak_kib / 1024, PEAK_MIB, "MiB"),
            ours.exit_code == 0, theirs.exit_code == 0]
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main())
