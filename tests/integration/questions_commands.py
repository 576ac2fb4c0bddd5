#!/usr/bin/python3
"""Every question of saksi-analyzer over a small archive of our measurements and OONI's lines: the three formats agree, a data package
is one, a raw line is the line that was imported, and judging anew changes nothing where nothing has changed.

Usage: questions_commands.py ANALYZER SAMPLE_MAKER"""
import csv
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile

analyzer, maker = map(os.path.abspath, sys.argv[1:3])


def run(*words, status=0):
    done = subprocess.run([analyzer, *words], capture_output=True, text=True)
    assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def ooni_line(number, failure):
    failing = failure is not None
    return json.dumps({
        "data_format_version": "0.2.0", "input": f"https://site{number % 3}.example/", "probe_asn": "AS64500", "probe_cc": "MY",
        "probe_network_name": "Other Net", "measurement_start_time": f"2026-11-{number % 20 + 1:02} 10:00:{number % 60:02}",
        "test_start_time": "2026-11-01 10:00:00", "report_id": f"20261101T100000Z_webconnectivity_MY_64500_n1_{number:016}",
        "software_name": "ooniprobe-android", "software_version": "3.8.5", "test_name": "web_connectivity", "test_version": "0.5.28",
        "test_runtime": 1.5, "annotations": {}, "test_keys": {
            "queries": [{"engine": "getaddrinfo", "hostname": f"site{number % 3}.example", "query_type": "A",
                         "failure": failure, "answers": None if failing else [{"answer_type": "A", "ipv4": "93.184.216.34"}]}],
            "tcp_connect": [], "tls_handshakes": [], "requests": [],
            "control": {"dns": {"failure": None, "addrs": ["93.184.216.34"]}, "tcp_connect": {},
                        "http_request": {"failure": None, "status_code": 200, "body_length": 100, "title": "x", "headers": {}}},
            "control_failure": None, "blocking": "dns" if failing else False, "accessible": not failing,
            "dns_experiment_failure": failure, "dns_consistency": "inconsistent" if failing else "consistent"}})


def table(*words):
    """The rows in JSON, held against those in CSV."""
    answer = json.loads(run(*words, "--format", "json").stdout)
    first = answer[0] if isinstance(answer, list) else answer
    names = [column["name"] for column in first["columns"]]
    rows = list(csv.reader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert rows[0] == names, (words, rows[0], names)
    assert len(rows) == len(first["rows"]) + 1, words
    for line in run(*words).stdout.splitlines():
        assert len(line) <= 100, (words, line)
        assert "\x1b" not in line, words
    return first["rows"]


def check_package(folder):
    with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as file:
        package = json.load(file)
    assert package["profile"] == "tabular-data-package" and package["resources"], package
    for resource in package["resources"]:
        with open(os.path.join(folder, resource["path"]), "rb") as file:
            data = file.read()
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert resource["bytes"] == len(data)
        header = next(csv.reader(io.StringIO(data.decode())))
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        subprocess.run([maker, "sample"], check=True)
        lines = [ooni_line(n, "dns_nxdomain_error" if n % 3 == 0 else None) for n in range(60)]
        with gzip.open("lines.jsonl.gz", "wt", encoding="utf-8") as out:
            out.write("\n".join(lines[:30] + ["{this is no measurement"] + lines[30:]) + "\n")
        prints = ["--fingerprints", "sample/fingerprints.csv"]
        run("import", "--store", "a.db", *prints, "sample/sample.db", "lines.jsonl.gz")
        store = ["--store", "a.db", *prints]

        ours = table("blocked", "--country", "MY", "--simulated", *store)
        assert any(row["asn"] == 64496 and row["certainty"] == "confirmed" for row in ours), ours
        others = table("blocked", "--country", "MY", *store)
        assert [(row["asn"], row["url"], row["method"]) for row in others] == [(64500, "https://site0.example/", "nxdomain")], others
        assert others[0]["sufficient"] is True and others[0]["share"] > 0.8, others
        assert {row["change"] for row in table("compare", "AS64496", "AS64497", "--country", "MY", "--simulated", *store)} >= {"only_a"}
        assert sum(row["measurements"] for row in table("coverage", "--country", "MY", *store)) == 60
        assert sum(row["blocked"] for row in table("history", "https://site0.example/", *store)) == 20
        table("events", "--simulated", *store)
        table("candidates", *store)
        assert sum(row["measurements"] for row in table("differences", *store)) == 60
        assert [row["damaged"] for row in table("sources", *store) if row["kind"] == "ooni_lines"] == [1]

        evidence = table("evidence", "https://site0.example/", "--asn", "AS64500", *store)
        assert len(evidence) == 20
        raw = run("evidence", "--raw", evidence[3]["key"], *store)
        assert raw.stdout.rstrip("\n") in lines and "explorer.ooni.org" in raw.stderr, raw.stderr
        run("evidence", "--raw", "ffff", *store, status=3)
        mine = table("evidence", "trans-support.example", "--simulated", *store)
        assert json.loads(run("evidence", "--raw", mine[0]["key"], *store).stdout)

        run("blocked", *store, "--package", "package")
        check_package("package")
        run("coverage", *store, "--package", "coverage")
        check_package("coverage")

        run("rejudge", *store, "--out", "b.db")
        assert table("blocked", "--country", "MY", "--store", "b.db", *prints) == others
        run("rejudge", *store, "--out", "b.db", status=3)
        report = run("report", "--country", "MY", "--out", "report", *store).stdout
        assert "60 measurements" in report, report

        with gzip.open("lines.jsonl.gz", "wt", encoding="utf-8") as out:
            out.write("\n".join(reversed(lines)) + "\n")
        changed = run("evidence", "--raw", evidence[3]["key"], *store, status=3)
        assert "another line" in changed.stderr, changed.stderr
        os.remove("lines.jsonl.gz")
        gone = run("rejudge", *store, "--out", "c.db", status=3)
        assert "lines.jsonl.gz" in gone.stderr and not os.path.exists("c.db"), gone.stderr
    print("questions: all formats agree")


main()
