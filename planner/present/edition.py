"""What an audience may see of a plan: the internal edition with the confidential part taken out.

A confidential programme appears by location only in the `internal` edition, by municipality in
`partners`, and as one total of the region in `public`. So that it cannot be computed back, it is
taken out of the region and the plan before anything is written: every total, occupancy, load and
reason is worked out from what is left. Three things that were worked out with it are treated on
their own: the accounts of a quota group it belongs to (kept for `partners`, who may know totals by
municipality; left out for `public`), the values of the aims it counts in, and the assumptions that
name it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from planner.domain import Aim, Audience, Instance, Region, Tier
from planner.outcome import Outcome, Withheld
from planner.region.load import Assumption
from planner.verify import Verification


def edition(outcome: Outcome, audience: Audience) -> Outcome:
    """The outcome as `audience` may see it; `outcome` itself is the internal edition."""
    region = outcome.region
    hidden = {code for code, programme in region.programmes.items() if programme.confidential}
    if audience is Audience.INTERNAL or not hidden:
        return replace(outcome, audience=audience)
    lines = tuple(line for line in outcome.plan.lines if line.programme not in hidden)
    shown = _region(region, hidden, {line.site for line in lines})
    closed = _closed_groups(region, hidden) if audience is Audience.PUBLIC else set()
    tiers = tuple(_tier(tier, public=bool(closed)) for tier in outcome.plan.tiers)
    return replace(
        outcome,
        audience=audience,
        withheld=_withheld(outcome, hidden, audience),
        instance=_instance(outcome.instance, shown, hidden),
        plan=replace(outcome.plan, lines=lines, tiers=tiers),
        accounts=tuple(row for row in outcome.accounts if row.group not in closed),
        verification=_verification(outcome.verification, tiers),
        loaded=replace(
            outcome.loaded,
            region=shown,
            moves=tuple(
                move
                for move in outcome.loaded.moves
                if move.subject not in (closed if move.what == "quota" else hidden)
            ),
            assumptions=tuple(
                row for row in outcome.loaded.assumptions if not _names(row, region, shown, hidden)
            ),
        ),
    )


def _closed_groups(region: Region, hidden: Collection[str]) -> set[str]:
    groups = {region.programmes[code].quota_group for code in hidden}
    return {group for group in groups if group}


def _withheld(
    outcome: Outcome, hidden: Collection[str], audience: Audience
) -> tuple[Withheld, ...]:
    totals: Counter[tuple[str, str]] = Counter()
    for line in outcome.plan.lines:
        if line.programme in hidden:
            place = line.municipality if audience is Audience.PARTNERS else ""
            totals[line.programme, place] += line.dwellings
    programmes = outcome.region.programmes
    return tuple(
        Withheld(programmes[programme], place, dwellings)
        for (programme, place), dwellings in sorted(totals.items())
    )


def _region(region: Region, hidden: set[str], used: Collection[str]) -> Region:
    """The region without the hidden programmes.

    A site that is fit for one of them and that nothing shown stands on goes too: a candidate known
    to be free would say where the hidden dwellings are not, one left out where they are.
    """

    def kept(rows: Mapping[Any, Any]) -> dict[Any, Any]:
        return {key: row for key, row in rows.items() if row.programme not in hidden}

    sites = {
        code: replace(site, programmes=tuple(p for p in site.programmes if p not in hidden))
        for code, site in region.sites.items()
        if code in used or hidden.isdisjoint(site.programmes)
    }
    return replace(
        region,
        programmes={code: row for code, row in region.programmes.items() if code not in hidden},
        sites=sites,
        targets=kept(region.targets),
        budgets=kept(region.budgets),
        demand=kept(region.demand),
        separation=tuple(
            row
            for row in region.separation
            if row.programme_a not in hidden and row.programme_b not in hidden
        ),
        participation=tuple(row for row in region.participation if row.programme not in hidden),
        commitments=tuple(row for row in region.commitments if row.programme not in hidden),
    )


def _instance(instance: Instance, shown: Region, hidden: Collection[str]) -> Instance:
    return replace(
        instance,
        region=shown,
        access={key: found for key, found in instance.access.items() if key[0] not in hidden},
        conflicts=tuple(
            pair for pair in instance.conflicts if not any(one.programme in hidden for one in pair)
        ),
        origin_minutes={
            key: minutes for key, minutes in instance.origin_minutes.items() if key[0] not in hidden
        },
    )


def _tier(tier: Tier, *, public: bool) -> Tier:
    """A tier without the values that hidden dwellings count in: how good it is stays.

    Unmet need is a total of the region. How the municipalities stand to each other may be known to
    who knows them by municipality.
    """
    total = (tier.aim, tier.part) == (Aim.UNMET_NEED, "unmet")
    municipal = tier.aim == Aim.QUOTA_FAIRNESS and not public
    if total or municipal:
        return tier
    return replace(tier, value=None, bound=None, in_plan=None)


def _verification(verification: Verification, tiers: Collection[Tier]) -> Verification:
    open_ = {f"{tier.aim}.{tier.part}" for tier in tiers if tier.value is not None}
    aims = {key: value for key, value in verification.aims.items() if key in open_}
    return replace(verification, aims=aims)


def _names(row: Assumption, region: Region, shown: Region, hidden: Collection[str]) -> bool:
    parts = set(row.key.split(", "))
    gone = region.sites.keys() - shown.sites.keys()
    return not parts.isdisjoint(hidden) or (row.table == "sites" and not parts.isdisjoint(gone))
