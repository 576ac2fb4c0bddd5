#!/usr/bin/python3
"""How fast `saksi-analyzer import` judges and stores OONI's JSON, beside the machine's own limit and beside the tools that
a user would take instead, in one run and by turns; and its peak memory at growing sizes.

Usage: import.py ANALYZER [--gb 2] [--rounds 3] [--only-limit]
Data, wheel and programs are kept in ${TMPDIR:-/tmp}/saksi-bench. Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import import_rivals as rivals

HERE = Path(__file__).resolve().parent
PART_MB = 512
OF_THE_LIMIT, OF_DATABASES, OF_SCRIPTS, MOST_MIB = 0.50, 2.5, 20, 300
SAMPLE_BYTES = 60_000_000


def make_files(folder: Path, parts: int) -> list[Path]:
    print(f"Measurements: {folder} (made once)", flush=True)
    subprocess.run([sys.executable, HERE / "import_files.py", folder, str(parts), str(PART_MB)], check=True)
    return [folder / f"part-{number}.jsonl.gz" for number in range(1, parts + 1)]


def size_of(files: list[Path]) -> tuple[int, int]:
    sizes = [tuple(map(int, file.with_suffix(".size").read_text(encoding="ascii").split())) for file in files]
    return sum(size for size, _ in sizes), sum(lines for _, lines in sizes)


def build_limit(folder: Path) -> Path:
    program, source = folder / "import_limit", HERE / "import_limit.cc"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "simdjson", "libisal"], check=True, capture_output=True, text=True)
        subprocess.run(["g++", "-O2", "-std=c++20", str(source), "-o", str(program), *flags.stdout.split(), "-pthread"], check=True)
    return program


class Bench:
    def __init__(self, analyzer: str, files: list[Path], cache: Path, work: Path):
        self.analyzer, self.files, self.cache, self.work = analyzer, files, cache, work
        self.bytes, self.lines = size_of(files)
        self.rows: dict[str, list[rivals.Cost]] = {}

    def note(self, name: str, cost: rivals.Cost) -> None:
        self.rows.setdefault(name, []).append(cost)
        print(f"  {name:46} {cost.wall_s:8.2f} s", flush=True)

    def ours(self, files: list[Path]) -> rivals.Cost:
        for old in self.work.glob("import.db*"):
            old.unlink()
        cost = rivals.measure([self.analyzer, "import", "--store", str(self.work / "import.db"), *map(str, files)])
        lines = size_of(files)[1]
        if f"{lines:,} new measurements" not in cost.output:
            raise RuntimeError(f"not all of {lines:,} were imported: {cost.output}")
        return cost

    def round(self, limit: Path, duckdb: str | None, clickhouse: rivals.ClickHouse | None) -> None:
        self.note("the machine's limit: libisal + simdjson", rivals.measure([str(limit), *map(str, self.files)]))
        self.note("saksi-analyzer import", self.ours(self.files))
        if duckdb:
            self.note("DuckDB read_json from .gz", rivals.duckdb(duckdb, self.files, self.work))
        if clickhouse:
            self.note("ClickHouse JSONEachRow, gzip, 12 flat fields", clickhouse.load(self.files))

    def scripts(self) -> None:
        sample, size = rivals.sample_of(self.files[0], self.work, SAMPLE_BYTES)
        for name, run in (("jq (estimate from a sample)", rivals.jq), ("Python json loop (estimate from a sample)", rivals.python_loop)):
            if name.startswith("jq") and not shutil.which("jq"):
                print("  jq is not installed")
                continue
            cost = run(sample)
            self.note(name, rivals.Cost(cost.wall_s * self.bytes / size, cost.cpu_s * self.bytes / size, cost.peak_mib))

    def wall(self, name: str) -> float | None:
        matching = [costs for row, costs in self.rows.items() if row.startswith(name)]
        return statistics.median(cost.wall_s for cost in matching[0]) if matching else None

    def table(self) -> None:
        print(f"\n{self.bytes / 1e9:.2f} GB of JSON, {self.lines:,} measurements, {len(self.files)} files, "
              f"{sum(file.stat().st_size for file in self.files) / 1e6:.0f} MB of gzip; medians")
        print(f"{'':46} {'wall s':>8} {'CPU s':>7} {'MB/s':>7} {'meas/s':>8} {'peak MiB':>9}")
        for name, costs in self.rows.items():
            wall, cpu = statistics.median(c.wall_s for c in costs), statistics.median(c.cpu_s for c in costs)
            print(f"{name:46} {wall:8.2f} {cpu:7.2f} {self.bytes / 1e6 / wall:7.0f} {self.lines / wall:8,.0f} {max(c.peak_mib for c in costs):9.0f}")

    def ratios(self) -> bool:
        ours, limit = self.wall("saksi"), self.wall("the machine")
        good = said("of the machine's limit", limit / ours, OF_THE_LIMIT)
        for name, least in (("DuckDB", OF_DATABASES), ("ClickHouse", OF_DATABASES), ("jq", OF_SCRIPTS)):
            wall = self.wall(name)
            good = wall is not None and said(f"x as fast as {name}", wall / ours, least) and good
        python = self.wall("Python")
        if python:
            print(f"{python / ours:.2f} x as fast as the Python loop")
        return good

    def memory(self) -> bool:
        good = True
        for parts in (1, 2, 4):
            if parts <= len(self.files):
                peak = self.ours(self.files[:parts]).peak_mib
                ok = peak <= MOST_MIB
                good = good and ok
                print(f"peak memory at {size_of(self.files[:parts])[0] / 1e9:.1f} GB: {peak:.0f} MiB (at most {MOST_MIB}){'' if ok else '  MISSED'}", flush=True)
        return good


def said(what: str, ratio: float, least: float) -> bool:
    print(f"{ratio:.2f} {what} (at least {least}){'' if ratio >= least else '  MISSED'}")
    return ratio >= least


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("analyzer")
    parser.add_argument("--gb", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-limit", action="store_true", help="without the other tools")
    options = parser.parse_args()
    cache = Path(tempfile.gettempdir()) / "saksi-bench"
    files = make_files(cache / "2gb", max(2, round(options.gb * 2)))
    limit = build_limit(cache)
    with tempfile.TemporaryDirectory(prefix="saksi-bench-", dir=cache) as work:
        bench = Bench(options.analyzer, files, cache, Path(work))
        duckdb = None if options.only_limit else rivals.duckdb_python(cache)
        server = shutil.which("clickhouse-server") and not options.only_limit
        clickhouse = rivals.ClickHouse(Path(work) / "clickhouse") if server else None
        try:
            for number in range(options.rounds):
                print(f"Round {number + 1}", flush=True)
                bench.round(limit, duckdb, clickhouse)
            if not options.only_limit:
                bench.scripts()
        finally:
            if clickhouse:
                clickhouse.stop()
        bench.table()
        good = bench.ratios() if not options.only_limit else said("of the machine's limit", bench.wall("the machine") / bench.wall("saksi"), OF_THE_LIMIT)
        return 0 if bench.memory() and good else 1


if __name__ == "__main__":
    sys.exit(main())
