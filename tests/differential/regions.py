"""Random regions for the comparison with the reference: small, tight, with every optional rule.

`tables(seed, size)` gives the tables of one (see `tests.tiny`), `drawn` the region; the same seed
always gives the same. What the loader refuses is left to whoever asks.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from planner.region.domain import Region
from tests.models.small import region_of
from tests.tiny import tiny

YEARS = (2021, 2022, 2023, 2024)
OBJECTIVES = [
    "unmet_need",
    "quota_fairness",
    "pace",
    "closeness",
    "spread",
    "cost",
    "corporation_balance",
]
SERVICES = ("ambulatory", "day", "night")


def tables(seed: int, neighbourhoods: int = 20) -> dict[str, Any]:
    """The tables of a region of 2 to 6 municipalities and up to so many neighbourhoods."""
    return _Draw(seed, neighbourhoods).tables()


def drawn(seed: int, neighbourhoods: int = 20) -> Region:
    """The region of `tables`; places less than 1,500 m apart are neighbours.

    Raises:
        PlannerError: the loader refuses it.
    """
    region = region_of(tables(seed, neighbourhoods))
    if region.adjacency is None:
        return region
    places = region.neighbourhoods.values()
    pairs = [
        (one.code, other.code)
        for one in places
        for other in places
        if one.code < other.code and math.dist((one.x, one.y), (other.x, other.y)) < 1500
    ]
    return replace(region, adjacency=replace(region.adjacency, pairs=tuple(pairs)))


class _Draw:
    def __init__(self, seed: int, neighbourhoods: int) -> None:
        self.random = random.Random(seed)
        # Drawn apart, so that all else stays what it was before there were any pools.
        self.of_pools = random.Random(f"pools {seed}")
        self.years = list(YEARS[: self.pick(1, 2, 2, 3, 4)])
        self.homes = {f"m{i}": f"Gemeente {i}" for i in range(self.random.randint(2, 6))}
        self.most = max(neighbourhoods, len(self.homes))

    def pick(self, *values: Any) -> Any:
        return self.random.choice(values)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def some(self, values: Sequence[Any], least: int = 0) -> list[Any]:
        return self.random.sample(list(values), self.number(min(least, len(values)), len(values)))

    def tables(self) -> dict[str, Any]:
        places = self.neighbourhoods()
        corporations = [f"c{i}" for i in range(self.number(1, 4))]
        stock = self.stock(places, corporations)
        points = self.points(places)
        programmes = self.programmes()
        sites = self.sites(places, corporations, programmes)
        targets = self.targets(programmes)
        made = tiny(
            settings=self.settings(),
            municipalities=self.municipalities(places),
            neighbourhoods=places,
            corporations=[{"corporation": code, "name": code} for code in corporations],
            stock=stock,
            support_points=points,
            sites=sites,
            programmes=programmes,
            targets=targets,
            separation=self.separation(programmes),
            participation=self.participation(programmes),
            budgets=self.budgets(programmes),
            demand=self.demand(programmes),
            travel=self.travel(places),
        )
        made["commitments"] = self.commitments(made)
        self.pools(made)
        for table, rows in made.items():
            if table != "settings":
                made[table] = [{**row, "source": "made up"} for row in rows]
        return made

    def settings(self) -> dict[str, Any]:
        order = list(OBJECTIVES)
        if self.pick(True, False, False):
            self.random.shuffle(order)
        found = {
            "region.years": self.years,
            "quota.groups": ["homes", "clusters"],
            "quota.key": self.pick("inhabitants", "dwellings", "social_dwellings"),
            "quota.credit_existing": self.pick(True, False, False),
            "quota.carry_arrears": self.pick(True, True, False),
            "supply.max_share_of_vacancies": self.pick(1, 0.2, 0.1, 0.1, 0.05),
            "neighbourhood.max_load_per_1000_dwellings": self.pick(20, 20, 8, 4),
            "objective.order": order,
        }
        if self.pick(True, False, False):
            found["neighbourhood.max_adjacent_load_per_1000_dwellings"] = self.pick(15, 6, 3)
        if self.pick(True, False, False):
            found["supply.max_share_in_neighbourhood"] = self.pick(0.25, 0.1, 0.05)
        for aim in OBJECTIVES:
            if self.pick(True, False, False, False):
                found[f"objective.tolerance.{aim}"] = self.pick(0.01, 0.02, 0.1, 0.25)
        return found

    def neighbourhoods(self) -> list[dict[str, Any]]:
        count = self.number(max(3, len(self.homes)), self.most)
        homes = [*self.homes, *self.random.choices(list(self.homes), k=count - len(self.homes))]
        found = []
        for number, home in enumerate(homes):
            dwellings = self.pick(0, 40, 200, 500, 1000, 2000, 3000)
            dwellings = dwellings if number >= len(self.homes) else 1000
            found.append(
                {
                    "neighbourhood": f"n{number:02}",
                    "name": f"Wijk {number}",
                    "municipality": home,
                    "inhabitants": 2 * dwellings,
                    "dwellings": dwellings,
                    "social_dwellings": dwellings // 3,
                    "existing_load": self.pick(0, 0, 1, "2.5", dwellings // 200),
                    "x": 140000 + 250 * self.number(0, 40),
                    "y": 470000 + 250 * self.number(0, 40),
                    "address_density": self.pick(300, 900, 1500),
                }
            )
        return found

    def municipalities(self, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for code, name in self.homes.items():
            dwellings = sum(row["dwellings"] for row in places if row["municipality"] == code)
            found.append(
                {
                    "municipality": code,
                    "name": name,
                    "inhabitants": 2 * dwellings,
                    "dwellings": dwellings,
                    "social_dwellings": sum(
                        row["social_dwellings"] for row in places if row["municipality"] == code
                    ),
                    "turnover_rate": self.pick("0.04", "0.06", "0.08"),
                    "existing_places": self.pick(0, 0, 3, 10),
                    "arrears": self.pick(0, 0, 0, 1, 2),
                }
            )
        return found

    def stock(self, places: list[dict[str, Any]], corporations: list[str]) -> list[dict[str, Any]]:
        found = []
        for place in places:
            owners = self.some(corporations, 1)
            for owner in owners:
                dwellings = place["social_dwellings"] // len(owners)
                if dwellings:
                    found.append(
                        {
                            "corporation": owner,
                            "neighbourhood": place["neighbourhood"],
                            "dwellings": dwellings,
                            "turnover_rate": self.pick(None, None, "0.05", "0.03"),
                        }
                    )
        return found

    def points(self, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for number in range(self.number(2, 5)):
            place = self.pick(*places)
            found.append(
                {
                    "support_point": f"p{number}",
                    "name": f"Steunpunt {number}",
                    "neighbourhood": place["neighbourhood"],
                    "x": place["x"] + 100,
                    "y": place["y"],
                    "services": ";".join(self.some(SERVICES, 1)),
                    "capacity": self.pick(None, 3, 6, 12),
                    "from_year": self.pick(None, None, None, 2022),
                }
            )
        return found

    def programmes(self) -> list[dict[str, Any]]:
        found = []
        for number in range(self.number(2, 4)):
            placement = "stock" if number == 0 else self.pick("stock", "site", "site")
            service = self.pick("", *SERVICES)
            site = placement == "site"
            found.append(
                {
                    "programme": f"q{number}",
                    "label_nl": f"Programma {number}",
                    "label_en": f"Programme {number}",
                    "placement": placement,
                    "min_cluster": self.pick(None, 2, 4) if site else None,
                    "max_cluster": self.pick(None, 6, 10) if site else None,
                    "support_service": service or None,
                    "near_services": self.pick("", "", "", *SERVICES),
                    "max_metres": self.pick(None, None, 4000, 6000),
                    "max_minutes": self.pick(None, None, 15, 30),
                    "mode": self.pick(None, "walk", "cycle", "car"),
                    "max_per_neighbourhood": self.pick(None, None, 2, 4),
                    "distinct_municipalities": self.pick("false", "false", "true"),
                    "quota_group": self.pick(None, "homes", "homes", "clusters"),
                    "load_weight": self.pick(1, 1, 2, "1.5", "0.5", 0),
                    "uses_vacancies": self.pick("false", "true") if site else "true",
                    "confidential": "false",
                    "cost_per_dwelling": self.pick(0, 1000, "333.33", 5000),
                    "priority": self.pick(1, 2, 3),
                    "max_address_density": self.pick(None, None, None, 1000),
                    "min_metres_to_dwellings": self.pick(None, None, None, 50) if site else None,
                }
            )
        return found

    def sites(
        self,
        places: list[dict[str, Any]],
        corporations: list[str],
        programmes: list[dict[str, Any]],
    ) -> list[dict[str, Any]]:
        on_site = [row["programme"] for row in programmes if row["placement"] == "site"]
        found = []
        for number in range(self.number(1, 8) if on_site else 0):
            place = self.pick(*places)
            found.append(
                {
                    "site": f"s{number}",
                    "name": f"Locatie {number}",
                    "neighbourhood": place["neighbourhood"],
                    "corporation": self.pick(*corporations),
                    "x": place["x"] + 50 * self.number(-4, 4),
                    "y": place["y"] + 50 * self.number(-4, 4),
                    "programmes": ";".join(self.some(on_site, 1)),
                    "min_dwellings": self.pick(None, 1, 3),
                    "max_dwellings": self.pick(4, 6, 12),
                    "from_year": self.pick(None, None, 2022),
                    "cost_per_dwelling": self.pick(None, None, 4000, 7000),
                    "kind": self.pick("conversion", "new_build"),
                    "address_density": self.pick(None, 500, 1200),
                    "metres_to_dwellings": self.pick(20, 80, 200),
                }
            )
        return found

    def targets(self, programmes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for row in programmes:
            for year in self.years:
                minimum = self.number(0, 6)
                found.append(
                    {
                        "programme": row["programme"],
                        "year": year,
                        "minimum": minimum,
                        "maximum": minimum + self.number(0, 4),
                    }
                )
        return found

    def separation(self, programmes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        codes = [row["programme"] for row in programmes]
        pairs = [(one, other) for one in codes for other in codes if one <= other]
        found = []
        for one, other in self.random.sample(pairs, self.pick(0, 0, 1, 1, 2)):
            found.append(
                {
                    "programme_a": one,
                    "programme_b": other,
                    "min_metres": self.pick(0, 600, 1500, 3000),
                }
            )
        return found

    def participation(self, programmes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        pairs = [(home, row["programme"]) for home in self.homes for row in programmes]
        found = []
        for home, code in self.random.sample(pairs, self.pick(0, 0, 1, 2)):
            found.append(
                {
                    "municipality": home,
                    "programme": code,
                    "participates": "false",
                    "from_year": self.pick(None, None, 2022),
                }
            )
        return found

    def budgets(self, programmes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "programme": row["programme"],
                "year": year,
                "amount": self.pick(None, 5000, "9999.99", 30000, 60000),
            }
            for row in programmes
            for year in self.years
            if self.pick(True, False, False)
        ]

    def demand(self, programmes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        asked = self.some([row["programme"] for row in programmes])[:2]
        return [
            {
                "programme": code,
                "municipality": home,
                "year": year,
                "households": self.pick(0, 1, 2, 3),
            }
            for code in sorted(asked)
            for home in self.homes
            for year in self.years
        ]

    def travel(self, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        codes = [row["neighbourhood"] for row in places]
        pairs = [(one, other) for one in codes for other in codes if one < other]
        known = self.random.sample(pairs, min(len(pairs), self.pick(0, 0, 3, 10)))
        return [
            {"from": one, "to": other, "minutes": self.pick(None, 5, "12.5", 25)}
            for one, other in known
        ]

    def commitments(self, made: dict[str, Any]) -> list[dict[str, Any]]:
        homes = {row["neighbourhood"]: row["municipality"] for row in made["neighbourhoods"]}
        found = []
        for _ in range(self.pick(0, 0, 0, 0, 1, 1, 2)):
            programme = self.pick(*made["programmes"])
            code = programme["programme"]
            sites = [row for row in made["sites"] if code in row["programmes"].split(";")]
            lots = sites if programme["placement"] == "site" else made["stock"]
            if not lots:
                continue
            lot = self.pick(*lots)
            found.append(
                {
                    "programme": code,
                    "year": self.pick(*self.years),
                    "municipality": homes[lot["neighbourhood"]],
                    "neighbourhood": lot["neighbourhood"],
                    "corporation": lot["corporation"],
                    "site": lot.get("site"),
                    "dwellings": self.number(1, 3),
                    "status": self.pick("signed", "signed", "proposed"),
                }
            )
        return found

    def pools(self, made: dict[str, Any]) -> None:
        """Two pools that dwellings free or take over places of, in a third of the regions."""
        pick, number = self.of_pools.choice, self.of_pools.randint
        if pick((True, True, False)):
            return
        names = ("bw", "mo")
        for row in made["programmes"]:
            row["frees"] = pick((None, "bw", "bw", "mo"))
        for row in made["sites"]:
            row["converts"] = pick((None, None, None, "bw", "mo"))
        made["pools"] = [
            {
                "pool": name,
                "year": year,
                "places": number(3, 12) if year == self.years[0] else None,
                "waiting": pick((0, 0, 3, 8)) if year == self.years[0] else None,
                "inflow": number(0, 4),
                "other_outflow": number(0, 4),
                "min_places": pick((None, None, None, None, 1)),
                "max_wait_months": pick((*[None] * 9, 24, "60.5")),
            }
            for name in names
            for year in self.years
        ]
        made["closures"] = [
            {
                "pool": name,
                "year": year,
                "minimum": (least := pick((None, None, 0, 0, 0, 1))),
                "maximum": pick((None, (least or 0) + number(0, 2))),
                "kind": pick((*["closure"] * 5, "conversion")),
            }
            for name in names
            for year in self.years
            if pick((True, False))
        ]
        made["moves_between"] = [
            {"from": "bw", "to": "mo", "year": year, "persons": number(0, 2)}
            for year in self.years
            if pick((True, False, False))
        ]
        if pick((True, False)):
            order = made["settings"]["objective.order"]
            order.insert(number(0, len(order)), "waiting")
