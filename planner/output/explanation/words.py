"""An explanation in sentences, in the terms of those who plan: never a row or a variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from planner.output.format import amount, dwellings, euros, listed, measure, percent, whole
from planner.output.limits import TABLES, quantity
from planner.output.limits import named as named_subject
from planner.output.names import isolated, named, pool_name
from planner.output.wording import group_name, label, worded
from planner.text import text

if TYPE_CHECKING:
    from planner.analysis.explain.arithmetic import Room, Supply
    from planner.analysis.explain.changes import Change
    from planner.analysis.explain.complaints import Complaint
    from planner.analysis.explain.explain import Explanation
    from planner.analysis.explain.gains import Gain
    from planner.analysis.explain.remedies import Finding, Remedy
    from planner.analysis.explain.why_not import Reason, WhyNot
    from planner.region.domain import Region

type Row = tuple[str, ...]


def lead(explanation: Explanation) -> list[str]:
    """What the explanation comes to, in one or a few sentences."""
    region = explanation.region
    if explanation.refused:
        return [
            text("explain.lead.no_plan"),
            *(named(region, one).message for one in explanation.refused),
        ]
    if not explanation.findings:
        return [text("explain.lead.nothing")]
    return [complaint(region, one.complaint) for one in explanation.findings]


def complaint(region: Region, one: Complaint) -> str:
    """What is complained of, as a sentence."""
    return text(
        f"explain.complaint.{one.kind}",
        programme=_programme(region, one.programme),
        municipality=_name(region, "municipalities", one.municipality),
        dwellings=dwellings(one.missing),
    )


def heading(region: Region, one: Complaint) -> str:
    """The question that the remedies of a complaint answer."""
    return text(
        f"explain.heading.{one.kind}",
        programme=_programme(region, one.programme),
        municipality=_name(region, "municipalities", one.municipality),
    )


def remedies(region: Region, finding: Finding) -> list[str]:
    """Each remedy as a sentence."""
    return [remedy(region, one) for one in finding.remedies]


def remedy(region: Region, one: Remedy) -> str:
    """A remedy as one sentence."""
    words = listed(change(region, part) for part in one.changes)
    said = f"{words[0].upper()}{words[1:]}."
    return said if one.smallest else text("explain.perhaps_fewer", remedy=said)


def after_remedies(finding: Finding) -> str:
    """What holds for the remedies of a complaint as a whole."""
    if finding.avoidable:
        return text("explain.remedies.avoidable")
    several = "one" if len(finding.remedies) == 1 else "some"
    some = several if finding.remedies else "none"
    return text(f"explain.remedies.{some}_{'complete' if finding.complete else 'open'}")


def change(region: Region, one: Change) -> str:
    """A change as an instruction, without a capital or a full stop."""
    values: dict[str, Any] = _row_named(region, one)
    show: Callable[[object], Any] = _euros if one.family == "budget" else _value
    if one.field.column.startswith("supply.") or one.family == "share":
        show = _percent
    elif one.field.column == "from_year":
        show = str
    values |= {name: "–" if value is None else show(value)
               for name, value in (("before", one.before), ("after", one.after))}  # fmt: skip
    if isinstance(one.before, int | Decimal) and isinstance(one.after, int | Decimal):
        values["count"] = abs(one.after - one.before)
    ending = one.field.column.replace(".", "_")
    if one.field.table in ("support_points", "sites"):
        ending = f"{one.field.table}_{ending}"
    dropped = one.after is None or (one.family == "commitment" and not one.after)
    return text(f"explain.change.{one.family}.{'dropped' if dropped else ending}", **values)


def _row_named(region: Region, one: Change) -> dict[str, str]:
    """The names in the key of the row that a change is in."""
    from planner.region.fields import key_of

    if one.field.table == "region":
        return {}
    parts = dict(zip(key_of(one.field.table), map(str, one.field.key), strict=False))
    named = {
        part: _programme(region, code)
        if part.startswith("programme")
        else isolated(pool_name(region, code))
        if part == "pool"
        else _name(region, TABLES[part], code)
        if part in TABLES
        else code
        for part, code in parts.items()
    }
    at = ""
    for table, part in (("sites", "site"), ("neighbourhoods", "neighbourhood")):
        at = at or (_at(region, table, parts[part]) if parts.get(part) else "")
    return {**named, "name": next(iter(named.values())), "at": at}


def _at(region: Region, table: str, code: str) -> str:
    """A place as it stands in a sentence: at a site, in a neighbourhood."""
    kind = "site" if table == "sites" else "neighbourhood"
    return text(f"explain.at.{kind}", name=_name(region, table, code))


def supply(region: Region, one: Supply, groups: int) -> str:
    """That a municipality cannot deliver its quota, with both numbers."""
    name = _name(region, "municipalities", one.municipality)
    return text(
        "explain.supply.lacking" if one.shared == one.allowed else "explain.supply.unreached",
        municipality=f"{name} ({group_name(one.group)})" if groups > 1 else name,
        quota=dwellings(one.quota),
        vacated=amount(one.vacated, 1),
        share=percent(region.settings.max_share_of_vacancies),
        allowed=dwellings(one.allowed),
        shared=dwellings(one.shared),
        on_sites=whole(one.on_sites),
        most=whole(one.most or 0),
        lacking=dwellings(one.lacking),
    )


def supply_rows(explanation: Explanation) -> tuple[list[str], list[Row]]:
    """Quota against supply: the heads of the columns, and a row for each municipality."""
    region = explanation.region
    heads = ("municipality", "quota", "vacated", "on_stock", "on_sites", "lacking")
    rows: list[Row] = [
        (
            _name(region, "municipalities", one.municipality),
            whole(one.quota),
            amount(one.vacated, 1),
            _number(one.on_stock),
            whole(one.on_sites),
            whole(one.lacking),
        )
        for one in explanation.supplies
    ]
    return [text(f"explain.column.{head}") for head in heads], rows


def year_rows(explanation: Explanation) -> tuple[list[str], list[Row]]:
    """The quota of each year against what the stock gives in a year, by municipality."""
    region = explanation.region
    rows: list[Row] = [
        (
            _name(region, "municipalities", one.municipality),
            *(f"{whole(quota)} / {_number(most)}" for _, quota, most in one.years),
        )
        for one in explanation.supplies
    ]
    return [text("explain.column.municipality"), *map(str, region.years)], rows


def room(region: Region, one: Room) -> str:
    """That a programme cannot have what is asked by a year, with both numbers and the rule."""
    assert one.tightest is not None
    name, limit = one.tightest
    return text(
        f"explain.room.{name}",
        programme=_programme(region, one.programme),
        year=one.year,
        need=dwellings(one.need),
        limit=dwellings(limit),
        lacking=dwellings(one.lacking),
    )


def room_rows(explanation: Explanation) -> tuple[list[str], list[Row]]:
    """Need against what each rule leaves, for each programme over all years."""
    region = explanation.region
    names = ("support", "sites", "vacancies", "budget")
    last = {one.programme: one for one in explanation.rooms}
    rows: list[Row] = [
        (
            _programme(region, one.programme),
            whole(one.need),
            *(_number(one.limits[name]) for name in names),
            whole(one.lacking),
        )
        for one in last.values()
    ]
    heads = ("programme", "need", *names, "lacking")
    return [text(f"explain.column.{head}") for head in heads], rows


def arithmetic(explanation: Explanation) -> list[str]:
    """What sums alone show impossible."""
    region = explanation.region
    groups = len({one.group for one in explanation.supplies})
    said = [supply(region, one, groups) for one in explanation.supplies if one.lacking]
    worst: dict[str, Room] = {}
    for one in explanation.rooms:
        if one.lacking > (worst[one.programme].lacking if one.programme in worst else 0):
            worst[one.programme] = one
    return said + [room(region, one) for one in worst.values()]


def gain(region: Region, one: Gain) -> str:
    """What one unit more brings, as a sentence."""
    words = change(region, one.change)
    said = f"{words[0].upper()}{words[1:]}"
    if not one.aim:
        aims = listed(worded("aim", aim).lower() for aim in one.tried)
        return text("explain.gain.nothing", change=said, aims=aims)
    return text(
        "explain.gain.better",
        change=said,
        effect=_effect(one),
    )


def _effect(one: Gain) -> str:
    stem, _, rank = one.part.rpartition("_")
    key = stem if rank.isdecimal() else one.part
    which = _lowered(worded("part", one.part))
    before, after = measure(one.before, one.unit), measure(one.after, one.unit)
    return text(f"explain.effect.{key}", which=which, before=before, after=after)


def why_not(region: Region, one: WhyNot) -> list[str]:
    """The answer for a place in sentences, the objectives apart."""
    at = _raised(there(region, one))
    if one.there:
        return [text("explain.why_not.there", at=at, dwellings=dwellings(one.there))]
    if not one.programmes:
        return [text("explain.why_not.nothing", at=at)]
    said = [reason(region, part) for part in one.reasons]
    if one.aims is None:
        return [text("explain.why_not.forbidden", at=at), *said]
    worse = [tier for tier, before, after in one.aims if after > before + _noise(before)]
    if not worse:
        return [text("explain.why_not.free", at=at), *said]
    first = worse[0]
    values = {"aim": worded("aim", first.aim).lower(), "part": _lowered(worded("part", first.part))}
    return [text("explain.why_not.costs", at=at, **values), *said]


def where(region: Region, one: WhyNot) -> str:
    """The name of a place asked about."""
    part = one.wish.slice
    name = (
        _name(region, "sites", part.site)
        if part.site
        else _name(region, "neighbourhoods", part.neighbourhood)
    )
    return f"{name} ({_programme(region, part.programme)})" if part.programme else name


def there(region: Region, one: WhyNot) -> str:
    """The place asked about as it stands in a sentence."""
    part = one.wish.slice
    place = ("sites", part.site) if part.site else ("neighbourhoods", part.neighbourhood)
    name = _at(region, place[0], place[1] or "")
    return f"{name} ({_programme(region, part.programme)})" if part.programme else name


def aim_rows(one: WhyNot) -> tuple[list[str], list[Row]]:
    """Every objective without and with a dwelling at the place."""
    rows: list[Row] = [
        (
            worded("aim", tier.aim),
            worded("part", tier.part),
            worded("unit", tier.unit),
            measure(before, tier.unit),
            measure(after, tier.unit),
        )
        for tier, before, after in one.aims or ()
    ]
    heads = ("aim", "part", "unit", "before", "with_it")
    return [text(f"explain.column.{head}") for head in heads], rows


def reason(region: Region, one: Reason) -> str:
    """A rule that forbids a programme at a place, with its numbers."""
    rule = one.words.partition(".")[0]
    values: dict[str, Any] = named_subject(region, one.subject)
    for key, value in one.values.items():
        if key in values:  # the subject gives the name of what this is the code of
            continue
        match key:
            case "other":
                values[key] = _programme(region, value)
            case "there":
                table, code = ("sites", value[1]) if value[1] else ("neighbourhoods", value[0])
                values[key] = _name(region, table, code)
            case "service" | "services" | "from_year":
                values[key] = listed(value) if isinstance(value, tuple) else str(value)
            case _:
                values[key] = "–" if value is None else quantity(rule, value)
    return text(f"forbidden.{one.words}", **values)


def _noise(value: float) -> float:
    return 1e-6 * max(1.0, abs(value))


def _lowered(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _raised(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _number(value: int | None) -> str:
    return "–" if value is None else whole(value)


def _value(value: object) -> Any:
    return amount(value) if isinstance(value, Decimal) else value


def _euros(value: object) -> str:
    assert isinstance(value, Decimal)
    return euros(value, 0 if value == int(value) else 2)


def _percent(value: object) -> str:
    assert isinstance(value, Decimal)
    return percent(value)


def _name(region: Region, table: str, code: str) -> str:
    rows = getattr(region, table)
    return isolated(rows[code].name) if code else ""


def _programme(region: Region, code: str) -> str:
    return isolated(label(region.programmes[code])) if code else ""


def places(explanation: Explanation) -> Iterable[tuple[str, bool, tuple[str, ...]]]:
    """For each municipality its name, whether it falls short, and the reasons for its number."""
    from planner.output.names import with_safe_names
    from planner.output.report.reasons import chapter

    if explanation.outcome is None:
        return []
    found = chapter(with_safe_names(explanation.outcome)).places
    return [(place.name, place.short, (*place.delivers, *place.said)) for place in found]


def limits(explanation: Explanation) -> tuple[str, ...]:
    """The limits of the region that the plan has used up."""
    from planner.output.names import with_safe_names
    from planner.output.report.reasons import chapter

    if explanation.outcome is None:
        return ()
    return chapter(with_safe_names(explanation.outcome)).region
