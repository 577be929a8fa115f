"""From typed values to the domain: rows, settings and the region itself, ordered by key."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planner.region import domain
from planner.region.domain import (
    Confidentiality,
    ContractForm,
    LevyPeriod,
    Mode,
    Network,
    Objective,
    Placement,
    QuotaKey,
    QuotaMethod,
    Redistribution,
    Region,
)
from planner.region.fields import SETTINGS, fields_of, key_of, tables

CLASSES: Mapping[str, type[Any]] = {
    "municipalities": domain.Municipality,
    "neighbourhoods": domain.Neighbourhood,
    "corporations": domain.Corporation,
    "stock": domain.Stock,
    "support_points": domain.SupportPoint,
    "sites": domain.Site,
    "programmes": domain.Programme,
    "targets": domain.Target,
    "separation": domain.Separation,
    "participation": domain.Participation,
    "neighbourhood_types": domain.NeighbourhoodType,
    "contingents": domain.Contingent,
    "shares": domain.Share,
    "commitments": domain.Commitment,
    "budgets": domain.Budget,
    "demand": domain.Demand,
    "pools": domain.Pool,
    "travel": domain.Travel,
    "swaps": domain.Swap,
    "index": domain.PriceIndex,
    "closures": domain.Closure,
    "moves_between": domain.MoveBetween,
    "realised": domain.Realised,
    "costs": domain.Costs,
}
ROWS_ONLY = frozenset(
    {"separation", "participation", "commitments", "swaps", "closures", "realised"}
)
_ENUMS: Mapping[str, type[Placement] | type[Mode] | type[ContractForm]] = {
    "placement": Placement,
    "mode": Mode,
    "contract_form": ContractForm,
}


def to_row(table: str, values: Mapping[str, Any]) -> Any:
    """One row as its domain class, whose fields stand in the order of the columns."""
    return CLASSES[table](
        *(_value(field.type, column, values[column]) for column, field in fields_of(table).items())
    )


def cells_of(table: str, row: Any) -> dict[str, Any]:
    """The values of a domain row by column: the reverse of `to_row`."""
    return {
        column: getattr(row, field.name)
        for column, field in zip(fields_of(table), dataclasses.fields(row), strict=True)
    }


def row_key(table: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What names a row: its key cells, an empty one as an empty text."""
    return tuple("" if values.get(column) is None else values[column] for column in key_of(table))


def to_region(
    settings: Mapping[str, Any],
    sources: Mapping[str, str],
    rows: Mapping[str, list[tuple[tuple[Any, ...], Any]]],
    network: Network | None = None,
) -> Region:
    """The region of typed settings, their sources, the keyed rows of each table and a network."""
    built = {table: arranged(table, rows.get(table, [])) for table in tables()}
    return Region(
        identity=to_identity(settings),
        settings=to_settings(settings, sources),
        network=network,
        **built,
    )


def arranged(table: str, keyed: list[tuple[tuple[Any, ...], Any]]) -> Any:
    """The keyed rows of a table as a `Region` holds them, ordered by key."""
    ordered = sorted(keyed, key=lambda row: _order(row[0]))
    if table in ROWS_ONLY:
        return tuple(row for _, row in ordered)
    single = len(key_of(table)) == 1
    return {key[0] if single else key: row for key, row in ordered}


def to_identity(values: Mapping[str, Any]) -> domain.Identity:
    """The `[region]` settings."""
    prefix = f"{SETTINGS}."
    keys = [key for key in fields_of(SETTINGS) if key.startswith(prefix)]
    return domain.Identity(**{key.removeprefix(prefix): values[key] for key in keys})


def to_settings(values: Mapping[str, Any], sources: Mapping[str, str]) -> domain.Settings:
    """All other settings."""
    quota = domain.QuotaSettings(
        key=QuotaKey(values["quota.key"]),
        method=QuotaMethod(values["quota.method"]),
        credit_existing=values["quota.credit_existing"],
        carry_arrears=values["quota.carry_arrears"],
        groups=values["quota.groups"],
    )
    proximity = domain.ProximitySettings(
        mode=Mode(values["proximity.mode"]),
        detour_factor=values["proximity.detour_factor"],
        speed_kmh={mode: values[f"proximity.speed_kmh.{mode}"] for mode in Mode},
        snap_metres=values["proximity.snap_metres"],
    )
    privacy = domain.PrivacySettings(
        confidential=Confidentiality(values["privacy.confidential"]),
        reserve_places=values["privacy.reserve_places"],
        reserve_load=values["privacy.reserve_load"],
    )
    levy = domain.LevySettings(
        amount_per_dwelling_year=values["levy.amount_per_dwelling_year"],
        redistribute_by=Redistribution(values["levy.redistribute_by"]),
        period=LevyPeriod(values["levy.period"]),
        indexed=values["levy.indexed"],
    )
    objective = domain.ObjectiveSettings(
        order=tuple(Objective(aim) for aim in values["objective.order"]),
        tolerance={aim: values[f"objective.tolerance.{aim}"] for aim in Objective},
    )
    return domain.Settings(
        quota=quota,
        max_share_of_vacancies=values["supply.max_share_of_vacancies"],
        max_share_in_neighbourhood=values["supply.max_share_in_neighbourhood"],
        max_load_per_1000_dwellings=values["neighbourhood.max_load_per_1000_dwellings"],
        proximity=proximity,
        privacy=privacy,
        levy=levy,
        objective=objective,
        sources=dict(sorted(sources.items())),
        max_adjacent_load_per_1000_dwellings=values[
            "neighbourhood.max_adjacent_load_per_1000_dwellings"
        ],
        touch_metres=values["neighbourhood.touch_metres"],
        negotiable=tuple(values["diagnosis.order"]),
        spread_min_dwellings=values["spread.min_dwellings"],
        reserve=domain.ReserveSettings(values["reserve.start"], values["reserve.ceiling"]),
        days_to_report=values["monitor.days_to_report"],
    )


def _order(key: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    # An empty part is a text, also in a column of numbers: it comes before all others.
    return [(part != "", part) for part in key]


def _value(type_: str, column: str, value: Any) -> Any:
    if type_ in ("x", "y") and isinstance(value, Decimal):
        return float(value)
    enum = _ENUMS.get(column)
    return enum(value) if enum and value is not None else value
