#!/usr/bin/python3
"""How far the analyzer's words and intervals can be trusted on measurements whose truth is known because a laboratory
made them: sites blocked in many ways, open, flaky, lossy, down, throttled, behind bot walls, each measured again and
again with other draws; and a hundred sites blocked in a known share of runs.

Usage: lab_calibration.py BUILD_DIRECTORY [--repeat N] [--networks N] [--jobs N] [--keep DIR]
Ends with 1 when a word that decides is right in fewer than 95 of 100 cases, or when an interval's coverage is more
than 3 points off its level (more than chance allows, where there are few cells).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scripts" / "lab" / "scenarios"
BLOCKED = ("dns_nxdomain dns_no_answer dns_refused dns_servfail dns_bogon dns_notice dns_wrong_address tcp_reset tcp_refused "
           "tcp_timeout tls_reset tls_reset_on_path tls_close tls_alert tls_timeout tls_substituted http_reset http_close "
           "http_notice_page http_redirect_to_notice http_451 redirect_then_tls_reset redirect_then_notice").split()
OPEN = ("open_http open_https open_far_away open_international_name open_ipv4_only cdn_differs page_in_another_language "
        "advertisement_inserted large_body slow_server loss_five_percent one_address_dead").split()
OTHER = ("flaky_servers fault_passes censor_thirty_percent site_down_nxdomain site_down_tcp site_down_tls site_down_timeout "
         "certificate_expired throttled captcha_http captcha_https geo_403_https geo_451_https").split()
SHARES = ("shares", "open_br", "open_de", "open_sg")
LEAST_RIGHT = 0.95
MOST_OFF = 0.03
ERRORS = 2.5  # standard errors: one honest level in eighty is called off by chance


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="saksi-calibration-") as folder:
        keep = options.keep or Path(folder)
        every_way = keep / "every_way"
        shares = keep / "shares"
        label(options, every_way, [SCENARIOS / f"{name}.toml" for name in BLOCKED + OPEN + OTHER], 1)
        label(options, shares, [SCENARIOS / "calibration" / f"{name}.toml" for name in SHARES], options.networks)
        good = [judge(options, one) for one in (every_way, shares)]
    return 0 if all(good) else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, metavar="BUILD_DIRECTORY")
    parser.add_argument("--repeat", type=int, default=10, metavar="N", help="runs of each scenario, a day apart (default 10)")
    parser.add_argument("--networks", type=int, default=2, metavar="N",
                        help="networks from which the sites blocked in a share of runs are measured (default 2)")
    parser.add_argument("--jobs", type=int, default=12, metavar="N", help="runs at a time (default 12)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave measurements and labels there")
    return parser.parse_args()


def label(options: argparse.Namespace, out: Path, files: list[Path], networks: int) -> None:
    command = [ROOT / "scripts" / "lab" / "label", "--bin", options.build, "--probe", options.build / "saksi-probe",
               "--repeat", options.repeat, "--networks", networks, "--apart", 24, "--jobs", options.jobs, out, *files]
    subprocess.run([str(one) for one in command], check=True)


def judge(options: argparse.Namespace, folder: Path) -> bool:
    command = [str(options.build / "saksi-analyzer"), "evaluate", str(folder)]
    table = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    print(shortened(table), flush=True)
    told = json.loads(subprocess.run([*command, "--json"], stdout=subprocess.PIPE, text=True, check=False).stdout)
    reliability = told["reliability"]
    problems = [*wrong_words(reliability["measurements"]), *wrong_words(reliability["cells"]),
                *(interval for interval in map(off, reliability["intervals"]) if interval)]
    for problem in problems:
        print(f"OVER  {problem}", flush=True)
    return not problems


def shortened(table: str) -> str:
    """The tables, and how many differences there are; the differences themselves are for `evaluate`."""
    head, _, differences = table.partition("\nDifferences:\n")
    return head + "\n" + (differences.strip().splitlines() or [""])[-1]


def wrong_words(words: list[dict]) -> list[str]:
    return [f"{one['word']}: right in {one['right']} of {one['said']}" for one in words
            if one["decides"] and one["right"] < LEAST_RIGHT * one["said"]]


def off(interval: dict) -> str:
    level, cells = interval["level"], interval["cells"]
    allowed = max(MOST_OFF, ERRORS * (level * (1 - level) / cells) ** 0.5)
    share = interval["covered"] / cells
    if abs(share - level) <= allowed:
        return ""
    return f"{100 * level:.0f} % intervals hold the true share in {100 * share:.1f} % of {cells} cells"


if __name__ == "__main__":
    sys.exit(main())
