#!/usr/bin/python3
"""Kills a run at random moments, many times, and shows that nothing that was finished is lost and nothing measured twice.

Runs inside the lab's client (scripts/lab/exec). Usage: kill_and_resume.py PROBE LIST KILLS
The run reports each finished measurement on standard output only after the store has it; that is what must survive.
"""
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time


def start(probe, database, arguments):
    command = [probe, "run", "--db", database, "--yes", "--json", "--geo-db", os.environ["SAKSI_LAB_GEO_DB"], *arguments]
    if "--resume" not in arguments:  # a run goes on with the control that it began with
        command += ["--control", os.environ["SAKSI_LAB_CONTROL"]]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def reported_ids(output):
    """Ids of whole lines; the last line may have been cut by the kill."""
    for line in output.split("\n")[:-1]:
        document = json.loads(line)
        if document["type"] == "measurement":
            yield document["id"]


def run_and_kill(probe, database, arguments):
    process = start(probe, database, arguments)
    time.sleep(random.uniform(0.02, 3.0))
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate()
    return list(reported_ids(output))


def stored(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        check = connection.execute("PRAGMA integrity_check").fetchone()[0]
        assert check == "ok", f"integrity_check: {check}"
        return dict(connection.execute("SELECT id, url FROM measurement"))


def plan_is_stored(database):
    if not os.path.exists(database):
        return False
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return connection.execute("SELECT count(*) FROM run_url").fetchone()[0] > 0
    except sqlite3.OperationalError:
        return False


def is_complete(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return connection.execute("SELECT count(*) FROM run WHERE state = 'done'").fetchone()[0] == 1


def kill_until_complete(probe, test_list, database, kills_left):
    """Kills and resumes one run until it is complete or no kill is left; returns the kills and the ids that were reported."""
    survived, kills = set(), 0
    while kills < kills_left and not (plan_is_stored(database) and is_complete(database)):
        arguments = ["--resume"] if plan_is_stored(database) else ["--list", test_list]
        survived.update(run_and_kill(probe, database, arguments))
        kills += 1
        if plan_is_stored(database):
            lost = survived - stored(database).keys()
            assert not lost, f"kill {kills}: {len(lost)} finished measurements lost"
    return kills, survived


def finish(probe, test_list, database):
    if plan_is_stored(database) and is_complete(database):
        return
    last = start(probe, database, ["--resume"] if plan_is_stored(database) else ["--list", test_list])
    _, errors = last.communicate()
    assert last.returncode == 0, f"--resume ended with {last.returncode}: {errors}"


def check_complete(database, survived):
    rows = stored(database)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        planned = [url for (url,) in connection.execute("SELECT url FROM run_url")]
        unclear = connection.execute("SELECT count(*) FROM measurement WHERE verdict <> 'accessible'").fetchone()[0]
    assert unclear == 0, f"{unclear} measurements of open sites not accessible: was the control lost on --resume?"
    assert sorted(rows.values()) == sorted(planned), "the list is not complete, or something was measured twice"
    assert survived <= rows.keys(), "a finished measurement is gone"
    return len(planned)


def main():
    probe, test_list, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(os.environ.get("SAKSI_SEED", time.time_ns() % 1_000_000))
    random.seed(seed)
    print(f"seed {seed} (SAKSI_SEED repeats it)")
    done, runs, reported = 0, 0, 0
    while done < kills:
        with tempfile.TemporaryDirectory() as folder:
            database = os.path.join(folder, "run.db")
            killed, survived = kill_until_complete(probe, test_list, database, kills - done)
            finish(probe, test_list, database)
            planned = check_complete(database, survived)
        done, runs, reported = done + killed, runs + 1, reported + len(survived)
    assert reported > 0, "every kill came before the first result: nothing was tested"
    print(f"{done} kills over {runs} runs of {planned} URLs: {reported} results reported before a kill, none lost, "
          "every list completed, nothing measured twice")


if __name__ == "__main__":
    main()
