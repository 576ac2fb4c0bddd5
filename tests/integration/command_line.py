#!/usr/bin/python3
"""What can be given wrongly on a command line, or go wrong around it: each ends with the documented exit code and one clear
line that names the thing. Also a full disk, and Ctrl-C. Runs in namespaces of its own, without network.
Usage: command_line.py PROBE ANALYZER"""
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

# Arguments; exit code; what the message must name. "P": saksi-probe, "A": saksi-analyzer.
CASES = (
    ("P", 2, "no command"),
    ("P nope", 2, "'nope'"),
    ("P run --yes", 2, "nothing to measure"),
    ("P run --colour red", 2, "colour"),
    ("P run --country XX --yes --db new.db", 3, "MY"),
    ("P run --list missing.csv --yes --db new.db", 3, "missing.csv"),
    ("P run --list broken.csv --yes --db new.db", 3, "broken.csv:1"),
    ("P run --list empty.csv --yes --db new.db", 3, "empty.csv"),
    ("P run --url gopher://x/ --yes --db new.db", 3, "gopher://x/"),
    ("P run --url http://x.example/ --yes --db junk.db --control none", 4, "junk.db"),
    ("P run --url http://x.example/ --yes --db newer.db --control none", 4, "newer.db"),
    ("P run --url http://x.example/ --yes --db no/such/folder/x.db --control none", 4, "no/such/folder"),
    ("P run --url http://x.example/ --yes --db new.db --control ftp://x", 2, "--control"),
    ("P run --url http://x.example/ --yes --db new.db --resolver pigeon", 2, "pigeon"),
    ("P run --url http://x.example/ --yes --db new.db --geo-db junk.db", 3, "junk.db"),
    ("P run --url http://x.example/ --yes --db new.db --parallel 0", 2, "--parallel"),
    ("P run --url http://x.example/ --yes --db new.db --max-runtime -1", 2, "--max-runtime"),
    ("P run --url http://x.example/ --yes --db new.db --max-data 20elephants", 2, "--max-data"),
    ("P run --url http://x.example/ --yes --db new.db --max-data 1kB", 2, "at least 2.0 MB"),
    ("P run --url http://x.example/ --db new.db", 5, "agreed"),
    ("P run --resume --yes --db missing.db", 3, "missing.db"),
    ("P list --db missing.db", 3, "missing.db"),
    ("P list --db junk.db", 4, "junk.db"),
    ("P show --db junk.db aaaa", 4, "junk.db"),
    ("P show", 2, "which measurement"),
    ("P export --format xml", 2, "xml"),
    ("P lists validate broken.csv", 3, "broken.csv:1"),
    ("P lists", 2, "show, validate or import"),
    ("P lists import broken.csv --as ../up", 2, "--as"),
    ("P control", 2, "--listen"),
    ("P control --listen nowhere", 2, "nowhere"),
    ("A report --db missing.db --country MY --out o", 4, "missing.db"),
    ("A report --country ZZZ", 2, "ZZZ"),
    ("A import --db a.db junk.db", 3, "junk.db"),
)


def make_files():
    with open("broken.csv", "w", encoding="ascii") as out:
        out.write("a,b\n1,2\n")
    open("empty.csv", "w", encoding="ascii").close()
    with open("junk.db", "wb") as out:
        out.write(os.urandom(4096))
    with sqlite3.connect("newer.db") as newer:
        newer.execute("CREATE TABLE x(y)")
        newer.execute("PRAGMA user_version = 999")


def check_cases(programs):
    for line, code, word in CASES:
        name, *arguments = line.split()
        done = subprocess.run([programs[name], *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        said = done.stdout + done.stderr
        assert done.returncode == code, f"{line}: exit {done.returncode}, not {code}: {said}"
        assert word in said, f"{line}: '{word}' is not named in: {said}"
        assert not os.path.exists("new.db"), f"{line}: left a database behind"
    print(f"{len(CASES)} mistakes, each with its exit code and its name")


def urls(count):
    return [part for number in range(count) for part in ("--url", f"http://host{number}.example/")]


def check_full_disk(probe):
    os.mkdir("small")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "small", "small"], check=True)
    done = subprocess.run([probe, "run", "--yes", "--db", "small/run.db", "--control", "none", *urls(400)],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 4, f"exit {done.returncode}: {done.stderr[-500:]}"
    assert "small/run.db" in done.stderr and "full" in done.stderr, done.stderr[-500:]
    with sqlite3.connect("file:small/run.db?mode=ro", uri=True) as store:
        kept = store.execute("SELECT count(*) FROM measurement").fetchone()[0]
        assert store.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    print(f"disk full: {kept} measurements kept, exit 4")


def check_ctrl_c(probe):
    """A resolver that never answers keeps every measurement under way."""
    process = subprocess.Popen([probe, "run", "--yes", "--db", "stopped.db", "--control", "none", *urls(100)],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 6, f"exit {process.returncode}: {said}"
    assert "--resume" in said, said
    with sqlite3.connect("file:stopped.db?mode=ro", uri=True) as store:
        assert store.execute("SELECT state FROM run").fetchone()[0] == "interrupted"
    print("Ctrl-C: exit 6, the run can be resumed")


def main():
    if sys.argv[-1] != "--inside":
        flags = ["-nm"] if os.geteuid() == 0 else ["-rnm"]
        os.execvp("unshare", ["unshare", *flags, sys.executable, *sys.argv, "--inside"])
    programs = {"P": os.path.abspath(sys.argv[1]), "A": os.path.abspath(sys.argv[2])}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.update(HOME=folder, XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder)
        make_files()
        check_cases(programs)
        check_ctrl_c(programs["P"])
        check_full_disk(programs["P"])
        subprocess.run(["umount", "--lazy", "small"], check=True)
        os.chdir("/")


if __name__ == "__main__":
    main()
