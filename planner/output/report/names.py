"""Names from files, made safe to stand inside a sentence of another direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.outcome import Outcome

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
        labels = {name: isolated(getattr(thing, name)) for name in ("label_nl", "label_en")}
        return replace(thing, **labels)

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
