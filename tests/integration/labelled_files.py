#!/usr/bin/python3
"""scripts/lab/label with a probe whose answers are known: labels come from the scenario, never from what the probe said.

Usage: labelled_files.py LAB_DIRECTORY BUILD_DIRECTORY
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
LAB, BIN = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.insert(0, str(LAB))
from saksi_lab.scenario import load  # noqa: E402
from saksi_lab.schema import ScenarioError  # noqa: E402
from saksi_lab.truth import Truth  # noqa: E402

FAKE_PROBE = LAB / "selftests" / "fake_probe"
SAID = {"x_saksi": {"verdict": "site_down", "layer": "http", "method": "truncated"}}


class WithFolder(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = Path(directory.name)

    def file(self, text: str, name: str = "one.toml") -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path


class Labels(WithFolder):
    """Of one scenario, without running it."""

    def truth(self, text: str, url: str = "https://a.example/") -> dict[str, str]:
        return Truth(load(self.file(f'urls = ["https://a.example/", "https://b.example/"]\n{textwrap.dedent(text)}'))).of(url)

    def test_a_block_has_its_words_a_share_of_one_and_names_the_censor(self) -> None:
        truth = self.truth('''
            [[censor]]
            kind = "tls"
            action = "reset"
            hosts = ["a.example"]
            [expect."https://a.example/"]
            verdict = "blocked"
            layer = "tls"
            method = ["reset_after_client_hello", "alert"]
            scope = "null"
            certainty = "strong"
            ''')
        self.assertEqual(truth, {
            "truth_verdict": "blocked", "truth_layer": "tls", "truth_method": "reset_after_client_hello|alert",
            "truth_scope": "none", "truth_findings": "", "truth_share": "1", "probe_certainty": "strong",
            "truth_by_scenario": "blocked", "censor": "isp tls reset"})

    def test_what_the_scenario_leaves_open_is_left_empty(self) -> None:
        truth = self.truth('[expect.default]\nreasons = "~whatever"\n')
        self.assertEqual({key: value for key, value in truth.items() if value}, {"truth_by_scenario": "unclear"})

    def test_several_allowed_verdicts_fix_no_share(self) -> None:
        truth = self.truth('[expect.default]\nverdict = ["accessible", "inconclusive"]\n')
        self.assertEqual((truth["truth_verdict"], truth["truth_share"], truth["truth_by_scenario"]),
                         ("accessible|inconclusive", "", "unclear"))

    def test_interference_that_lets_the_page_through_is_told_from_an_open_site(self) -> None:
        truth = self.truth('''
            [expect.default]
            verdict = "accessible"
            "findings.rate.state" = "interfered"
            "findings.rate.method" = "throttled"
            ''')
        self.assertEqual((truth["truth_findings"], truth["truth_by_scenario"], truth["truth_share"]),
                         ("rate=interfered:throttled", "tampered-but-content-ok", "0"))

    def test_a_rule_for_an_address_meets_the_names_that_live_there(self) -> None:
        text = '''
            [[site]]
            hosts = ["a.example"]
            addresses = ["203.0.114.9"]
            [[censor]]
            kind = "tcp"
            action = "timeout"
            addresses = ["203.0.114.9"]
            '''
        self.assertEqual(self.truth(text)["censor"], "isp tcp timeout")
        self.assertEqual(self.truth(text, "https://b.example/")["censor"], "")


class Shares(WithFolder):
    """`share`: at which hosts a rule is at work is drawn for each run."""

    def scenario(self, seed: int, share: object = 0.3, more: str = ""):
        return load(self.file(f'''
            crowd = {{ urls = 200 }}
            [[censor]]
            kind = "tls"
            action = "reset"
            share = {share}
            pick = {{ count = 100 }}
            {more}
            [censor.expect]
            verdict = "blocked"
            '''), {"seed": seed})

    def test_the_same_seed_draws_the_same_and_another_one_otherwise(self) -> None:
        self.assertEqual(self.scenario(1).censor[0].hosts, self.scenario(1).censor[0].hosts)
        self.assertNotEqual(self.scenario(1).censor[0].hosts, self.scenario(2).censor[0].hosts)

    def test_over_many_runs_each_host_is_blocked_as_often_as_it_says(self) -> None:
        drawn = [set(self.scenario(seed).censor[0].hosts) for seed in range(60)]
        total = sum(map(len, drawn))
        self.assertAlmostEqual(total / 6000, 0.3, delta=0.03)  # five standard errors
        self.assertEqual(len(set().union(*drawn)), 100)

    def test_only_where_the_rule_is_at_work_is_the_truth_blocked_but_the_share_is_that_of_all_runs(self) -> None:
        scenario = self.scenario(1)
        truth = Truth(scenario)
        labels = [truth.of(url) for url in scenario.urls]
        self.assertEqual(sum(one["truth_verdict"] == "blocked" for one in labels), len(scenario.censor[0].hosts))
        self.assertEqual(sum(one["truth_share"] == "0.3" for one in labels), 100)

    def test_a_rule_without_a_host_left_is_not_a_rule_for_every_host(self) -> None:
        scenario = self.scenario(1, share=0.000001)
        self.assertEqual(scenario.censor, [])
        self.assertEqual(len(scenario.shares), 100)

    def test_between_two_bounds_every_host_has_its_own_share_the_same_in_every_run(self) -> None:
        one, two = self.scenario(1, share="[0.2, 0.6]").shares, self.scenario(2, share="[0.2, 0.6]").shares
        self.assertEqual(one, two)
        self.assertGreater(len(set(one.values())), 80)
        self.assertTrue(all(0.2 <= share <= 0.6 for share in one.values()))

    def test_a_share_of_nothing_or_of_a_pattern_is_refused(self) -> None:
        rule = "[[censor]]\nkind = 'tls'\naction = 'reset'\n"
        for text in ("share = 0.0\nhosts = ['a.example']", "share = 0.5", "share = 0.5\nhosts = ['*.example']",
                     "share = [0.6, 0.2]\nhosts = ['a.example']", "share = ['x']\nhosts = ['a.example']"):
            with self.subTest(text), self.assertRaisesRegex(ScenarioError, "share"):
                load(self.file(rule + text))


class Folders(WithFolder):
    """The command, with the stand-in for the probe."""

    SCENARIO = 'urls = ["http://a.example/"]\n[expect.default]\nverdict = "blocked"\nlayer = "dns"\n'

    def label(self, *arguments: object, said: dict | None = None) -> subprocess.CompletedProcess:
        command = [str(LAB / "label"), "--bin", str(BIN), "--probe", str(FAKE_PROBE), *map(str, arguments)]
        environment = os.environ | {"FAKE_VERDICTS": json.dumps({} if said is None else {"default": said})}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    def rows(self, out: Path) -> list[dict[str, str]]:
        with (out / "EXPECTED.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_the_labels_are_the_scenarios_whatever_the_probe_says(self) -> None:
        out = self.folder / "out"
        result = self.label(out, self.file(self.SCENARIO), said=SAID)
        self.assertEqual(result.returncode, 0, result.stderr)
        row, = self.rows(out)
        self.assertEqual((row["file"], row["input"], row["truth_verdict"], row["truth_layer"], row["truth_method"]),
                         ("one-0-1.jsonl", "http://a.example/", "blocked", "dns", ""))
        self.assertEqual(json.loads((out / "one-0-1.jsonl").read_text())["test_keys"], SAID)

    def test_every_run_on_every_network_has_a_file_and_every_scenario_networks_of_its_own(self) -> None:
        out = self.folder / "out"
        files = self.file(self.SCENARIO), self.file(self.SCENARIO, "two.toml")
        result = self.label(out, *files, "--repeat", 2, "--networks", 1, said=SAID)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(sorted((row["file"], row["run"]) for row in self.rows(out)),
                         [("one-1-1.jsonl", "1"), ("one-1-2.jsonl", "2"), ("two-2-1.jsonl", "1"), ("two-2-2.jsonl", "2")])

    def test_another_network_is_another_as_number_and_another_run_another_seed(self) -> None:
        from saksi_lab.label import Run, _overrides_of
        options = argparse.Namespace(overrides={"seed": 5, "network.hops": 6})
        here, there = (_overrides_of(Run(Path("one.toml"), 3, network), options) for network in (0, 2))
        self.assertEqual(here, {"seed": 7, "network.hops": 6})
        self.assertEqual((there["network.asn"], there["network.isp"], there["seed"]), (4250000002, "Lab Net 2", 2007))

    def test_a_run_without_measurements_is_a_failure_and_named(self) -> None:
        result = self.label(self.folder / "out", self.file(self.SCENARIO))
        self.assertEqual(result.returncode, 1)
        self.assertIn("one-0-1", result.stderr)

    def test_labels_never_mix_with_other_measurements(self) -> None:
        one, two = self.file(self.SCENARIO), self.file(self.SCENARIO, "more/one.toml")
        self.file("", "out/left.jsonl")
        self.assertIn("not empty", self.label(self.folder / "out", one, said=SAID).stderr)
        self.assertIn("two scenarios", self.label(self.folder / "new", one, two, said=SAID).stderr)


class Dates(unittest.TestCase):
    def test_only_the_two_times_are_moved(self) -> None:
        from datetime import timedelta

        from saksi_lab.label import _earlier
        body = json.dumps({"measurement_start_time": "2026-01-02 00:00:00"})
        line = json.dumps({"measurement_start_time": "2026-03-01 01:00:00", "test_start_time": "2026-03-01 00:59:59",
                           "body": body, "id": 7})
        moved = json.loads(_earlier(line, timedelta(hours=2)))
        self.assertEqual(moved, {"measurement_start_time": "2026-02-28 23:00:00",
                                 "test_start_time": "2026-02-28 22:59:59", "body": body, "id": 7})
        self.assertEqual(_earlier(line, timedelta()), line)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
