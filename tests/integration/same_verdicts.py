#!/usr/bin/python3
"""Parallel work must not change a verdict: one list, measured one URL at a time and with the probe's own concurrency.

Runs inside the lab's client (scripts/lab/exec) over the scenario's list. Usage: same_verdicts.py PROBE [ROWS]
ROWS: only the first so many URLs, because one at a time takes long.
"""
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path


def verdicts(probe, test_list, database, *options):
    """URL -> what was said of it, whatever order it was measured in."""
    command = [probe, "run", "--list", test_list, "--db", str(database), "--yes", "--simulated", "--retest-after", "2",
               "--control", os.environ["SAKSI_LAB_CONTROL"], "--geo-db", os.environ["SAKSI_LAB_GEO_DB"], *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return {row[0]: row[1:] for row in connection.execute(
            "SELECT url, verdict, layer, method, certainty, scope FROM measurement")}


def first_rows(test_list, rows, folder):
    path = Path(folder) / "list.csv"
    lines = Path(test_list).read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:rows + 1] if rows else lines), encoding="utf-8")
    return str(path)


def main():
    probe = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        test_list = first_rows(os.environ["SAKSI_LAB_LIST"], int(sys.argv[2]) if len(sys.argv) > 2 else 0, folder)
        alone = verdicts(probe, test_list, Path(folder) / "alone.db", "--parallel", "1")
        together = verdicts(probe, test_list, Path(folder) / "together.db")
    differing = {url: (alone.get(url), together.get(url))
                 for url in alone.keys() | together.keys() if alone.get(url) != together.get(url)}
    for url, (one, many) in sorted(differing.items()):
        print(f"{url}: alone {one}, together {many}")
    print(f"{len(alone)} URLs one at a time, {len(together)} together: {len(differing)} verdicts differ")
    return 1 if differing or not alone else 0


if __name__ == "__main__":
    sys.exit(main())
