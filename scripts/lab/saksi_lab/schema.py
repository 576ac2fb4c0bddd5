"""Reads TOML tables strictly: every key is known, every value has the right type, every error says where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class ScenarioError(Exception):
    """A scenario file that cannot be used; the text names the file, the key and what is allowed."""


@dataclass(frozen=True)
class Key:
    """One allowed key. `kind` is a Python type, or a tuple of types; `choices` limits the values of strings."""

    kind: Any
    default: Any = None
    choices: tuple[str, ...] = ()
    required: bool = False


def strings(default: tuple[str, ...] = ()) -> Key:
    """A list of strings."""
    return Key(list, default=list(default))


def choice(*words: str, default: str | None = None, required: bool = False) -> Key:
    """One of a few words; the first is the default unless another is named."""
    return Key(str, default=None if required else (default or words[0]), choices=words, required=required)


def table(default: Mapping[str, Any] | None = None) -> Key:
    return Key(dict, default=default)


Schema = Mapping[str, Key]


def read(where: str, given: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Returns a value for every key of the schema. `where` is "file: place", for errors."""
    for key in given:
        if key not in schema:
            raise ScenarioError(f"{where}: unknown key '{key}'; allowed here: {', '.join(sorted(schema))}")
    return {name: _value(where, name, key, given) for name, key in schema.items()}


def _value(where: str, name: str, key: Key, given: Mapping[str, Any]) -> Any:
    if name not in given:
        if key.required:
            raise ScenarioError(f"{where}: the key '{name}' is missing")
        return _copy(key.default)
    value = given[name]
    _check_type(where, name, key, value)
    if key.choices and value not in key.choices:
        raise ScenarioError(f"{where}: {name} = {value!r}; allowed: {', '.join(key.choices)}")
    return value


def _check_type(where: str, name: str, key: Key, value: Any) -> None:
    kinds = key.kind if isinstance(key.kind, tuple) else (key.kind,)
    # In Python a bool is an int; in a scenario it is not.
    fits = bool in kinds if isinstance(value, bool) else isinstance(value, kinds)
    if float in kinds and isinstance(value, int) and not isinstance(value, bool):
        fits = True
    if not fits:
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise ScenarioError(f"{where}: {name} must be {wanted}, not {value!r}")


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, (list, dict)) else value
