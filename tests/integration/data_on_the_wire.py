#!/usr/bin/python3
"""Does the probe know how much data it uses, and keep to --max-data? Compared with what the kernel counts at the client's
interface (headers of the link taken off).

Runs inside the lab's client (scripts/lab/exec). Usage: data_on_the_wire.py PROBE LIST DIR [OPTION OF THE RUN]...
"""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

INTERFACE = "eth0"
LINK_HEADER = 14


def wire_bytes():
    """Both ways, from the IP header on. The kernel counts a segment that it sends in one go with its parts once."""
    for line in Path("/proc/net/dev").read_text(encoding="ascii").splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == INTERFACE:
            fields = [int(number) for number in numbers.split()]
            return fields[0] + fields[8] - LINK_HEADER * (fields[1] + fields[9])
    raise RuntimeError(f"no interface {INTERFACE}: run this in the home of a lab")


def run(probe, test_list, database, *options):
    command = [probe, "run", "--list", test_list, "--db", str(database), "--yes", "--json", "--simulated",
               "--geo-db", os.environ["SAKSI_LAB_GEO_DB"], "--control", os.environ["SAKSI_LAB_CONTROL"], *options]
    before, began = wire_bytes(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    time.sleep(0.5)  # what was under way when the sockets were closed
    used = wire_bytes() - before
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    summary = next(line for line in lines if line["type"] == "summary")
    return done, summary, used, took


def main():
    probe, test_list, folder = sys.argv[1:4]
    done, summary, used, took = run(probe, test_list, Path(folder) / "wire.db", *sys.argv[4:])
    measured = summary["measured"]
    print(f"{measured} of {summary['planned']} URLs in {took:.1f} s, exit {done.returncode}")
    print(f"on the wire {used} bytes, the probe says {summary['bytes']}: {100 * summary['bytes'] / used:.1f} %, "
          f"{used / max(measured, 1) / 1000:.1f} kB a URL")
    print(done.stderr[-600:])


if __name__ == "__main__":
    sys.exit(main())
