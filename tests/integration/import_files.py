#!/usr/bin/python3
"""`saksi-analyzer import` against files as hostile as they come, against kill -9 at random moments, Ctrl-C and a full disk:
every measurement that can be had is in the archive exactly once, memory stays bounded, and each message says what to do.
Runs in a mount namespace of its own. Usage: import_files.py ANALYZER MEASUREMENT.json [KILLS]"""
import contextlib
import copy
import gzip
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_MIB = 300
ANALYZER, SAMPLE = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 20
SANITIZED = "SAKSI_SANITIZED" in os.environ


def line(number, body=""):
    """A measurement of its own: no two have the same key."""
    one = copy.copy(SAMPLE)
    keys = copy.copy(one["test_keys"])
    keys.pop("x_saksi", None)  # its id would be the key
    one["test_keys"] = dict(keys, x_padding=body)
    one["report_id"] = f"20260101T000000Z_webconnectivity_MY_1_n1_{number // 50:08}"
    one["annotations"] = {"number": str(number)}
    return json.dumps(one, separators=(",", ":")).encode()


def small_lines(first, last):
    """Cheap ones, so that an import of many takes long enough to be killed often."""
    one = {key: value for key, value in SAMPLE.items() if key != "test_keys"}
    text = json.dumps(dict(one, report_id="REPORT", test_keys={"accessible": True, "blocking": False}), separators=(",", ":"))
    return b"".join(text.replace("REPORT", f"{number:012}").encode() + b"\n" for number in range(first, last))


def lines(first, last):
    return b"".join(line(number) + b"\n" for number in range(first, last))


def limits():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(*arguments, store="a.db", expect=0):
    command = [ANALYZER, "import", "--store", store, *map(str, arguments)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limits)
    out, problems = child.communicate(timeout=600)
    assert child.returncode == expect, f"{command}: exit {child.returncode}, not {expect}:\n{out}{problems}"
    return out, problems


def peak_mib_of(*arguments, store="a.db"):
    """Of a run of its own, so that no earlier child counts."""
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=False, capture_output=True); "
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", script, ANALYZER, "import", "--store", store, *map(str, arguments)],
                          capture_output=True, text=True, check=True, timeout=600)
    return int(done.stdout) / 1024


def counted(store="a.db"):
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as archive:
        assert archive.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return archive.execute("SELECT count(*) FROM result").fetchone()[0]


def sources(store="a.db"):
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as archive:
        archive.row_factory = sqlite3.Row
        return [dict(row) for row in archive.execute("SELECT * FROM source ORDER BY id")]


def fresh_store():
    for name in Path(".").glob("a.db*"):
        name.unlink()


def check(name, what=True):
    assert what, name
    print(f"  {name}", flush=True)


def hostile_lines():
    fresh_store()
    deep = b"[" * 200_000
    damaged = [b'{"test_name":', b"\xff\xfe\xfd", b"not json at all", deep, b"\x00" * 50, b'{"test_name":"web_connectivity","a":' + deep,
               line(9_001).replace(b'"MY"', b'"M\xff"', 1)[:-40], b"[]", b"null", b"{}"]
    text = b"\xef\xbb\xbf" + line(1) + b"\r\n" + b"\n\n  \n"
    for number, bad in enumerate(damaged):
        text += bad + b"\n" + line(100 + number) + b"\n"
    Path("hostile.jsonl").write_bytes(text + line(2))
    out, _ = run("hostile.jsonl")
    check("damaged lines are counted and stop nothing", counted() == 2 + len(damaged))
    check("each reason is named", f"{len(damaged)} lines are no measurements" in out)
    shown, _ = run("--damaged")
    check("--damaged shows where they are", shown.count("hostile.jsonl: byte ") == len(damaged))
    check("what it shows is printable", all(c == "\n" or " " <= c <= "~" for c in shown))


def empty_and_foreign():
    fresh_store()
    folder = Path("folder")
    (folder / "raw/20260101/00/MY/webconnectivity").mkdir(parents=True)
    (folder / "raw/20260101/00/MY/webconnectivity/1.jsonl.gz").write_bytes(gzip.compress(lines(0, 30)) + gzip.compress(lines(30, 60)))
    (folder / "empty.jsonl").touch()
    (folder / "EXPECTED.csv").write_text("file,truth\n", encoding="ascii")
    (folder / "package.json").write_text('{\n  "name": "x"\n}\n', encoding="ascii")
    (folder / "pretty.json").write_text(json.dumps(json.loads(line(60)), indent=2), encoding="utf-8")
    (folder / "photo.png").write_bytes(os.urandom(5000))
    (folder / "loop").symlink_to(folder.absolute(), target_is_directory=True)
    os.mkfifo(folder / "fifo")
    out, problems = run(folder)
    check("a folder of everything", counted() == 61 and problems == "" and "3 hold no measurements" in out)
    out, _ = run(folder)
    check("a second import finds nothing new", "0 new measurements" in out and counted() == 61)
    os.rename(folder / "pretty.json", folder / "moved.json")
    out, _ = run(folder / "moved.json")
    check("a moved file is known", "1 imported before" in out)
    _, problems = run(folder / "photo.png", "missing.jsonl", expect=3)
    check("what was named and is of no use is named", "photo.png was left out" in problems and "missing.jsonl was left out" in problems)


def cut_off():
    fresh_store()
    packed = gzip.compress(lines(0, 2_000))
    for name, part in (("cut.jsonl.gz", packed[:len(packed) // 2]), ("stump.jsonl.gz", packed[:7])):
        Path(name).write_bytes(part)
    _, problems = run("cut.jsonl.gz", "stump.jsonl.gz", expect=3)
    check("a cut-off file says so", problems.count("cut off") == 2)
    half = counted()
    check("what came before is there", 500 < half < 1_500)
    Path("cut.jsonl.gz").write_bytes(packed)
    run("cut.jsonl.gz")
    check("the grown file completes it", counted() == 2_000)
    if shutil.which("zstd"):
        Path("z.jsonl").write_bytes(lines(2_000, 2_500))
        subprocess.run(["zstd", "-q", "--rm", "z.jsonl"], check=True)
        run("z.jsonl.zst")
        check("zstd", counted() == 2_500)


def huge_lines():
    fresh_store()
    with gzip.open("huge.jsonl.gz", "wb", compresslevel=1) as out:
        out.write(line(1) + b"\n")
        chunk = b'{"test_name":"' + b"x" * (1 << 20)
        for _ in range(1_000):
            out.write(chunk)
        out.write(b"\n" + line(2) + b"\n" + line(3, "y" * 40_000_000) + b"\n")
        out.write(b"[" * 60_000_000 + b"\n" + b'{"a":' * 8_000_000 + b"\n" + line(4))
    peak = peak_mib_of("huge.jsonl.gz")
    check("a line of 1 GB is passed over, one of 40 MB taken", counted() == 4)
    check("the 1 GB is named", sources()[0]["damaged"] == 3 and "longer than 64 MiB" in run("--damaged")[0])
    check(f"peak memory {peak:.0f} MiB", SANITIZED or peak <= MOST_MIB)


def bomb():
    fresh_store()
    with gzip.open("bomb.jsonl.gz", "wb", compresslevel=9) as out:
        for _ in range(4):
            out.write(b"{\n" * 500_000)
        for _ in range(2_000):
            out.write(b" " * 1_000_000)
    peak = peak_mib_of("bomb.jsonl.gz")
    check(f"a bomb of {os.path.getsize('bomb.jsonl.gz') >> 10} KiB: peak memory {peak:.0f} MiB", SANITIZED or peak <= MOST_MIB)
    check("2,000,000 damaged lines are counted, the first kept", sources()[0]["damaged"] == 2_000_001 and os.path.getsize("a.db") < 10_000_000)


def killed():
    fresh_store()
    draw = random.Random(5)
    numbers = 160_000
    for part in range(2):
        with gzip.open(f"kill-{part}.jsonl.gz", "wb", compresslevel=1) as out:
            out.write(small_lines(part * numbers // 2, (part + 1) * numbers // 2))
    begun = time.monotonic()
    run("kill-0.jsonl.gz", "kill-1.jsonl.gz")
    whole = time.monotonic() - begun
    fresh_store()
    known, kills = 0, 0
    for _ in range(KILLS):
        child = subprocess.Popen([ANALYZER, "import", "--store", "a.db", "kill-0.jsonl.gz", "kill-1.jsonl.gz"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.02, 4 * whole / KILLS + 0.1))
        kills += child.poll() is None
        child.kill()
        child.wait()
        now = counted() if Path("a.db").exists() and Path("a.db").stat().st_size else 0
        assert now >= known, f"{known} measurements had become {now}"
        known = now
    out, _ = run("kill-0.jsonl.gz", "kill-1.jsonl.gz")
    check(f"{kills} kills came in time", kills >= KILLS // 4)
    check(f"killed {kills} times, {known} measurements by then, nothing lost or twice", counted() == numbers)
    check("sources are complete", all(source["complete"] and source["lines"] == numbers // 2 for source in sources()))


def stopped():
    fresh_store()
    child = subprocess.Popen([ANALYZER, "import", "--store", "a.db", "kill-0.jsonl.gz"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not Path("a.db-wal").exists():
        time.sleep(0.02)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=60)
    if child.returncode != 0:  # a quick machine may have been done
        check("Ctrl-C: exit 6, and how to go on", child.returncode == 6 and "goes on from there" in out)
        check("what was read is kept", counted() > 0)
    run("kill-0.jsonl.gz")
    check("the same command goes on", counted() == 80_000)


def full_disk():
    fresh_store()
    os.mkdir("small")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "small", "small"], check=True)
    _, problems = run("kill-0.jsonl.gz", store="small/a.db", expect=4)
    check("a full disk: exit 4, one clear line", "full" in problems and "small/a.db" in problems and problems.count("\n") == 1)
    kept = counted("small/a.db")
    subprocess.run(["mount", "-o", "remount,size=100m", "small"], check=True)
    run("kill-0.jsonl.gz", store="small/a.db")
    check(f"with more room the import goes on behind {kept}", counted("small/a.db") == 80_000)
    subprocess.run(["umount", "small"], check=True)


def main():
    if os.environ.get("SAKSI_OWN_MOUNTS") != "1":
        os.environ["SAKSI_OWN_MOUNTS"] = "1"
        os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(prefix="saksi-import-") as folder:
        os.chdir(folder)
        for part in (hostile_lines, empty_and_foreign, cut_off, huge_lines, bomb, killed, stopped, full_disk):
            print(part.__name__, flush=True)
            part()
    return 0


if __name__ == "__main__":
    # Arguments become absolute before the folder changes.
    sys.argv[1:3] = [str(Path(argument).absolute()) for argument in sys.argv[1:3]]
    ANALYZER = sys.argv[1]
    sys.exit(main())
