"""The plan in plain sentences: what was asked, what is planned, who falls short, how good it is."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.format import amount, dwellings, listed, measure, whole
from planner.output.need import counted, lacking, missing
from planner.output.wording import group_name, label, worded
from planner.region.domain import Objective, Tier
from planner.region.figures import needs
from planner.text import text


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences, and the few numbers that stand out: each with what it counts."""

    sentences: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]


def chapter(outcome: Outcome) -> Summary:
    """The summary of a plan."""
    region = outcome.region
    asked = sum(row["minimum"] for row in needs(outcome.region, outcome.plan.lines).values())
    planned = sum(row["planned"] for row in needs(outcome.region, outcome.plan.lines).values())
    years = text("present.span", first=region.years[0], last=region.years[-1])
    sentences = [
        text(
            "report.summary.asked",
            region=label(region.identity),
            years=years,
            dwellings=dwellings(asked),
            programmes=text("report.programmes", count=len(region.programmes)),
        ),
        text("report.summary.planned", planned=dwellings(planned), asked=whole(asked)),
        *counted(outcome.region, outcome.plan.lines),
        *_unmet(outcome),
        *lacking(outcome),
        *_withheld(outcome),
        *_short(outcome),
        *_proven(outcome),
        _checked(outcome),
        text("report.summary.assumptions", count=len(outcome.loaded.assumptions)),
    ]
    figures = [
        (whole(planned), text("report.summary.figure.planned", asked=whole(asked))),
        (whole(missing(region, outcome.plan.lines)), text("report.summary.figure.unmet")),
    ]
    if outcome.accounts:
        short = len({row.municipality for row in outcome.accounts if row.shortfall})
        key = "report.summary.figure.one_short" if short == 1 else "report.summary.figure.short"
        figures.append((whole(short), text(key)))
    return Summary(tuple(sentences), tuple(figures))


def _unmet(outcome: Outcome) -> list[str]:
    missing = {
        code: row["unmet"]
        for code, row in needs(outcome.region, outcome.plan.lines).items()
        if row["unmet"]
    }
    if not missing:
        return [text("report.summary.met")]
    programmes = outcome.region.programmes
    return [
        text(
            "report.summary.unmet",
            parts=listed(
                f"{label(programmes[code])} {whole(count)}" for code, count in missing.items()
            ),
            dwellings=dwellings(sum(missing.values())),
        )
    ]


def _withheld(outcome: Outcome) -> list[str]:
    if not outcome.withheld:
        return []
    count = sum(row.dwellings for row in outcome.withheld)
    sentences = [text("report.summary.withheld", dwellings=dwellings(count))]
    return [*sentences, text("edition.inferable")] if outcome.inferable else sentences


def _short(outcome: Outcome) -> list[str]:
    names = outcome.region.municipalities
    groups = len({account.group for account in outcome.accounts}) > 1
    short = [account for account in outcome.accounts if account.shortfall]
    hidden = len({key[0] for key in outcome.shares}) - len({row.group for row in outcome.accounts})
    sentences = [text("report.summary.accounts_withheld")] if hidden else []
    if not outcome.accounts:
        return sentences
    if not short:
        return [text("report.summary.all_quotas"), *sentences]
    described = listed(
        text(
            "report.summary.one_short",
            municipality=names[account.municipality].name
            + (f" ({group_name(account.group)})" if groups else ""),
            delivered=whole(account.delivered),
            quota=whole(account.quota),
        )
        for account in short
    )
    return [
        text(
            "report.summary.short",
            count=len({row.municipality for row in short}),
            described=described,
        ),
        *sentences,
    ]


def _proven(outcome: Outcome) -> list[str]:
    """What exactly is proven of the plan, and where it gave back part of what was reached."""
    if outcome.plan.status == "optimal":
        return [text("report.summary.proven", gap=_gap(outcome)), *_given_back(outcome)]
    open_ = dict.fromkeys(tier.aim for tier in outcome.plan.tiers if not _closed(tier))
    aims = [worded("aim", aim) for aim in open_ if aim in set(Objective)]
    if not aims:
        return [text("report.summary.open_ties"), *_given_back(outcome)]
    return [text("report.summary.open", aims=listed(aims).lower()), *_given_back(outcome)]


def _given_back(outcome: Outcome) -> list[str]:
    """The objectives whose value in the plan is worse than what was reached for them."""
    gap = float(outcome.plan.solver.get("gap", "0"))
    parts = []
    for tier in outcome.plan.tiers:
        if tier.value is None or tier.in_plan is None or tier.aim not in set(Objective):
            continue
        # Within the gap nobody can tell what was given back from what is not proven.
        if tier.in_plan - tier.value > gap * max(abs(tier.value), 1e-9) + 1e-6:
            parts.append(
                text(
                    "report.summary.gave",
                    aim=worded("aim", tier.aim).lower(),
                    part=worded("part", tier.part).lower(),
                    in_plan=measure(tier.in_plan, tier.unit),
                    value=measure(tier.value, tier.unit),
                    unit=worded("unit", tier.unit),
                )
            )
    return [text("report.summary.given_back", parts=listed(parts))] if parts else []


def _gap(outcome: Outcome) -> str:
    asked = outcome.plan.solver.get("gap", "0")
    return text("report.percent", number=amount(float(asked) * 100, 4))


def _closed(tier: Tier) -> bool:
    return tier.status == "optimal"


def _checked(outcome: Outcome) -> str:
    found = outcome.verification
    if found.holds:
        return text("report.summary.checked", count=len(found.rules))
    return text("report.summary.broken", count=len(found.violations))
