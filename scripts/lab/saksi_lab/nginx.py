"""What every nginx of the lab has in common: quoting, the frame of a configuration, the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MODULES = Path("/usr/lib/nginx/modules")


def quote(text: str) -> str:
    """A string of nginx's configuration. '$' has no escape there, so a variable stands for it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "${dollar}")
    return f'"{escaped}"'


def listen(address: str, port: int, *words: str) -> str:
    where = f"[{address}]" if ":" in address else address
    return " ".join(["listen", f"{where}:{port}", *words]) + ";"


def block(head: str, lines: Iterable[str]) -> list[str]:
    return [f"{head} {{", *(f"  {line}" for line in lines), "}"]


def write(directory: Path, http: Iterable[str], stream: Iterable[str] = ()) -> list[str]:
    """Writes a configuration with the given contents of http{} and stream{}; returns the command that runs it."""
    directory.mkdir(parents=True, exist_ok=True)
    temporary = [f"{kind}_temp_path {directory}/{kind};"
                 for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    common = ["access_log off;", "server_tokens off;", "ssl_protocols TLSv1.2 TLSv1.3;",
              "absolute_redirect off;", "types {}",
              "default_type 'text/html; charset=utf-8';", "server_names_hash_max_size 65536;",
              "server_names_hash_bucket_size 256;", "variables_hash_max_size 8192;", "map_hash_max_size 65536;",
              "map_hash_bucket_size 256;", *block("geo $dollar", ["default '$';"])]
    lines = [
        f"load_module {MODULES}/ngx_http_headers_more_filter_module.so;",
        f"load_module {MODULES}/ngx_stream_module.so;",
        "daemon off;", "master_process off;", "user root root;", "error_log stderr warn;",
        f"pid {directory}/nginx.pid;",
        *block("events", ["worker_connections 8192;"]),
        *block("http", [*temporary, *common, *http]),
        *(block("stream", stream) if stream else []),
    ]
    path = directory / "nginx.conf"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ["nginx", "-p", str(directory), "-e", "stderr", "-c", str(path)]
