"""Made-up URLs in any number, for scenarios about scale: distinct hosts, the same ones on every run."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .pages import SYLLABLES
from .schema import Key, ScenarioError, read

CROWD_KEYS = {"urls": Key(int, required=True), "http": Key(int, default=0)}
COLUMNS = ("url", "category_code", "category_description", "date_added", "source", "notes")


def read_crowd(where: str, given: Mapping[str, Any] | None) -> list[str]:
    """The URLs of `crowd = { urls = N, http = M }`: N hosts, M of them in the clear, spread over the list."""
    if given is None:
        return []
    values = read(where, given, CROWD_KEYS)
    count, http = values["urls"], values["http"]
    if not 0 < count <= 10_000 or not 0 <= http <= count:
        raise ScenarioError(f"{where}: urls = {count}, http = {http}; write 1 to 10000 URLs, of which http are a part")
    source = random.Random(count)
    return [f"{_scheme(i, count, http)}://{_name(source)}-{i:04}.example/" for i in range(count)]


def _scheme(i: int, count: int, http: int) -> str:
    return "http" if (i + 1) * http // count > i * http // count else "https"


def _name(source: random.Random) -> str:
    return "".join(source.choices(SYLLABLES, k=source.randint(2, 4)))


def write_list(path: Path, urls: list[str]) -> None:
    """In the columns of the Citizen Lab's lists."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([url, "MISC", "Miscellaneous content", "2026-01-01", "lab", ""] for url in urls)
