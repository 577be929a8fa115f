"""An explanation as one JSON document: the values, and the sentences made of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from planner.output.explanation import words
from planner.region.domain import Audience
from planner.text import language

if TYPE_CHECKING:
    from planner.analysis.explain.changes import Change
    from planner.analysis.explain.explain import Explanation
    from planner.analysis.explain.gains import Gain
    from planner.analysis.explain.remedies import Finding
    from planner.analysis.explain.why_not import WhyNot


def document(explanation: Explanation, audience: Audience) -> dict[str, Any]:
    """The explanation for an audience, as JSON knows values; dwellings are whole numbers."""
    region = explanation.region
    return {
        "region": region.identity.name,
        "audience": str(audience),
        "language": language(),
        "possible": not explanation.refused,
        "sentences": words.lead(explanation),
        "arithmetic": {
            "sentences": words.arithmetic(explanation),
            "municipalities": [
                {
                    "group": one.group,
                    "municipality": one.municipality,
                    "quota": one.quota,
                    "vacated_a_year": _plain(one.vacated),
                    "allowed": one.allowed,
                    "usable": one.shared,
                    "most_on_stock": one.on_stock,
                    "most_on_sites": one.on_sites,
                    "certainly_lacking": one.lacking,
                    "years": [
                        {"year": year, "quota": quota, "most_on_stock": most}
                        for year, quota, most in one.years
                    ],
                }
                for one in explanation.supplies
            ],
            "programmes": [
                {
                    "programme": one.programme,
                    "up_to": one.year,
                    "asked": one.need,
                    "at_most": dict(one.limits),
                    "certainly_lacking": one.lacking,
                }
                for one in explanation.rooms
            ],
        },
        "complaints": [_finding(explanation, one) for one in explanation.findings],
        "plan": _plan(explanation),
        "why_not": [_why_not(explanation, one) for one in explanation.why_not],
    }


def _finding(explanation: Explanation, one: Finding) -> dict[str, Any]:
    complaint = one.complaint
    return {
        "kind": str(complaint.kind),
        "programme": complaint.programme or None,
        "group": complaint.group or None,
        "municipality": complaint.municipality or None,
        "missing": complaint.missing,
        "sentence": words.complaint(explanation.region, complaint),
        "complete": one.complete,
        "avoidable": one.avoidable,
        "remedies": [
            {
                "sentence": words.remedy(explanation.region, remedy),
                "smallest": remedy.smallest,
                "changes": [_change(explanation, change) for change in remedy.changes],
            }
            for remedy in one.remedies
        ],
    }


def _change(explanation: Explanation, one: Change) -> dict[str, Any]:
    return {
        "rule": one.family,
        "table": one.field.table,
        "key": list(one.field.key),
        "column": one.field.column,
        "before": _plain(one.before),
        "after": _plain(one.after),
        "sentence": words.change(explanation.region, one),
    }


def _plan(explanation: Explanation) -> dict[str, Any] | None:
    if explanation.outcome is None or not explanation.given:
        return None
    return {
        "municipalities": [
            {"name": name, "short": short, "sentences": list(said)}
            for name, short, said in words.places(explanation)
        ],
        "limits": list(words.limits(explanation)),
        "one_more": [_gain(explanation, one) for one in explanation.gains],
    }


def _gain(explanation: Explanation, one: Gain) -> dict[str, Any]:
    return {
        "change": _change(explanation, one.change),
        "aim": one.aim or None,
        "part": one.part or None,
        "unit": one.unit or None,
        "before": one.before if one.aim else None,
        "after": one.after if one.aim else None,
        "tried": list(one.tried),
        "sentence": words.gain(explanation.region, one),
    }


def _why_not(explanation: Explanation, one: WhyNot) -> dict[str, Any]:
    return {
        "place": one.wish.words,
        "in_plan": one.there,
        "programmes": list(one.programmes),
        "sentences": words.why_not(explanation.region, one),
        "forbidden_by": [
            {
                "rule": reason.words,
                "programme": reason.subject.programme,
                "values": _values({**reason.subject.named, **reason.values}),
            }
            for reason in one.reasons
        ],
        "aims": None
        if one.aims is None
        else [
            {"aim": tier.aim, "part": tier.part, "unit": tier.unit, "before": old, "after": new}
            for tier, old, new in one.aims
        ],
        "would_allow": _finding(explanation, one.finding) if one.finding else None,
    }


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return list(value) if isinstance(value, tuple) else value
