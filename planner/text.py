"""Every sentence a user reads, from the message catalogues in `planner/locale`.

The catalogues are gettext files with symbolic ids (`check.negative`), one folder per language with
one file per part of the planner, read by Babel when the first message is asked for. A message has
`{name}` places; a message with a plural chooses its form by the value named `count`. An id that a
catalogue lacks is a defect and raises `KeyError`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("nl", "en")
# What may stand between a kind of thing and its name: quotation marks, isolates of direction.
_OPENING = "“‘\u2068"
_language: ContextVar[str] = ContextVar("language", default="nl")


def from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """The language that `LANGUAGE`, `LC_ALL`, `LC_MESSAGES` or `LANG` asks for, else Dutch."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wish in environment.get(name, "").split(":"):
            if wish[:2].lower() in LANGUAGES:
                return wish[:2].lower()
    return "nl"


def use(language: str) -> None:
    """Say everything from here on in this language (`nl` or `en`)."""
    _language.set(language)


def language() -> str:
    """The language in use."""
    return _language.get()


@contextmanager
def spoken(language: str | None) -> Iterator[None]:
    """While this lasts everything is said in this language; `None` leaves it as it is."""
    before = _language.set(language or _language.get())
    try:
        yield
    finally:
        _language.reset(before)


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """All messages of a language: id to its one form, or its singular and plural."""
    from babel.messages.pofile import read_po

    messages: dict[str, tuple[str, ...]] = {}
    for path in sorted((Path(__file__).parent / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if isinstance(message.id, str):
                    messages[message.id] = (str(message.string),)
                else:
                    messages[message.id[0]] = tuple(message.string or ())
    return messages


def text(key: str, /, **values: Any) -> str:
    """The message `key` in the language in use, with its places filled in.

    Numbers are written the way the language writes them. Raises `KeyError` for an unknown key.
    """
    forms = catalogue(_language.get())[key]
    singular = len(forms) == 1 or values.get("count") == 1
    template = forms[0] if singular else forms[1]
    shown = {name: _shown(value) for name, value in values.items()}
    return _kind_once(template, shown).format(**shown)


def _kind_once(template: str, values: Mapping[str, Any]) -> str:
    """The template without a kind of thing (“site {name}”) that the name itself begins with."""
    for name, value in values.items():
        said = str(value).lstrip(_OPENING)
        kind = re.search(rf"(\w+(?: \w+)?) (?=[{_OPENING}]*\{{{name}\}})", template)
        for words in (kind[1], kind[1].split()[-1]) if kind else ():
            if kind and said.casefold().startswith(f"{words} ".casefold()):
                template = template[: kind.end(1) - len(words)] + template[kind.end() :]
                break
    return template


@dataclass(frozen=True, slots=True)
class Phrase:
    """Part of a message, put into words only when the message is shown."""

    key: str
    name: Any

    def __str__(self) -> str:
        return text(self.key, name=self.name)


def number(value: int | float | Decimal, digits: int | None = None) -> str:
    """A number the way the language writes it, rounded to `digits` decimals where given."""
    from babel.numbers import format_decimal

    decimals = "#" * 6 if digits is None else "0" * digits
    pattern = f"#,##0.{decimals}" if decimals else "#,##0"
    return format_decimal(value, format=pattern, locale=_language.get())


def _shown(value: Any) -> Any:
    if isinstance(value, (float, Decimal)):
        return number(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(_shown(item)) for item in value)
    return value
