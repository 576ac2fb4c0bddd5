#!/usr/bin/python3
"""Does the probe know how much data it uses, keep to --max-data and --max-runtime, and tell both beforehand? Compared with
what the kernel counts at the client's interface, from the IP headers on.

Runs inside the lab's client (scripts/lab/exec), where some of the sites are blocked and some pages are larger than what is
kept of one. Usage: data_on_the_wire.py PROBE LIST
"""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

INTERFACE = "eth0"
LINK_HEADER = 14
LEAST, MOST = 0.97, 1.05  # of what the kernel counts
CASE_RESERVE = 850_000  # kCaseReserve of probe/budget.h: what the budget holds back for the last case
HOUR = "3600"


def wire_bytes():
    """Both ways. The kernel counts the headers of segments that it hands over in one go only once, so that the true figure
    is a little higher."""
    for line in Path("/proc/net/dev").read_text(encoding="ascii").splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == INTERFACE:
            fields = [int(number) for number in numbers.split()]
            return fields[0] + fields[8] - LINK_HEADER * (fields[1] + fields[9])
    raise RuntimeError(f"no interface {INTERFACE}: run this in the home of a lab")


class Run:
    """One call of `saksi-probe run --json`, and what it cost."""

    def __init__(self, probe, database, *options):
        command = [probe, "run", "--db", str(database), "--yes", "--json", *options]
        if "--resume" not in options:
            command += ["--simulated", "--control", os.environ["SAKSI_LAB_CONTROL"]]
        command += ["--geo-db", os.environ["SAKSI_LAB_GEO_DB"]]
        before, began = wire_bytes(), time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.seconds = time.monotonic() - began
        time.sleep(0.5)  # what was under way when the sockets were closed
        self.wire = wire_bytes() - before
        self.exit, self.words = done.returncode, done.stderr
        self.lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.last = self.lines[-1] if self.lines else {}

    def tell(self, name):
        print(f"{name}: {self.last['measured']} of {self.last['planned']} URLs in {self.seconds:.1f} s, exit {self.exit}; "
              f"{self.wire} bytes on the wire, {self.last['bytes']} counted "
              f"({100 * self.last['bytes'] / self.wire:.1f} %)", flush=True)


def check_count(run, name):
    run.tell(name)
    share = run.last["bytes"] / run.wire
    assert LEAST <= share <= MOST, f"{name}: counted {share:.3f} of what the kernel counts"


def check_whole_run(probe, test_list, folder):
    run = Run(probe, folder / "whole.db", "--list", test_list, "--retest-after", "1")
    check_count(run, "the whole list")
    assert run.exit == 0 and run.last["measured"] == run.last["planned"], run.words
    return run


def check_budget(probe, test_list, folder, each):
    limit = 4_000_000
    database = folder / "budget.db"
    run = Run(probe, database, "--list", test_list, "--max-data", "4MB", "--retest-after", "1")
    check_count(run, "with --max-data 4MB")
    assert run.wire <= limit, "the data budget was exceeded"
    assert run.wire >= limit - 2 * CASE_RESERVE, "much of the budget was left"
    assert run.last["measured"] * each > limit / 3, "it was not spent on measuring"
    assert run.exit == 6 and run.last["state"] == "interrupted", run.words
    assert "--resume --max-data '4MB'" in run.words, run.words
    rest = Run(probe, database, "--resume", "--retest-after", "1")
    rest.tell("and the rest of it")
    assert rest.exit == 0 and run.last["measured"] + rest.last["measured"] == rest.last["planned"], rest.words


def check_time_limit(probe, test_list, folder):
    """The doubtful ones would wait for an hour."""
    database = folder / "time.db"
    run = Run(probe, database, "--list", test_list, "--retest-after", HOUR, "--max-runtime", "20", "--no-follow-ups")
    run.tell("with --max-runtime 20")
    assert run.seconds < 80, "it waited on"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        looks = dict(connection.execute("SELECT attempts, count(*) FROM v_verdicts WHERE verdict = 'blocked' GROUP BY 1"))
    print(f"  looks at blocked sites: {looks}")
    assert set(looks) == {1}, "what waited for its second look was not kept as it was"
    complete = run.last["measured"] == run.last["planned"]
    assert run.exit == (0 if complete else 6), run.words


def estimate(probe, database, *options):
    before = wire_bytes()
    done = subprocess.run([probe, "run", "--estimate", "--json", "--simulated", "--db", str(database), *options],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert wire_bytes() - before < 1000, "the estimate contacted somebody"
    return json.loads(done.stdout)


def check_estimate(probe, test_list, folder, whole):
    nowhere = folder / "nowhere.db"
    blind = estimate(probe, nowhere, "--list", test_list)
    assert not nowhere.exists(), "the estimate made a database"
    assert blind["urls_known"] == 0 and blind["urls"] == whole.last["planned"]
    assert whole.wire < blind["bytes_at_most"] and whole.seconds < blind["seconds_at_most"]
    learnt = estimate(probe, folder / "whole.db", "--list", test_list)
    print(f"estimate: {blind['bytes_typical']} bytes and {blind['seconds_typical']} s without experience, "
          f"{learnt['bytes_typical']} bytes and {learnt['seconds_typical']} s with it; "
          f"it took {whole.wire} bytes and {whole.seconds:.0f} s")
    assert learnt["urls_known"] == whole.last["planned"]
    assert 0.7 < learnt["bytes_typical"] / whole.wire < 1.4
    assert estimate(probe, nowhere, "--list", test_list, "--max-data", "3MB")["bytes_at_most"] == 3_000_000


def main():
    probe, test_list = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = check_whole_run(probe, test_list, folder)
        check_budget(probe, test_list, folder, whole.wire / whole.last["planned"])
        check_time_limit(probe, test_list, folder)
        check_estimate(probe, test_list, folder, whole)


if __name__ == "__main__":
    sys.exit(main())
