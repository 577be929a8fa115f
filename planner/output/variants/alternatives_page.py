"""`alternatives.html`: plans as good as the best, and what all, some or none of them use."""

from __future__ import annotations

from collections import Counter

from planner.analysis.variants import Alternatives, frequency
from planner.outcome import Outcome
from planner.output.format import percent
from planner.output.names import with_safe_names
from planner.output.page.blocks import Details, Grid, Heading, Points, Text
from planner.output.page.frame import framed
from planner.output.report import assumptions
from planner.output.variants.drawing import drawing
from planner.output.variants.words import home_name, main, named, place_name, proven, valued
from planner.output.wording import label
from planner.region.domain import Region
from planner.text import text


def page(found: Alternatives[Outcome]) -> str:
    """The page in the language in use, for whom the plans are; the same plans are the same page."""
    plan = with_safe_names(found.best)
    region = plan.region
    never = tuple(
        Details(
            programme,
            (Points(names),),
            text("alternatives.unused_count", count=len(names)),
        )
        for programme, names in unused(found, region)
    )
    heading = Heading(text("alternatives.unused")), Text((text("alternatives.unused_intro"),))
    chapters = {
        "plans": (
            Text(sentences(found)),
            plans(found),
            Text((text("alternatives.how"),), note=True),
            Text((text("alternatives.files"),)),
        ),
        "map": (
            Text((text("alternatives.map_intro"),)),
            drawing(found, plan),
            counts(found, region),
        ),
        "places": (*places(found, region), *(heading if never else ()), *never),
        "assumptions": assumptions.chapter(plan),
    }
    title = text("alternatives.title", region=label(region.identity))
    lead = text("alternatives.lead", within=percent(found.within))
    return framed("alternatives", title, lead, plan.audience, list(chapters.items()))


def sentences(found: Alternatives[Outcome]) -> tuple[str, ...]:
    """How many plans there are, how far they differ, and what is not known."""
    said = []
    if found.others:
        least = min(found.shared(plan) for plan in found.others)
        said.append(
            text(
                "alternatives.found",
                count=len(found.others),
                within=percent(found.within),
                moved=percent(1 - least),
            )
        )
    elif found.complete:
        said.append(text("alternatives.none"))
    if not found.complete:
        said.append(text("alternatives.incomplete"))
    if found.best.plan.status != "optimal":
        said.append(text("alternatives.gap_open"))
    return tuple(said)


def plans(found: Alternatives[Outcome]) -> Grid:
    """Every plan: the share of dwellings where the best plan has them, and its objectives."""
    measures = main(found.best)
    rows = tuple(
        (
            plan_name(number),
            proven(plan),
            percent(found.shared(plan)),
            *(valued(plan, measure) for measure in measures),
        )
        for number, plan in enumerate(found.plans)
    )
    heads = [text(f"alternatives.{name}") for name in ("plan", "proven", "shared")]
    return Grid(text("alternatives.values"), (*heads, *map(named, measures)), rows, words=2)


def plan_name(number: int) -> str:
    """What a plan is called: the best, or its number."""
    return text("alternatives.numbered", number=number) if number else text("alternatives.best")


def counts(found: Alternatives[Outcome], region: Region) -> Grid:
    """How many of a programme's places are in all, some and none of the plans."""
    by_programme: dict[str, Counter[str]] = {code: Counter() for code in region.programmes}
    for place, numbers in found.use().items():
        by_programme[place.programme][frequency(numbers)] += 1
    rows = tuple(
        (
            label(region.programmes[code]),
            *(str(row[name]) for name in ("always", "sometimes", "never")),
        )
        for code, row in by_programme.items()
    )
    heads = [text(f"alternatives.{name}") for name in ("always", "sometimes", "never")]
    return Grid(text("alternatives.counts"), (text("alternatives.programme"), *heads), rows)


def places(found: Alternatives[Outcome], region: Region) -> tuple[Grid, ...]:
    """A table for each programme of the places that a plan uses; those in most plans first."""
    total = len(found.plans)
    by_programme: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for place, numbers in found.use().items():
        used = sum(1 for number in numbers if number)
        if used:
            row = (
                place_name(region, place.location),
                home_name(region, place.location),
                text(f"alternatives.{frequency(numbers)}"),
                text("alternatives.in_plans", number=used, total=total),
                str(min(numbers)),
                str(max(numbers)),
            )
            by_programme.setdefault(place.programme, []).append((-used, row))
    columns = ("place", "municipality", "use", "in", "least", "most")
    heads = tuple(text(f"alternatives.{column}") for column in columns)
    return tuple(
        Grid(
            text("alternatives.of_programme", programme=label(region.programmes[code])),
            heads,
            tuple(row for _, row in sorted(rows)),
            words=4,
        )
        for code, rows in by_programme.items()
    )


def unused(found: Alternatives[Outcome], region: Region) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The places of each programme that it could stand at, and that no plan uses."""
    by_programme: dict[str, list[str]] = {}
    for place, numbers in found.use().items():
        if not any(numbers):
            name = text(
                "report.place",
                place=place_name(region, place.location),
                municipality=home_name(region, place.location),
            )
            by_programme.setdefault(place.programme, []).append(name)
    return tuple(
        (label(region.programmes[code]), tuple(sorted(names)))
        for code, names in by_programme.items()
    )
