#!/usr/bin/python3
"""Runs the probe and then curl over the same list in the same lab; prints what each cost. See scripts/bench."""
import csv
import os
import subprocess
import sys
import time


def costs(command):
    """Wall seconds, CPU seconds, peak resident KiB of one command, as the kernel counted them."""
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, process.returncode


def probe_command(probe, test_list, folder):
    return [probe, "run", "--list", test_list, "--db", os.path.join(folder, "bench.db"), "--yes", "--simulated", "--parallel", "16",
            "--control", os.environ["SAKSI_LAB_CONTROL"], "--geo-db", os.environ["SAKSI_LAB_GEO_DB"]]


def curl_command(test_list, folder):
    config = os.path.join(folder, "curl.cfg")
    with open(test_list, encoding="utf-8", newline="") as rows, open(config, "w", encoding="utf-8") as out:
        for row in csv.DictReader(rows):
            out.write(f'url = "{row["url"]}"\noutput = "/dev/null"\n')
    return ["curl", "-sS", "-K", config, "--location", "--parallel", "--parallel-immediate", "--parallel-max", "16"]


def main():
    probe, test_list, folder = sys.argv[1:4]
    with open(test_list, encoding="utf-8") as lines:
        urls = sum(1 for _ in lines) - 1
    ours, theirs = costs(probe_command(probe, test_list, folder)), costs(curl_command(test_list, folder))
    print(f"{urls} URLs, 16 in flight       wall s   CPU s   peak RSS KiB   exit")
    for name, (wall, cpu, memory, status) in (("saksi-probe", ours), ("curl --parallel", theirs)):
        print(f"{name:25} {wall:8.2f} {cpu:7.2f} {memory:14} {status:6}")
    print(f"{'ratio':25} {ours[0] / theirs[0]:8.2f} {ours[1] / theirs[1]:7.2f} {ours[2] / theirs[2]:14.2f}")
    print("The probe also asks three resolvers, shakes hands with every address, and compares with a control.")
    print(f"peak memory: {ours[2]} KiB (at most 40960)")
    return 0 if ours[3] == 0 and ours[2] <= 40960 else 1


if __name__ == "__main__":
    sys.exit(main())
