"""Test lists (CSV with a column `url`) and the hosts in them."""

from __future__ import annotations

import csv
import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from .schema import ScenarioError


def read_urls(path: Path, limit: int = 0) -> list[str]:
    """The web addresses of a list, in order; other schemes are left out."""
    if not path.is_file():
        raise ScenarioError(f"{path}: no such test list")
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if "url" not in (rows.fieldnames or []):
            raise ScenarioError(f"{path}: the first line has no column 'url'")
        urls = [row["url"].strip() for row in rows]
    urls = [url for url in urls if url.startswith(("http://", "https://"))]
    return urls[:limit] if limit else urls


def host_of(url: str) -> str:
    """The host in the form that goes on the wire: lower case, IDN as punycode, IPv6 without brackets."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return to_wire(host)


def to_wire(host: str) -> str:
    host = host.lower()
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise ScenarioError(f"the host name {host!r} cannot be written as IDN: {error}") from error


def port_of(url: str) -> int | None:
    return urlsplit(url).port


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def normal_form(url: str) -> str:
    """Two spellings of one URL compare equal: host in wire form, an empty path is '/'."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host_of(url)}{port}{parts.path or '/'}{query}"


def hosts_in_order(urls: list[str]) -> dict[str, list[str]]:
    """Every host once, in the order of the list, with its URLs."""
    found: dict[str, list[str]] = {}
    for url in urls:
        found.setdefault(host_of(url), []).append(url)
    return found
