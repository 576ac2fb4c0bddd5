"""Results for a terminal and as JSON lines."""

from __future__ import annotations

import sys
from typing import Any

Result = dict[str, Any]
WORDS = ("verdict", "layer", "method", "certainty", "scope")
JSON_KEYS = ("name", "pass", "want", "got", "error", "seconds", "build_seconds", "probe_seconds")
MOST_DIFFERENCES = 20


def for_json(result: Result, reasons: bool = False) -> Result:
    keys = JSON_KEYS + (("reasons",) if reasons else ())
    return {key: result[key] for key in keys if key in result}


def _paint(text: str, colour: int) -> str:
    return f"\033[{colour}m{text}\033[0m" if sys.stdout.isatty() else text


def _mark(passed: bool) -> str:
    return _paint("pass", 32) if passed else _paint("FAIL", 31)


def lines(result: Result, reasons: bool = False) -> str:
    """The scenario's line, then one line for each expectation, if wanted with the probe's first reason under it."""
    head = f"{_mark(result['pass'])}  {result['name']}  ({result.get('seconds', 0):.1f} s)"
    if "error" in result:
        return "\n".join([head, *(f"      {line}" for line in result["error"].splitlines())])
    said = result.get("reasons", {}) if reasons else {}
    rows = []
    for part, want in result["want"].items():
        rows += [_row(part, want, result["got"].get(part)), *_reason(part, said)]
    # URLs that only [expect.default] covers have no row.
    others = dict.fromkeys(part for part, *_ in result["differences"] if part not in result["want"])
    rest = [line for part in others if part in said for line in (f"      {part}", *_reason(part, said))]
    return "\n".join([head, *rows, *rest, *_differences(result["differences"])])


def _reason(part: str, said: dict[str, str]) -> list[str]:
    return [f"        because: {_cut(said[part], 240)}"] if part in said else []


def _row(part: str, want: Any, got: Any) -> str:
    return f"      {_cut(part, 52):<52} want {_short(want):<42} got {_short(got)}"


def _short(value: Any) -> str:
    if not isinstance(value, dict):
        return _cut(str(value))
    words = [str(value[word]) for word in WORDS if value.get(word) not in (None, "null")]
    others = len([key for key in value if key not in WORDS])
    if not words:
        return _cut(", ".join(f"{key} {one}" for key, one in value.items()))
    return " ".join(words) + (f" (+{others} more)" if others else "")


def _cut(text: str, width: int = 42) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[:width - 3] + "..."


def _differences(differences: list[Any]) -> list[str]:
    shown = [f"      differs: {part if key == part else f'{part} {key}'}: want {_cut(str(want), 200)}, "
             f"got {_cut(str(got), 200)}" for part, key, want, got in differences[:MOST_DIFFERENCES]]
    hidden = len(differences) - len(shown)
    return shown + ([f"      ... and {hidden} more"] if hidden else [])


def summary(results: list[Result]) -> str:
    passed = sum(result["pass"] for result in results)
    failed = [result["name"] for result in results if not result["pass"]]
    build = sorted(result["build_seconds"] for result in results if "build_seconds" in result)
    parts = [f"{passed} of {len(results)} scenarios pass"]
    if build:
        parts.append(f"building took {build[len(build) // 2]:.1f} s (median)")
    if failed:
        parts.append(f"failed: {', '.join(failed)}")
    return "; ".join(parts)
