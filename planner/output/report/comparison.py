"""The plan beside two plain ones: first come, first served, and pro rata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from planner.optimise.baselines import greedy, pro_rata
from planner.outcome import Outcome
from planner.output.format import amount, euros, listed, percent, whole
from planner.output.page.blocks import Grid
from planner.quota.quotas import group_target
from planner.region.domain import Audience, Line
from planner.region.figures import needs, totals
from planner.text import text
from planner.verification.rules import verify


@dataclass(frozen=True, slots=True)
class Measures:
    """A plan in numbers: dwellings, need unmet (dwellings), the worst relative shortfall.

    `worst` is `None` where no quota may be compared. `closeness` are dwelling-minutes, `highest`
    added load per 1,000 dwellings, `cost` EUR, `broken` how often each rule is broken.
    """

    dwellings: int
    unmet: int
    worst: Fraction | None
    closeness: float
    highest: float
    cost: float
    broken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table of measures by plan, and sentences."""

    table: Grid
    sentences: tuple[str, ...]


def chapter(outcome: Outcome) -> Comparison:
    """This plan, first come first served, and pro rata, made from the same region."""
    plans = {
        "ours": measures(outcome, outcome.plan.lines),
        "greedy": measures(outcome, greedy(outcome.instance)),
        "pro_rata": measures(outcome, pro_rata(outcome.instance)),
    }
    found = list(plans.values())
    rows = [
        ("dwellings", [whole(plan.dwellings) for plan in found]),
        ("unmet", [whole(plan.unmet) for plan in found]),
        ("worst", [_share(plan.worst) for plan in found]),
        ("closeness", [_minutes(plan.closeness) for plan in found]),
        ("highest", [amount(plan.highest) for plan in found]),
        ("cost", [euros(plan.cost) for plan in found]),
        ("broken", [whole(sum(plan.broken.values())) for plan in found]),
    ]
    heads = (text("report.column.measure"), *(text(f"report.comparison.{name}") for name in plans))
    table = Grid(
        text("report.comparison.caption"),
        heads,
        tuple((text(f"report.comparison.measure.{name}"), *cells) for name, cells in rows),
    )
    sentences = []
    if outcome.audience is not Audience.INTERNAL:
        sentences.append(text("report.comparison.visible"))
    if broken := plans["pro_rata"].broken:
        parts = listed(
            f"{text(f'cli.rule.{rule}')} ({whole(count)})" for rule, count in broken.items()
        )
        sentences.append(text("report.comparison.broken", count=sum(broken.values()), parts=parts))
    else:
        sentences.append(text("report.comparison.keeps"))
    return Comparison(table, tuple(sentences))


def measures(outcome: Outcome, lines: tuple[Line, ...]) -> Measures:
    """A plan's measures, recomputed from its lines and the region shown."""
    region = outcome.region
    found = verify(region, lines)
    return Measures(
        dwellings=totals(lines).total(),
        unmet=sum(row["unmet"] for row in needs(region, lines).values()),
        worst=_worst(outcome, lines),
        closeness=found.aims["closeness.minutes"],
        highest=found.aims["spread.highest"],
        cost=found.aims["cost.cost"],
        broken=Counter(violation.rule for violation in found.violations),
    )


def _worst(outcome: Outcome, lines: Iterable[Line]) -> Fraction | None:
    """The worst relative shortfall over the groups whose quota is about shown programmes only."""
    region = outcome.region
    delivered: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if group := region.programmes[line.programme].quota_group:
            delivered[group, line.municipality] += line.dwellings
    closed = {row.programme.quota_group for row in outcome.withheld}
    ratios = []
    for group in dict.fromkeys(name for name, _ in outcome.shares):
        quotas = {key: share for key, share in outcome.shares.items() if key[0] == group}
        shared = sum(share.rounded for share in quotas.values())
        if group in closed or shared != group_target(region, group):
            continue
        ratios += [
            Fraction(max(0, share.quota - delivered[key]), share.quota)
            for key, share in quotas.items()
            if share.quota
        ]
    return max(ratios, default=None)


def _share(worst: Fraction | None) -> str:
    return "–" if worst is None else percent(worst)


def _minutes(closeness: float) -> str:
    """Dwelling-minutes; a plan that keeps no rules may have dwellings that no way leads to."""
    return whole(round(closeness)) if isfinite(closeness) else text("report.unreachable")
