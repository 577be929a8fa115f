"""What codes are called, and names made safe to stand inside a sentence of another direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from planner.errors import Problem
from planner.outcome import Outcome
from planner.output.wording import label
from planner.region.domain import Region
from planner.text import catalogue, language

# What a code of a table is called.
type Names = Callable[[str, str], str]

# What a place of a message may hold the code of; every other one may be several kinds of place.
_TABLES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("programme", "one", "other"), ("programmes",)),
    "support_point": ("support_points",),
    "corporation": ("corporations",),
}
_PLACES = ("sites", "neighbourhoods", "municipalities")

_TURNING = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_CONTROLS = _TURNING - {"R", "AL"}


def isolated(name: str) -> str:
    """A name that turns the direction of text turns its own only; any other name as it is."""
    kinds = {unicodedata.bidirectional(sign) for sign in name}
    if kinds.isdisjoint(_TURNING):
        return name
    kept = "".join(sign for sign in name if unicodedata.bidirectional(sign) not in _CONTROLS)
    return f"\u2068{kept}\u2069"


def with_safe_names(outcome: Outcome) -> Outcome:
    """The outcome with every name and label safe to stand inside a sentence."""

    def safe(rows: Mapping[Any, Any]) -> dict[Any, Any]:
        return {code: replace(row, name=isolated(row.name)) for code, row in rows.items()}

    def labelled(thing: Any) -> Any:
        labels = {name: getattr(thing, name) for name in ("label_nl", "label_en")}
        return replace(thing, **{name: isolated(it) for name, it in labels.items() if it})

    region = outcome.region
    shown = replace(
        region,
        identity=labelled(region.identity),
        municipalities=safe(region.municipalities),
        neighbourhoods=safe(region.neighbourhoods),
        corporations=safe(region.corporations),
        support_points=safe(region.support_points),
        sites=safe(region.sites),
        programmes={code: labelled(row) for code, row in region.programmes.items()},
        pools={key: labelled(row) for key, row in region.pools.items()},
    )
    moves = tuple(
        replace(
            move,
            origin_name=isolated(move.origin_name),
            destination_name=isolated(move.destination_name),
        )
        for move in outcome.loaded.moves
    )
    return replace(
        outcome,
        loaded=replace(outcome.loaded, moves=moves),
        instance=replace(outcome.instance, region=shown),
        withheld=tuple(replace(row, programme=labelled(row.programme)) for row in outcome.withheld),
    )


def names_in(region: Region, earlier: Mapping[str, Mapping[str, Any]] | None = None) -> Names:
    """What codes are called in a region, else in `earlier` names by table, else the code."""

    def name(table: str, code: str) -> str:
        if table == "pools":
            return pool_name(region, code)
        rows = getattr(region, table, None)
        row = rows.get(code) if isinstance(rows, Mapping) else None
        if row is not None:
            return label(row) if table == "programmes" else str(row.name)
        found = (earlier or {}).get(table, {}).get(code, code)
        return str(found[language()] if isinstance(found, Mapping) else found)

    return name


def pool_name(region: Region, code: str, lang: str = "") -> str:
    """What a pool is called: as the region says, else as usual, else its code.

    In the language in use where no other is named.
    """
    lang = lang or language()
    [usual] = catalogue(lang).get(f"present.pool.{code}", (code,))
    return region.pool_label(code, f"label_{lang}") or usual


def named(region: Region, problem: Problem) -> Problem:
    """A problem with names where it has the codes of the files."""
    names = names_in(region)

    def called(key: str, value: Any) -> Any:
        if key == "pool":
            return isolated(pool_name(region, value))
        for table in _TABLES.get(key, _PLACES):
            if isinstance(value, str) and value in getattr(region, table):
                return isolated(names(table, value))
        return value

    return replace(problem, values={key: called(key, it) for key, it in problem.values.items()})
