#!/usr/bin/python3
"""Searches everything that a run leaves behind for the volunteer: address, machine's name, user's name, in every spelling.

Runs inside the lab's client (scripts/lab/exec scripts/lab/scenarios/client_address_echoed.toml), where the servers tell the
client its own address in bodies, headers and DNS. Usage: privacy.py PROBE ANALYZER TRACE_SEARCH
"""
import json
import os
import pwd
import subprocess
import sys
import tempfile

# The lab gives its home names that cannot occur by chance.
HOST_NAME = os.uname().nodename
USER_NAME = pwd.getpwuid(os.getuid()).pw_name
URLS = ("http://www.example.com/", "https://www.example.com/")


def own_addresses():
    """The client's own, and the ones that the servers saw: read off what the site itself echoes."""
    listing = json.loads(subprocess.run(["ip", "-j", "address"], capture_output=True, check=True).stdout)
    found = {entry["local"] for interface in listing for entry in interface["addr_info"] if entry["scope"] == "global"}
    answer = subprocess.run(["curl", "-fsS", os.environ["SAKSI_LAB_CONTROL"] + "/saksi/v1/network"],
                            capture_output=True, check=True, text=True).stdout
    found.add(json.loads(answer)["address"])
    return sorted(found)


def run(log, *command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    with open(log, "ab") as out:
        out.write(done.stdout)
    assert done.returncode == 0, f"{command}: exit {done.returncode}: {done.stdout[-2000:]!r}"


def leave_everything_behind(probe, analyzer, folder):
    """One of each thing that Saksi writes, into `folder`."""
    database, log = os.path.join(folder, "run.db"), os.path.join(folder, "terminal.log")
    urls = [part for url in URLS for part in ("--url", url)]
    options = ["--yes", "--simulated", "--control", os.environ["SAKSI_LAB_CONTROL"], "--geo-db", os.environ["SAKSI_LAB_GEO_DB"]]
    run(log, probe, "run", "--db", database, *urls, *options)
    run(log, probe, "run", "--db", database, "--json", *urls, *options)
    run(log, probe, "run", "--db", os.path.join(folder, "no-geo.db"), "--yes", *urls, "--control", os.environ["SAKSI_LAB_CONTROL"])
    run(log, probe, "list", "last", "--all", "--db", database)
    run(log, probe, "doctor", "--db", database, "--control", os.environ["SAKSI_LAB_CONTROL"])
    run(log, probe, "export", "--db", database, "--output", os.path.join(folder, "export.jsonl"))
    listing = subprocess.run([probe, "list", "last", "--all", "--json", "--db", database], capture_output=True, check=True, text=True)
    for line in listing.stdout.splitlines():
        identity = json.loads(line)["id"]
        run(log, probe, "show", identity, "--db", database)
        run(log, probe, "show", identity, "--json", "--db", database)
    run(log, analyzer, "import", "--db", os.path.join(folder, "analysis.db"), database)
    run(log, analyzer, "report", "--db", os.path.join(folder, "analysis.db"), "--country", "MY", "--out", os.path.join(folder, "report"))


def files_in(folder):
    return [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]


def check_that_pages_were_kept(folder):
    """An empty store would hide everything too."""
    with open(os.path.join(folder, "export.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            body = json.loads(line)["test_keys"]["requests"][0]["response"]["body"]
            assert "scrubbed" in json.dumps(body) and len(json.dumps(body)) > 200, "the page with the echo was not kept"


def main():
    probe, analyzer, trace_search = (os.path.abspath(path) for path in sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder:
        addresses = own_addresses()
        assert "zahra" in HOST_NAME and "aisyah" in USER_NAME, "not inside the lab"
        leave_everything_behind(probe, analyzer, folder)
        check_that_pages_were_kept(folder)
        wanted = [part for address in addresses for part in ("--address", address)]
        found = subprocess.run([trace_search, *wanted, "--name", HOST_NAME, "--name", USER_NAME, *files_in(folder)],
                               capture_output=True, text=True, check=False)
        print(found.stdout, found.stderr)
        assert found.returncode == 0, "the volunteer was found"
        print(f"{len(files_in(folder))} files searched for {', '.join(addresses)}, {HOST_NAME}, {USER_NAME}: nothing")


if __name__ == "__main__":
    main()
