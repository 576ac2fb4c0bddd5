#!/usr/bin/python3
"""From the laboratory to error rates: labelled measurements of a dozen situations, judged by the analyzer from the
exports alone, held against what is true by construction.

Usage: labelled_truth.py LAB_DIRECTORY BUILD_DIRECTORY
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LAB, BUILD = Path(sys.argv[1]), Path(sys.argv[2])
SITUATIONS = ("tls_reset", "dns_nxdomain", "http_notice_page", "redirect_then_tls_reset", "open_https", "cdn_differs",
              "throttled", "captcha_https", "site_down_tcp", "fault_passes", "certificate_expired")
REPEATED = 4


def label(out: Path, *arguments: object) -> None:
    command = [LAB / "label", "--bin", BUILD, "--probe", BUILD / "saksi-probe", "--jobs", 12, out, *arguments]
    subprocess.run([str(one) for one in command], check=True)


def evaluate(folder: Path) -> tuple[int, dict, str]:
    command = [str(BUILD / "saksi-analyzer"), "evaluate", str(folder)]
    table = subprocess.run(command, capture_output=True, text=True, check=False)
    told = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    return table.returncode, json.loads(told.stdout), table.stdout + table.stderr


def wrong(words: list[dict]) -> list[dict]:
    return [one for one in words if one["decides"] and one["right"] != one["said"]]


class Labelled(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.folder = Path(directory.name)
        label(cls.folder / "ways", *(LAB / "scenarios" / f"{name}.toml" for name in SITUATIONS))
        label(cls.folder / "few", LAB / "scenarios" / "calibration" / "few.toml", "--repeat", REPEATED, "--networks", 1,
              "--apart", 24)

    def test_every_situation_is_judged_as_it_is_and_what_differs_is_explained(self) -> None:
        code, told, table = evaluate(self.folder / "ways")
        self.assertEqual(code, 0, table)
        rates = {one["field"]: one["rate"] for one in told["fields"]}
        self.assertEqual((rates["truth_verdict"], rates["truth_layer"], rates["truth_method"]), (1, 1, 1), table)
        said = {one["word"].split()[0] for one in told["reliability"]["measurements"]}
        self.assertLessEqual({"blocked", "accessible", "site_down", "refused_by_server"}, said, table)

    def test_words_about_sites_blocked_now_and_then_are_right(self) -> None:
        code, told, table = evaluate(self.folder / "few")
        self.assertEqual(code, 0, table)
        self.assertEqual(told["measurements"], 24 * REPEATED, table)
        self.assertEqual(wrong(told["reliability"]["measurements"]), [], table)
        self.assertEqual([one for one in wrong(told["reliability"]["cells"]) if one["word"].startswith("blocked")], [], table)
        self.assertEqual(sum(one["said"] for one in told["reliability"]["cells"]), 24, table)
        widest = max(told["reliability"]["intervals"], key=lambda one: one["level"])
        self.assertEqual(widest["cells"], 12, table)
        # That more than four of twelve 95 % intervals miss happens by chance once in some thousand draws; the draws are fixed.
        self.assertGreaterEqual(widest["covered"], 8, table)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
