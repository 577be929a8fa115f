"""Where programmes could stand but find no support, in words."""

from __future__ import annotations

from planner.region.domain import Instance, Placement
from planner.text import text

_NAMED = 5  # places by code in one note


def unreached(instance: Instance) -> list[str]:
    """Per programme, the neighbourhoods or sites without what it needs within its limits."""
    notes = []
    for code, programme in instance.region.programmes.items():
        found = instance.out_of_reach(code)
        if found:
            kind = "sites" if programme.placement is Placement.SITE else "neighbourhoods"
            names = [location.site or location.neighbourhood for location in found[:_NAMED]]
            more = ["…"] if len(found) > _NAMED else []
            values = {"programme": code, "count": len(found), "places": [*names, *more]}
            of = len(instance.region.locations(code))
            notes.append(text(f"network.note.unreached_{kind}", **values, of=of))
    return notes
