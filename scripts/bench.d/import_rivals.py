"""What a user would read OONI's JSON with instead of `saksi-analyzer import`: each returns seconds and peak MiB.

Where one is not there, it says so and returns nothing.
"""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

PYTHON_LOOP = """
import gzip, json, sys
count = 0
for line in gzip.open(sys.argv[1]):
    m = json.loads(line)
    t = m.get("test_keys") or {}
    kept = [m.get(k) for k in ("input", "report_id", "probe_asn", "probe_cc", "measurement_start_time", "test_name", "software_name")]
    kept += [(q.get("hostname"), q.get("failure"), q.get("answers")) for q in t.get("queries") or []]
    kept += [(c.get("ip"), c.get("port"), c.get("status")) for c in t.get("tcp_connect") or []]
    kept += [(h.get("address"), h.get("failure"), h.get("peer_certificates")) for h in t.get("tls_handshakes") or []]
    kept += [(r.get("failure"), (r.get("response") or {}).get("code"), (r.get("response") or {}).get("body")) for r in t.get("requests") or []]
    kept += [t.get("control"), t.get("blocking"), t.get("accessible")]
    count += 1
print(count)
"""
JQ_FILTER = ("[.input, .report_id, .probe_asn, .probe_cc, .measurement_start_time, .test_name, .software_name, "
             "[.test_keys.queries[]? | [.hostname, .failure, .answers]], [.test_keys.tcp_connect[]? | [.ip, .port, .status]], "
             "[.test_keys.tls_handshakes[]? | [.address, .failure, .peer_certificates]], "
             "[.test_keys.requests[]? | [.failure, .response.code, .response.body]], .test_keys.control, .test_keys.blocking, .test_keys.accessible]")
DUCKDB_LOOP = """
import duckdb, sys
database, *files = sys.argv[1:]
connection = duckdb.connect(database)
text = "VARCHAR"
keys = ("STRUCT(blocking JSON, accessible JSON, dns_consistency VARCHAR, control_failure VARCHAR, http_experiment_failure VARCHAR, "
        "queries STRUCT(hostname VARCHAR, query_type VARCHAR, engine VARCHAR, resolver_address VARCHAR, failure VARCHAR, "
        "answers STRUCT(answer_type VARCHAR, ipv4 VARCHAR, ipv6 VARCHAR, hostname VARCHAR, asn BIGINT)[])[], "
        "tcp_connect STRUCT(ip VARCHAR, port BIGINT, status STRUCT(success BOOLEAN, failure VARCHAR))[], "
        "tls_handshakes STRUCT(address VARCHAR, server_name VARCHAR, failure VARCHAR, peer_certificates STRUCT(data VARCHAR)[])[], "
        "requests STRUCT(failure VARCHAR, request STRUCT(url VARCHAR), response STRUCT(code BIGINT, body VARCHAR, headers JSON))[], control JSON)")
columns = {name: text for name in ("input", "report_id", "probe_asn", "probe_cc", "probe_network_name", "resolver_asn", "software_name",
                                   "software_version", "measurement_start_time", "test_name", "test_version")}
columns["test_keys"] = keys
connection.execute("CREATE TABLE m AS SELECT * FROM read_json(?, format='newline_delimited', columns=$c, maximum_object_size=67108864, ignore_errors=true)"
                   .replace("$c", str(columns)), [files])
print(connection.execute("SELECT count(*) FROM m").fetchone()[0])
"""


@dataclass
class Cost:
    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str = ""


def measure(command: list[str], **options) -> Cost:
    """One child alone, so that its peak is its own."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit {child.returncode}: {output[-2000:]}")
    return Cost(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


# ---- DuckDB

def duckdb_python(folder: Path) -> str | None:
    """A Python that has DuckDB's wheel; fetched once, into the bench's own folder."""
    python = folder / "duckdb/bin/python"
    if not python.exists():
        print("  fetching DuckDB's wheel...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "duckdb"], check=False, capture_output=True)
        pip = shutil.which("pip3") or shutil.which("pip")
        target = next((folder / "duckdb/lib").glob("python*/site-packages"), None)
        if pip and target:
            subprocess.run([pip, "install", "-q", "--target", target, "duckdb"], check=False, capture_output=True, timeout=300)
    works = subprocess.run([python, "-c", "import duckdb"], check=False, capture_output=True).returncode == 0
    return str(python) if works else None


def duckdb(python: str, files: list[Path], folder: Path) -> Cost:
    database = folder / "duckdb.db"
    database.unlink(missing_ok=True)
    try:
        return measure([python, "-c", DUCKDB_LOOP, str(database), *map(str, files)])
    finally:
        database.unlink(missing_ok=True)


# ---- ClickHouse

CONFIG = """<yandex><logger><level>error</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
<http_port>{http}</http_port><tcp_port>{tcp}</tcp_port><listen_host>127.0.0.1</listen_host><path>{folder}/data/</path>
<tmp_path>{folder}/tmp/</tmp_path><users_config>{folder}/users.xml</users_config><default_profile>default</default_profile>
<default_database>default</default_database><mark_cache_size>536870912</mark_cache_size></yandex>"""
USERS = """<yandex><profiles><default><max_memory_usage>4000000000</max_memory_usage></default></profiles><users><default><password></password>
<networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users><quotas><default></default></quotas></yandex>"""
FLAT = ("input", "report_id", "probe_asn", "probe_cc", "probe_network_name", "resolver_asn", "software_name", "software_version",
        "measurement_start_time", "test_start_time", "test_name", "test_version")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class ClickHouse:
    """Debian's server on a loopback port, with a configuration and a folder of its own."""

    def __init__(self, folder: Path):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder, self.port = folder, free_port()
        (folder / "config.xml").write_text(CONFIG.format(folder=folder, http=self.port, tcp=free_port()), encoding="ascii")
        (folder / "users.xml").write_text(USERS, encoding="ascii")
        self.server = subprocess.Popen(["clickhouse-server", f"--config-file={folder}/config.xml"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                self.ask("SELECT 1")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("clickhouse-server does not answer")

    def ask(self, query: str, body: bytes | None = None) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/", data=query.encode() if body is None else body)
        with urllib.request.urlopen(request, timeout=600) as answer:
            return answer.read().decode()

    def insert(self, file: Path) -> None:
        query = "input_format_skip_unknown_fields=1&query=INSERT%20INTO%20m%20FORMAT%20JSONEachRow"
        subprocess.run(["curl", "-sSf", "-X", "POST", "-H", "Content-Encoding: gzip", "-T", file, f"http://127.0.0.1:{self.port}/?{query}"],
                       check=True, capture_output=True)

    def load(self, files: list[Path]) -> Cost:
        self.ask("DROP TABLE IF EXISTS m")
        self.ask(f"CREATE TABLE m ({', '.join(f'{name} String' for name in FLAT)}) ENGINE = MergeTree ORDER BY (probe_cc, report_id)")
        begun = time.monotonic()
        for file in files:
            self.insert(file)
        wall = time.monotonic() - begun
        status = Path(f"/proc/{self.server.pid}/status").read_text(encoding="ascii")
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
        return Cost(wall, 0, peak, self.ask("SELECT count() FROM m"))

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


# ---- jq and a Python loop, on a sample

def sample_of(file: Path, folder: Path, most: int) -> tuple[Path, int]:
    """The first lines, packed as the rest is."""
    sample, written = folder / "sample.jsonl.gz", 0
    with gzip.open(file) as lines, gzip.open(sample, "wb", compresslevel=6) as out:
        for line in lines:
            if written + len(line) > most:
                break
            out.write(line)
            written += len(line)
    return sample, written


def python_loop(sample: Path) -> Cost:
    return measure([sys.executable, "-c", PYTHON_LOOP, str(sample)])


def jq(sample: Path) -> Cost:
    return measure(["sh", "-c", 'gzip -dc "$1" | jq -c "$0" > /dev/null', JQ_FILTER, str(sample)])
