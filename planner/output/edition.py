"""What an audience may see of a plan: the internal edition with the confidential part taken out.

A confidential programme appears by location only in the `internal` edition; the others know its
dwellings by year in the whole region. Where it was planned apart (`planner.optimise.apart`), they
show the plan of the open programmes, which knows nothing of it. Where everything was planned
together, it is taken out of the region and the plan before anything is written: every total,
occupancy, load and reason is worked out from what is left, and the edition warns that it can be
inferred from. What was worked out or written down with it is treated on its own:

- the accounts of a quota group it belongs to: less what is shown they are its numbers by
  municipality;
- the values of the objectives it counts in, and how many steps fairness took;
- free text that names it, or a site that goes with it;
- the digests of files that tell of it, or of people: who knows all the rest of such a file could
  try every place for the one line, and see by the digest which is right.

What stays is what the plan shown tells by itself: a dwelling may stand where it does because a
better place is taken. Counts of people are in no edition; see `planner.output.small_counts`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import ceil, isfinite
from typing import Any

from planner.errors import Problem
from planner.optimise.apart import hidden_programmes, with_reserves
from planner.outcome import Outcome, Stability, Withheld
from planner.output import pools
from planner.output.mentions import Mentions, withheld
from planner.output.small_counts import small
from planner.region.domain import Audience, Instance, Objective, Region, Request, Tier
from planner.region.fields import fields_of, tables
from planner.region.figures import totals
from planner.region.inputs import PEOPLE
from planner.region.load import Assumption, Loaded
from planner.region.overrides import is_assumption
from planner.verification.rules import Verification

# They count people, and their sources may name numbers of them.
_OF_PEOPLE = frozenset(PEOPLE)
# They may name a programme or a site that only confidential ones use.
_TELLING = frozenset(
    table
    for table in tables()
    if not {"programme", "programmes", "programme_a", "site", "part"}.isdisjoint(fields_of(table))
)
# What a gap is rounded up to: a finer one is a value in disguise.
_GAP = 1000


def edition(outcome: Outcome, audience: Audience) -> Outcome:
    """The outcome as `audience` may see it; `outcome` itself is the internal edition."""
    outcome = replace(outcome, audience=audience, loaded=_without_people(outcome.loaded, audience))
    outcome = without_few_waiting(outcome)
    region = outcome.region
    hidden = hidden_programmes(region)
    if audience is Audience.INTERNAL or not hidden:
        return outcome
    if outcome.open is not None:
        return _apart(outcome, without_few_waiting(outcome.open), hidden)
    lines = tuple(line for line in outcome.plan.lines if line.programme not in hidden)
    left = _region(region, hidden, {line.site for line in lines})
    mentions = _mentions(region, left, hidden)
    shown = _with_sources(left, mentions)
    closed = _closed_groups(region, hidden)
    tiers = _tiers(outcome.plan.tiers, closed=bool(closed))
    return replace(
        outcome,
        withheld=_withheld(outcome, hidden),
        stability=_stability(outcome.stability, hidden),
        instance=_instance(outcome.instance, shown, hidden),
        plan=replace(outcome.plan, lines=lines, tiers=tiers),
        accounts=tuple(row for row in outcome.accounts if row.group not in closed),
        verification=_verification(outcome.verification, tiers),
        loaded=_loaded(outcome.loaded, shown, mentions, hidden, closed, _changed(region, left)),
    )


def open_problems(region: Region, problems: list[Problem]) -> list[Problem]:
    """What partners and the public may hear of why there is no plan: nothing that is confidential.

    Where the confidential programmes are behind it, or a problem names what belongs to them, only
    that there is none.
    """
    hidden = hidden_programmes(region)
    mentions = _mentions(region, with_reserves(region), hidden)
    if any(one.key == "solve.apart" or mentions.within(str(one)) for one in problems):
        return [Problem("edition.refused")]
    return problems


def open_region(loaded: Loaded) -> Loaded:
    """The open part of a region, as the plan of the open programmes is made from it."""
    hidden = hidden_programmes(loaded.region)
    if not hidden:
        return loaded
    part = with_reserves(loaded.region)
    mentions = _mentions(loaded.region, part, hidden)
    return _loaded(loaded, _with_sources(part, mentions), mentions, hidden, (), _TELLING)


def for_owner(region: Region, corporation: str) -> Region:
    """The region without what its sources tell of confidential sites of other corporations."""
    hidden = hidden_programmes(region)
    sites = [
        site
        for site in region.sites.values()
        if site.corporation != corporation and not hidden.isdisjoint(site.programmes)
    ]
    mentions = Mentions.of(name for site in sites for name in (site.code, site.name))
    return _with_sources(region, mentions)


def _apart(outcome: Outcome, first: Outcome, hidden: Collection[str]) -> Outcome:
    """The plan of the open programmes, and of the confidential ones their numbers by year."""
    mentions = _mentions(outcome.region, first.region, hidden)
    shown = _with_sources(first.region, mentions)
    return replace(
        first,
        audience=outcome.audience,
        withheld=_withheld(outcome, hidden),
        stability=_stability(outcome.stability, hidden),
        instance=replace(first.instance, region=shown),
        loaded=_loaded(outcome.loaded, shown, mentions, hidden, (), _TELLING),
    )


def _loaded(
    loaded: Loaded,
    shown: Region,
    mentions: Mentions,
    hidden: Collection[str],
    closed: Collection[str],
    told: Collection[str],
) -> Loaded:
    """How the region came about, without what names a hidden programme or a site that went too.

    `closed` are the quota groups that are not shown, `told` the tables whose digests are not.
    """
    return replace(
        loaded,
        region=shown,
        notes=tuple(note for note in loaded.notes if not mentions.within(note)),
        moves=tuple(
            move
            for move in loaded.moves
            if move.subject not in (closed if move.what == "quota" else hidden)
        ),
        settings={
            key: mentions.kept(value) if isinstance(value, str) else value
            for key, value in loaded.settings.items()
        },
        assumptions=tuple(
            replace(row, source=mentions.kept(row.source) or "")
            for row in loaded.assumptions
            if not _names(row, loaded.region, shown, hidden)
        ),
        hashes=_digests(loaded.hashes, told),
    )


def _without_people(loaded: Loaded, audience: Audience) -> Loaded:
    told = {table for table in _OF_PEOPLE if getattr(loaded.region, table)}
    internal = audience is Audience.INTERNAL
    return replace(
        loaded,
        assumptions=tuple(
            replace(row, source=withheld(row.source, "edition.people"))
            if row.table in _OF_PEOPLE and is_assumption(row.source)
            else row
            for row in loaded.assumptions
        ),
        hashes=loaded.hashes if internal else _digests(loaded.hashes, told),
    )


def _mentions(region: Region, left: Region, hidden: Collection[str]) -> Mentions:
    """What sources may not name: the hidden programmes and the sites that went with them."""
    programmes = [region.programmes[code] for code in hidden]
    sites = [site for code, site in region.sites.items() if code not in left.sites]
    return Mentions.of(
        [
            *(name for row in programmes for name in (row.code, row.label_nl, row.label_en)),
            *(name for row in sites for name in (row.code, row.name)),
        ]
    )


def _with_sources(region: Region, mentions: Mentions) -> Region:
    """The region with every source that names too much replaced."""

    def kept(row: Any) -> Any:
        source = mentions.kept(row.source)
        return row if source is row.source else replace(row, source=source)

    changed: dict[str, Any] = {}
    for table in tables():
        rows = getattr(region, table)
        changed[table] = (
            {key: kept(row) for key, row in rows.items()}
            if isinstance(rows, Mapping)
            else tuple(kept(row) for row in rows)
        )
    settings = region.settings
    sources = {key: mentions.kept(source) or "" for key, source in settings.sources.items()}
    return replace(
        region,
        identity=kept(region.identity),
        settings=replace(settings, sources=sources),
        **changed,
    )


def _changed(region: Region, left: Region) -> set[str]:
    """The tables that something was taken out of."""
    return {table for table in tables() if getattr(region, table) != getattr(left, table)}


def _digests(hashes: Mapping[str, str], secret: Collection[str]) -> dict[str, str]:
    """The digests of the files read; empty for a file that may tell of a table in `secret`.

    A workbook and a scenario may tell of any table.
    """
    safe = {"region.toml", *(f"{table}.csv" for table in tables() if table not in secret)}
    return {
        file: digest if not secret or file in safe or file.endswith((".gpkg", ".graphml")) else ""
        for file, digest in hashes.items()
    }


def _closed_groups(region: Region, hidden: Collection[str]) -> set[str]:
    groups = {region.programmes[code].quota_group for code in hidden}
    return {group for group in groups if group}


def _withheld(outcome: Outcome, hidden: Collection[str]) -> tuple[Withheld, ...]:
    programmes = outcome.region.programmes
    return tuple(
        Withheld(programmes[programme], year, dwellings)
        for (programme, year), dwellings in sorted(
            totals(outcome.plan.lines, "programme", "year").items()
        )
        if programme in hidden
    )


def _region(region: Region, hidden: Collection[str], used: Collection[str]) -> Region:
    """The region without the hidden programmes.

    A site that is fit for one of them and that nothing shown stands on goes too: a candidate known
    to be free would say where the hidden dwellings are not, one left out where they are.
    """

    def kept(rows: Mapping[Any, Any]) -> dict[Any, Any]:
        return {key: row for key, row in rows.items() if row.programme not in hidden}

    sites = {
        code: replace(site, programmes=tuple(p for p in site.programmes if p not in hidden))
        for code, site in region.sites.items()
        if code in used or set(hidden).isdisjoint(site.programmes)
    }
    return replace(
        region,
        programmes={code: row for code, row in region.programmes.items() if code not in hidden},
        sites=sites,
        targets=kept(region.targets),
        budgets=kept(region.budgets),
        neighbourhood_types=kept(region.neighbourhood_types),
        contingents=kept(region.contingents),
        shares={
            key: row
            for key, row in region.shares.items()
            if not any(programme in hidden for programme in (*row.part, *row.whole))
        },
        demand=kept(region.demand),
        separation=tuple(
            row
            for row in region.separation
            if row.programme_a not in hidden and row.programme_b not in hidden
        ),
        participation=tuple(row for row in region.participation if row.programme not in hidden),
        commitments=tuple(
            row
            for row in region.commitments
            if row.programme not in hidden and (row.site is None or row.site in sites)
        ),
        realised=tuple(
            row
            for row in region.realised
            if row.programme not in hidden and (row.site is None or row.site in sites)
        ),
    )


def _instance(instance: Instance, shown: Region, hidden: Collection[str]) -> Instance:
    def open_(request: Request) -> bool:
        asked = request.slice
        return asked.programme not in hidden and asked.site in ("", *shown.sites)

    earlier = instance.earlier
    return replace(
        instance,
        region=shown,
        earlier=earlier and tuple(line for line in earlier if line.programme not in hidden),
        requests=tuple(filter(open_, instance.requests)),
        access={key: found for key, found in instance.access.items() if key[0] not in hidden},
        conflicts=tuple(
            pair for pair in instance.conflicts if not any(one.programme in hidden for one in pair)
        ),
        origin_minutes={
            key: minutes for key, minutes in instance.origin_minutes.items() if key[0] not in hidden
        },
    )


def _stability(found: Stability | None, hidden: Collection[str]) -> Stability | None:
    """What moved and may be seen; the causes and what is gone count hidden dwellings too."""
    if found is None:
        return None
    seen = tuple(row for row in found.relocations if row.programme not in hidden)
    plan = replace(found.plan, sha256=None)  # it is of hidden lines too
    return replace(found, plan=plan, relocations=seen, gone=(), causes=None)


def _tiers(tiers: Collection[Tier], *, closed: bool) -> tuple[Tier, ...]:
    """The tiers as an edition shows them; `closed` where a quota group counts hidden dwellings.

    How many steps fairness took tells how many municipalities fall short: it is one step then.
    """
    shown = []
    fairness = [tier for tier in tiers if tier.aim == Objective.QUOTA_FAIRNESS]
    for tier in tiers:
        if closed and tier in fairness[1:]:
            continue
        if closed and tier.aim == Objective.QUOTA_FAIRNESS:
            shown.append(_whole(fairness))
        else:
            shown.append(_tier(tier))
    return tuple(shown)


def _whole(tiers: Collection[Tier]) -> Tier:
    """The steps of an objective as one without values, as well proven as the worst of them."""
    open_ = [tier for tier in tiers if tier.status != "optimal"]
    first = next(iter(open_ or tiers))
    seconds = round(sum(tier.seconds for tier in tiers), 3)
    return Tier(first.aim, "", "", first.status, None, None, None, None, seconds)


def _tier(tier: Tier) -> Tier:
    """A tier without the values that hidden dwellings count in: how good it is stays.

    Unmet need is a total of the region. How the municipalities stand to each other may be known
    where no hidden dwelling counts for a quota.
    """
    if tier.aim == Objective.QUOTA_FAIRNESS or (tier.aim, tier.part) == (
        Objective.UNMET_NEED,
        "unmet",
    ):
        return tier
    gap = tier.gap
    if gap is not None and isfinite(gap):
        gap = ceil(gap * _GAP - 1e-6) / _GAP
    return replace(tier, value=None, bound=None, gap=gap, in_plan=None)


def without_few_waiting[O: Outcome](outcome: O) -> O:
    """The outcome without the people who wait, added up, where they are few.

    Also where any of the counts that it is the sum of is withheld: the others would tell that one.
    """
    name = f"{Objective.WAITING}.waiting"
    value = outcome.verification.aims.get(name)
    if value is None:
        return outcome
    if not small(round(value)) and not pools.any_waiting_withheld(outcome):
        return outcome
    tiers = tuple(
        replace(tier, value=None, bound=None, gap=None, in_plan=None)
        if tier.aim == Objective.WAITING
        else tier
        for tier in outcome.plan.tiers
    )
    aims = {key: number for key, number in outcome.verification.aims.items() if key != name}
    return replace(
        outcome,
        plan=replace(outcome.plan, tiers=tiers),
        verification=replace(outcome.verification, aims=aims),
    )


def _verification(verification: Verification, tiers: Collection[Tier]) -> Verification:
    open_ = {f"{tier.aim}.{tier.part}" for tier in tiers if tier.value is not None}
    aims = {key: value for key, value in verification.aims.items() if key in open_}
    return replace(verification, aims=aims)


def _names(row: Assumption, region: Region, left: Region, hidden: Collection[str]) -> bool:
    """Whether the row of an assumption is about a hidden programme or a site that went with it."""
    parts = set(row.key.split(", "))
    gone = region.sites.keys() - left.sites.keys()
    about_site = row.table in ("sites", "commitments", "realised") and not parts.isdisjoint(gone)
    return not parts.isdisjoint(hidden) or about_site
