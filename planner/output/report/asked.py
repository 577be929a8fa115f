"""What was asked: targets by programme and year, the rules in force, the objectives in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.format import amount, dwellings, euros, listed, percent, whole
from planner.output.page.blocks import Grid
from planner.output.report.people import People, people
from planner.output.wording import label, worded
from planner.region.domain import Placement, Programme, Region
from planner.text import text


@dataclass(frozen=True, slots=True)
class Asked:
    """Targets, budgets and who waits; rules as (name, sentences), objectives as (name, meaning).

    `people` has no tables where the region tells nothing of who waits.
    """

    targets: Grid
    budgets: Grid | None
    people: People
    rules: tuple[tuple[str, tuple[str, ...]], ...]
    aims: tuple[tuple[str, str], ...]


def chapter(outcome: Outcome) -> Asked:
    """What a plan had to do and to keep to."""
    region = outcome.region
    rules = {
        "quota": _quota(region),
        "vacancy_share": _vacancies(region),
        "stock": _stock(region),
        "neighbourhood_load": list(_load(region)),
        "neighbourhood_type": list(_types(region)),
        "programmes": [_programme(row) for row in region.programmes.values()],
        "separation": list(_separation(region)),
        "participation": list(_participation(region)),
        "contingent": list(_contingents(region)),
        "share": list(_shares(region)),
        "commitment": _commitments(region),
    }
    return Asked(
        _targets(region),
        _budgets(region),
        people(region),
        tuple((text(f"report.rule.{rule}"), tuple(said)) for rule, said in rules.items() if said),
        tuple((worded("aim", aim), text(f"report.aim.{aim}")) for aim in outcome.instance.order),
    )


def _targets(region: Region) -> Grid:
    rows = []
    for code, programme in region.programmes.items():
        cells = []
        for year in region.years:
            least, most = region.minimum(code, year), region.maximum(code, year)
            if most is None:
                cells.append(text("report.asked.at_least", number=whole(least)))
            elif most == least:
                cells.append(whole(least))
            else:
                cells.append(text("present.span", first=whole(least), last=whole(most)))
        total = sum(region.minimum(code, year) for year in region.years)
        rows.append((label(programme), *cells, whole(total)))
    by_year = [
        sum(region.minimum(code, year) for code in region.programmes) for year in region.years
    ]
    rows.append((text("report.asked.least"), *map(whole, by_year), whole(sum(by_year))))
    heads = (text("present.column.programme"), *map(str, region.years), text("report.asked.least"))
    return Grid(text("report.asked.targets"), heads, tuple(rows), total=True)


def _budgets(region: Region) -> Grid | None:
    given = {key: row.amount for key, row in region.budgets.items() if row.amount is not None}
    if not given:
        return None
    rows = tuple(
        (
            label(programme),
            *(
                "–" if (limit := given.get((code, year))) is None else euros(limit)
                for year in region.years
            ),
        )
        for code, programme in region.programmes.items()
        if any((code, year) in given for year in region.years)
    )
    heads = (text("present.column.programme"), *map(str, region.years))
    return Grid(text("report.asked.budgets"), heads, rows)


def _quota(region: Region) -> list[str]:
    settings, levy = region.settings.quota, region.settings.levy
    return [
        text(
            "report.asked.quota",
            key=text(f"cli.key.{settings.key}"),
            method=text(f"cli.method.{settings.method}"),
        ),
        text(
            "report.asked.levy",
            amount=euros(levy.amount_per_dwelling_year),
            receivers=text(f"report.receivers.{levy.redistribute_by}"),
        ),
    ]


def _vacancies(region: Region) -> list[str]:
    users = [label(row) for row in region.programmes.values() if row.uses_vacancies]
    if not users:
        return []
    share = percent(region.settings.max_share_of_vacancies)
    said = [text("report.asked.vacancies", share=share, programmes=listed(users))]
    if (local := region.settings.max_share_in_neighbourhood) is not None:
        said.append(text("report.asked.vacancies_together", share=percent(local)))
    return said


def _stock(region: Region) -> list[str]:
    in_stock = [
        label(row) for row in region.programmes.values() if row.placement is Placement.STOCK
    ]
    return [text("report.asked.stock_limit", programmes=listed(in_stock))] if in_stock else []


def _types(region: Region) -> Iterator[str]:
    for row in region.neighbourhood_types.values():
        programme = label(region.programmes[row.programme])
        if not row.allowed:
            yield text("report.asked.type_closed", kind=row.kind, programme=programme)
        elif row.max_per_1000_dwellings is not None:
            number = amount(row.max_per_1000_dwellings)
            yield text(
                "report.asked.type_density", kind=row.kind, programme=programme, number=number
            )
        if row.allowed and row.max_cluster is not None:
            number = whole(row.max_cluster)
            yield text(
                "report.asked.type_cluster", kind=row.kind, programme=programme, number=number
            )


def _contingents(region: Region) -> Iterator[str]:
    for row in region.contingents.values():
        names = [region.municipalities[row.municipality].name]
        if row.corporation:
            names.append(region.corporations[row.corporation].name)
        for key, number in (("least", row.minimum), ("most", row.maximum)):
            if number is not None:
                yield text(
                    f"report.asked.contingent_{key}",
                    where=", ".join(names),
                    year=str(row.year),
                    programme=label(region.programmes[row.programme]),
                    dwellings=dwellings(number),
                )


def _shares(region: Region) -> Iterator[str]:
    for row in region.shares.values():
        for key, share in (("least", row.minimum), ("most", row.maximum)):
            if share is not None:
                yield text(
                    f"report.asked.share_{key}",
                    part=listed(label(region.programmes[code]) for code in row.part),
                    whole=listed(label(region.programmes[code]) for code in row.whole),
                    years=str(row.year) if row.year else listed(map(str, region.years)),
                    share=percent(share),
                )


def _load(region: Region) -> Iterator[str]:
    settings = region.settings
    yield text("report.asked.load", limit=amount(settings.max_load_per_1000_dwellings))
    if settings.max_adjacent_load_per_1000_dwellings is not None:
        limit = amount(settings.max_adjacent_load_per_1000_dwellings)
        yield text("report.asked.adjacent_load", limit=limit)


def _programme(row: Programme) -> str:
    return text("report.asked.programme", programme=label(row), parts="; ".join(_limits(row)))


def _limits(row: Programme) -> Iterator[str]:
    yield text(f"report.asked.{row.placement}")
    if row.min_cluster is not None and row.max_cluster is not None:
        span = text("present.span", first=whole(row.min_cluster), last=whole(row.max_cluster))
        yield text("report.asked.cluster", span=span)
    elif row.max_cluster is not None:
        yield text("report.asked.cluster_most", number=whole(row.max_cluster))
    elif row.min_cluster is not None:
        yield text("report.asked.cluster_least", number=whole(row.min_cluster))
    services = [service for service in (row.support_service, *row.near_services) if service]
    if services:
        limits = []
        if row.max_metres is not None:
            limits.append(text("report.asked.metres", number=amount(row.max_metres)))
        if row.max_minutes is not None:
            limits.append(text("report.asked.minutes", number=amount(row.max_minutes)))
        within = listed(limits) if limits else text("report.asked.anywhere")
        yield text(
            "report.asked.support",
            within=within,
            services=listed(worded("service", service) for service in services),
        )
    if row.max_per_neighbourhood is not None:
        yield text("report.asked.per_neighbourhood", dwellings=dwellings(row.max_per_neighbourhood))
    if row.distinct_municipalities:
        yield text("report.asked.distinct")
    if row.max_address_density is not None:
        yield text("report.asked.density", number=amount(row.max_address_density))
    if row.min_metres_to_dwellings is not None:
        yield text("report.asked.edge", number=amount(row.min_metres_to_dwellings))
    if row.load_weight != 1:
        yield text("report.asked.weight", number=amount(row.load_weight))


def _separation(region: Region) -> Iterator[str]:
    for row in region.separation:
        key = "report.asked.apart" if row.min_metres else "report.asked.apart_neighbourhood"
        yield text(
            key,
            one=label(region.programmes[row.programme_a]),
            other=label(region.programmes[row.programme_b]),
            metres=amount(row.min_metres),
        )


def _participation(region: Region) -> Iterator[str]:
    for code, municipality in region.municipalities.items():
        out = [label(row) for row in region.programmes.values() if region.never(code, row.code)]
        if out:
            yield text(
                "report.asked.not_in", municipality=municipality.name, programmes=listed(out)
            )
        for year in region.years:
            then = [
                label(row)
                for row in region.programmes.values()
                if (code, row.code, year) in region.absent and not region.never(code, row.code)
            ]
            if then:
                yield text(
                    "report.asked.not_in_year",
                    municipality=municipality.name,
                    programmes=listed(then),
                    year=str(year),
                )


def _commitments(region: Region) -> list[str]:
    if not region.commitments:
        return []
    signed = sum(row.dwellings for row in region.signed)
    return [
        text(
            "report.asked.signed",
            count=len(region.signed),
            dwellings=dwellings(signed),
        )
    ]
