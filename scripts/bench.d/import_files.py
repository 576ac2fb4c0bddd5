#!/usr/bin/python3
"""Makes OONI JSONL of any size by varying real Web Connectivity measurements: hosts, addresses, networks, countries,
times, report ids and words within the bodies. Same arguments, same bytes. Files that are there are not made again.

Usage: import_files.py FOLDER PARTS PART_MB [MEASUREMENT.json...]
Without measurements: those of ../shared/data/ooni, or, where these are absent, the one in tests/golden.
Writes FOLDER/part-N.jsonl.gz (gzip -6) and prints the mix.
"""

from __future__ import annotations

import gzip
import ipaddress
import json
import multiprocessing
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# How often measurements up to so many bytes are drawn: real pages are mostly small; a mean of about 20 kB per line
# is what OONI's archive shows.
WEIGHTS = ((30_000, 40), (100_000, 20), (400_000, 27), (10_000_000, 2))
NETWORKS = [(64_512 + number, country) for number, country in enumerate(("MY", "IN", "PK", "ID", "PH", "TH", "IR", "TR", "RU", "DE") * 30)]
SITES, DAYS, RUN_LENGTH = 5_000, 30, 100
FIRST_DAY = 20_400  # since 1970-01-01
ADDRESS = re.compile(r'(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])')
TOKEN = re.compile("\x01(\\w+)\x02")


def measurements(paths: list[str]) -> list[tuple[str, dict]]:
    shared = next((up / "shared/data/ooni" for up in (ROOT.parent, ROOT.parents[1]) if (up / "shared/data/ooni").is_dir()), None)
    found = [Path(path) for path in paths] or (sorted(shared.glob("*/*.json")) if shared else [])
    real = []
    for path in found or [ROOT / "tests/golden/ooni_measurement.json"]:
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and document.get("test_name") == "web_connectivity" and document.get("test_keys"):
            real.append((path.name, document))
    return real


def vary_bodies(keys: dict) -> None:
    """A word of its own about every two kilobytes."""
    for request in keys.get("requests") or []:
        response = request.get("response") or {}
        body = response.get("body")
        if isinstance(body, str) and len(body) > 200:
            response["body"] = "\x01word\x02".join(body[at:at + 2048] for at in range(0, len(body), 2048))


@dataclass
class Template:
    name: str
    bytes: int
    weight: int
    pieces: list[str]  # text and names of what is put in, by turns
    addresses: dict[str, str]


def public_addresses(text: str) -> list[str]:
    found = []
    for address in dict.fromkeys(ADDRESS.findall(text)):
        try:
            if ipaddress.ip_address(address).is_global:
                found.append(address)
        except ValueError:
            pass
    return found[:40]


def template_of(name: str, document: dict) -> Template:
    host = re.sub(r"^\w+://([^/:?]+).*", r"\1", document.get("input") or "")
    document = dict(document, report_id="\x01report\x02", probe_asn="\x01asn\x02", probe_cc="\x01cc\x02",
                    measurement_start_time="\x01time\x02", id="\x01id\x02")
    vary_bodies(document["test_keys"])
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).replace("\\u0001", "\x01").replace("\\u0002", "\x02")
    if host and not ADDRESS.fullmatch(host):
        text = text.replace(host, "\x01host\x02")
    addresses = {f"address{number}": address for number, address in enumerate(public_addresses(text))}
    names = {address: name for name, address in addresses.items()}
    text = ADDRESS.sub(lambda found: f"\x01{names[found[0]]}\x02" if found[0] in names else found[0], text)
    size = len(text.encode())
    weight = next(weight for most, weight in WEIGHTS if size <= most)
    return Template(name, size, weight, TOKEN.split(text), addresses)


def varied(address: str, draw: random.Random, shift: int) -> str:
    """Within the same /12 or so: the network an address belongs to shall still make sense."""
    parts = address.split(".")
    return f"{parts[0]}.{parts[1]}.{(int(parts[2]) + shift) % 256}.{(int(parts[3]) + shift // 256) % 254 + 1}"


class Line:
    """What is put into one line; runs and networks last for RUN_LENGTH lines."""

    def __init__(self, template: Template, number: int, seed: int, draw: random.Random):
        run = random.Random(f"{seed} run {number // RUN_LENGTH}")
        self.asn, self.cc = run.choice(NETWORKS)
        day, second = FIRST_DAY + run.randrange(DAYS), run.randrange(80_000) + number % RUN_LENGTH * 30
        self.date, self.clock = day_text(day), f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        self.report = f"{self.date.replace('-', '')}T{self.clock.replace(':', '')}Z_webconnectivity_{self.cc}_{self.asn}_n1_{run.getrandbits(64):016x}"
        self.site, self.draw, self.template = draw.randrange(SITES), draw, template

    def value(self, name: str) -> str:
        if name == "word":
            return f"{self.draw.getrandbits(32):08x}"
        if name == "host":
            return f"www.site{self.site}.example"
        if name.startswith("address"):
            return varied(self.template.addresses[name], self.draw, self.site)
        return {"asn": f"AS{self.asn}", "cc": self.cc, "time": f"{self.date} {self.clock}", "report": self.report,
                "id": f"{self.draw.getrandbits(128):032x}"}[name]

    def text(self) -> str:
        pieces = self.template.pieces
        return "".join(self.value(piece) if at % 2 else piece for at, piece in enumerate(pieces))


def day_text(day: int) -> str:
    import datetime
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()


def write_part(job: tuple[Path, int, int, list[Template]]) -> tuple[int, int]:
    path, seed, wanted, templates = job
    draw = random.Random(seed)
    weights = [template.weight for template in templates]
    written = lines = 0
    unfinished = path.with_suffix(".unfinished")
    with gzip.GzipFile(unfinished, "wb", compresslevel=6, mtime=0) as out:
        while written < wanted:
            template = draw.choices(templates, weights)[0]
            line = Line(template, lines, seed, draw).text().encode() + b"\n"
            out.write(line)
            written, lines = written + len(line), lines + 1
    unfinished.rename(path)
    path.with_suffix(".size").write_text(f"{written} {lines}\n", encoding="ascii")
    return written, lines


def main() -> int:
    folder, parts, megabytes = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part-{number}.jsonl.gz" for number in range(1, parts + 1)]
    missing = [path for path in paths if not path.with_suffix(".size").exists()]
    if missing:
        templates = [template_of(name, document) for name, document in measurements(sys.argv[4:])]
        jobs = [(path, paths.index(path) + 1, int(megabytes * 1e6), templates) for path in missing]
        with multiprocessing.Pool(2) as pool:
            pool.map(write_part, jobs)
        total = sum(template.weight for template in templates)
        mix = ", ".join(f"{100 * sum(t.weight for t in templates if below < t.bytes <= most) / total:.1f} % of "
                        f"{sum(below < t.bytes <= most for t in templates)} up to {most // 1000} kB"
                        for below, most in zip((0, *(most for most, _ in WEIGHTS)), (most for most, _ in WEIGHTS)))
        (folder / "mix.txt").write_text(f"lines drawn from {len(templates)} measurements: {mix}\n", encoding="ascii")
    print((folder / "mix.txt").read_text(encoding="ascii"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
