"""Make up a region of any size, to measure and test the planner on.

The numbers are random but of the size they have in the Netherlands: about 2,000 dwellings in a
neighbourhood, three in ten of them social, 4 to 7 corporations, support points that fill up. Need
grows with the inhabitants. A few municipalities have too little social housing for their quota. The
same arguments give the same files.

Example:

    python scripts/make_region.py out/made --neighbourhoods 400 --municipalities 10 --demand
"""

from __future__ import annotations

import argparse
import csv
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

SOURCE = "assumption: made up by scripts/make_region.py"
FIRST_YEAR = 2025
CENTRE = (140_000, 470_000)  # EPSG:28992 (m)
AREA = 4_000_000  # m² for each neighbourhood
PERSONS = 2.25  # in a dwelling
DETOUR = 1.3
CYCLING = 250.0  # metres a minute

Row = dict[str, object]
Tables = dict[str, list[Row]]

PROGRAMMES: list[Row] = [
    {"programme": "clustered", "label_nl": "Geclusterde woningen",
     "label_en": "Clustered dwellings", "placement": "site", "min_cluster": 6, "max_cluster": 40,
     "support_service": "support_24h", "near_services": "day_activity", "max_metres": 1500,
     "distinct_municipalities": "false", "quota_group": "homes", "load_weight": 1.5,
     "uses_vacancies": "false", "confidential": "false", "cost_per_dwelling": 5200, "priority": 2,
     "frees": "bw"},
    {"programme": "near-facility", "label_nl": "Woningen bij een voorziening",
     "label_en": "Dwellings near a facility", "placement": "stock",
     "support_service": "bw_facility", "max_metres": 1200, "max_per_neighbourhood": 6,
     "distinct_municipalities": "false", "quota_group": "homes", "load_weight": 1,
     "uses_vacancies": "true", "confidential": "false", "cost_per_dwelling": 1500, "priority": 2,
     "frees": "bw"},
    {"programme": "outflow", "label_nl": "Uitstroomwoningen", "label_en": "Outflow dwellings",
     "placement": "stock", "support_service": "support_24h", "near_services": "welfare",
     "max_minutes": 30, "max_per_neighbourhood": 12, "distinct_municipalities": "false",
     "quota_group": "homes", "load_weight": 1, "uses_vacancies": "true", "confidential": "false",
     "cost_per_dwelling": 1500, "priority": 3, "frees": "bw"},
    {"programme": "nuisance", "label_nl": "Woningen bij ernstige overlast",
     "label_en": "Dwellings for severe nuisance", "placement": "site", "min_cluster": 1,
     "max_cluster": 2, "support_service": "support_24h", "max_minutes": 30,
     "distinct_municipalities": "true", "load_weight": 4, "uses_vacancies": "false",
     "confidential": "false", "cost_per_dwelling": 8500, "priority": 1, "frees": "mo"},
    {"programme": "victims", "label_nl": "Woningen voor slachtoffers van geweld",
     "label_en": "Dwellings for victims of violence", "placement": "stock",
     "support_service": "support_24h", "max_minutes": 30, "max_per_neighbourhood": 1,
     "distinct_municipalities": "false", "load_weight": 1, "uses_vacancies": "true",
     "confidential": "true", "cost_per_dwelling": 8000, "priority": 1, "frees": "mo"},
    {"programme": "perpetrators", "label_nl": "Woningen voor plegers van geweld",
     "label_en": "Dwellings for perpetrators of violence", "placement": "site", "min_cluster": 1,
     "max_cluster": 2, "support_service": "support_24h", "max_minutes": 30,
     "distinct_municipalities": "false", "load_weight": 3, "uses_vacancies": "false",
     "confidential": "true", "cost_per_dwelling": 8500, "priority": 1, "frees": "mo"},
]  # fmt: skip

# Dwellings a year for a million inhabitants; clusters follow the number of sites.
NEED = {"near-facility": 55, "outflow": 245, "nuisance": 3, "victims": 5, "perpetrators": 4}


@dataclass(frozen=True)
class Size:
    """How large a region to make; `demand` and `travel` say whether to write those tables."""

    neighbourhoods: int
    municipalities: int
    sites: int
    years: int
    demand: bool = False
    travel: bool = False


def make(size: Size, seed: int) -> Tables:
    """The tables of a region: lists of rows by the name of the table."""
    random = Random(seed)
    years = list(range(FIRST_YEAR, FIRST_YEAR + size.years))
    places = _neighbourhoods(random, size)
    corporations = [f"c{number}" for number in range(1, random.randint(4, 7) + 1)]
    municipalities = _municipalities(random, places)
    persons = sum(int(str(row["inhabitants"])) for row in municipalities)
    targets = _targets(size, years, persons)
    points = _support_points(random, places, _in_all(targets), years)
    tables: Tables = {
        "municipalities": municipalities,
        "neighbourhoods": places,
        "corporations": [
            {"corporation": code, "name": f"Corporatie {code[1:]}"} for code in corporations
        ],
        "stock": _stock(random, places, corporations),
        "support_points": points,
        "sites": _sites(random, size, places, points, corporations, years),
        "programmes": PROGRAMMES,
        "targets": targets,
        "separation": [
            {"programme_a": "victims", "programme_b": "perpetrators", "min_metres": 2000},
            {"programme_a": "nuisance", "programme_b": "clustered", "min_metres": 500},
        ],
        "participation": [
            {"municipality": municipalities[-1]["municipality"], "programme": "nuisance",
             "participates": "false"},
        ],
        "budgets": _budgets(targets),
    }  # fmt: skip
    tables["commitments"] = _commitments(tables, years)
    if size.demand:
        tables["demand"] = _demand(municipalities, targets, persons)
    if size.travel:
        tables["travel"] = _travel(random, places, points)
    return {
        name: [row | {"source": SOURCE} for row in rows] for name, rows in tables.items() if rows
    }


def _neighbourhoods(random: Random, size: Size) -> list[Row]:
    side = math.sqrt(size.neighbourhoods * AREA)
    centres = [
        (random.uniform(-side / 2, side / 2), random.uniform(-side / 2, side / 2))
        for _ in range(size.municipalities)
    ]
    weights = [random.lognormvariate(0, 0.6) for _ in centres]
    homes = [*range(size.municipalities)]  # each municipality has a neighbourhood
    homes += random.choices(homes, weights, k=size.neighbourhoods - size.municipalities)
    rows: list[Row] = []
    for number, home in enumerate(sorted(homes)):
        spread = math.sqrt(homes.count(home) * AREA) / 3
        dwellings = min(6000, max(300, round(random.lognormvariate(math.log(1850), 0.4), -1)))
        # Every fifth municipality has little social housing.
        social = random.uniform(0.02, 0.05) if home % 5 == 4 else random.uniform(0.15, 0.45)
        load = random.uniform(0, 16) if random.random() < 0.4 else 0
        rows.append({
            "neighbourhood": f"n{number + 1:04}",
            "name": f"Wijk {number + 1}",
            "municipality": f"m{home + 1:02}",
            "inhabitants": round(dwellings * PERSONS),
            "dwellings": int(dwellings),
            "social_dwellings": round(dwellings * social),
            "existing_load": round(load * dwellings / 1000),
            "x": round(CENTRE[0] + centres[home][0] + random.gauss(0, spread)),
            "y": round(CENTRE[1] + centres[home][1] + random.gauss(0, spread)),
        })  # fmt: skip
    return rows


def _municipalities(random: Random, places: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for code in sorted({str(row["municipality"]) for row in places}):
        ours = [row for row in places if row["municipality"] == code]
        rows.append({
            "municipality": code,
            "name": f"Gemeente {int(code[1:])}",
            "inhabitants": _sum(ours, "inhabitants"),
            "dwellings": _sum(ours, "dwellings"),
            "social_dwellings": _sum(ours, "social_dwellings"),
            "turnover_rate": round(random.uniform(0.05, 0.08), 3),
            "existing_places": random.randint(0, 100),
        })  # fmt: skip
    return rows


def _stock(random: Random, places: list[Row], corporations: list[str]) -> list[Row]:
    rows: list[Row] = []
    for place in places:
        owners = sorted(random.sample(corporations, random.choice([1, 2, 2, 3, 3, 4])))
        parts = [random.uniform(0.5, 2) for _ in owners]
        for owner, part in zip(owners, parts, strict=True):
            number = math.floor(int(str(place["social_dwellings"])) * part / sum(parts))
            rows.append({
                "corporation": owner,
                "neighbourhood": place["neighbourhood"],
                "dwellings": number,
            })  # fmt: skip
    return rows


def _targets(size: Size, years: list[int], persons: int) -> list[Row]:
    rows: list[Row] = []
    clusters = max(1, round(1.6 * size.sites / max(1, len(years) - 1)))
    for year in years:
        homes = clusters if year > years[0] else 0
        most = homes + 6 if homes else 0
        rows.append({"programme": "clustered", "year": year, "minimum": homes, "maximum": most})
    for programme, rate in NEED.items():
        need = max(1, round(persons / 1e6 * rate))
        for year in years:
            most = need + max(1, need // 10)
            rows.append({"programme": programme, "year": year, "minimum": need, "maximum": most})
    return rows


def _in_all(targets: list[Row]) -> dict[str, int]:
    """Dwellings needed of each programme over all years."""
    programmes = {str(row["programme"]) for row in targets}
    return {
        code: _sum([row for row in targets if row["programme"] == code], "minimum")
        for code in sorted(programmes)
    }


def _support_points(
    random: Random, places: list[Row], need: dict[str, int], years: list[int]
) -> list[Row]:
    count = min(len(places), 20 + len(places) // 10)
    homes = sorted(random.sample(range(len(places)), count))
    # Together they serve a little more than all need, so that the best placed ones fill up.
    average = 1.25 * sum(need.values()) / count
    rows: list[Row] = []
    for number, home in enumerate(homes):
        services = ["bw_facility"] if number % 5 == 3 else ["support_24h"]
        if number % 5 in (0, 2):
            services += ["bw_facility"]
        if number % 2 == 0:
            services += ["day_activity"]
        if number % 3 != 1:
            services += ["welfare"]
        opening = years[1] if number % 10 == 9 and len(years) > 1 else years[0]
        rows.append({
            "support_point": f"p{number + 1:03}",
            "name": f"Steunpunt {number + 1}",
            "neighbourhood": places[home]["neighbourhood"],
            "x": int(str(places[home]["x"])) + random.randint(-300, 300),
            "y": int(str(places[home]["y"])) + random.randint(-300, 300),
            "services": ";".join(services),
            "capacity": max(8, round(average * random.uniform(0.4, 1.6))),
            "from_year": opening,
        })  # fmt: skip
    return rows


def _sites(
    random: Random,
    size: Size,
    places: list[Row],
    points: list[Row],
    corporations: list[str],
    years: list[int],
) -> list[Row]:
    by_code = {row["neighbourhood"]: row for row in places}
    rows: list[Row] = []
    for number in range(size.sites):
        small = number % 3 == 2
        # Clusters are looked for around support, single dwellings anywhere.
        near = points[number % len(points)]
        place = random.choice(places) if small else by_code[near["neighbourhood"]]
        about = place if small else near
        least = 1 if small else random.randint(6, 12)
        rows.append({
            "site": f"s{number + 1:03}",
            "name": f"Locatie {number + 1}",
            "neighbourhood": place["neighbourhood"],
            "corporation": random.choice(corporations),
            "x": int(str(about["x"])) + random.randint(-700, 700),
            "y": int(str(about["y"])) + random.randint(-700, 700),
            "programmes": "nuisance;perpetrators" if small else "clustered",
            "min_dwellings": least,
            "max_dwellings": 2 if small else least + random.randint(2, 16),
            "from_year": years[min(number % 3, len(years) - 1)],
            "cost_per_dwelling": random.randrange(6000, 9001, 100) if small
                                 else random.randrange(4000, 6501, 100),
            "kind": random.choice(["new_build", "conversion", "tenancy_transfer"]),
        })  # fmt: skip
    return rows


def _budgets(targets: list[Row]) -> list[Row]:
    amounts = {"clustered": 5600, "nuisance": 8000, "perpetrators": 8000}
    return [
        {"programme": row["programme"], "year": row["year"],
         "amount": amounts[str(row["programme"])] * (int(str(row["minimum"])) + 2)}
        for row in targets if row["programme"] in amounts
    ]  # fmt: skip


def _commitments(tables: Tables, years: list[int]) -> list[Row]:
    """Two dwellings in the largest stock beside some support points, in the first year."""
    place_of = {row["neighbourhood"]: row for row in tables["neighbourhoods"]}
    rows: list[Row] = []
    for point in tables["support_points"][::8]:
        services = str(point["services"]).split(";")
        place = place_of[point["neighbourhood"]]
        stock = [s for s in tables["stock"] if s["neighbourhood"] == place["neighbourhood"]]
        largest = max(stock, key=lambda row: int(str(row["dwellings"])))
        empty = 20 - 1000 * int(str(place["existing_load"])) / int(str(place["dwellings"]))
        if not {"support_24h", "welfare"} <= {*services} or empty < 5:
            continue
        if int(str(largest["dwellings"])) < 100 or point["from_year"] != years[0]:
            continue
        rows.append({
            "programme": "outflow",
            "year": years[0],
            "municipality": place["municipality"],
            "neighbourhood": place["neighbourhood"],
            "corporation": largest["corporation"],
            "site": "",
            "support_point": point["support_point"],
            "dwellings": 2,
            "status": "signed",
        })  # fmt: skip
    return rows


def _demand(municipalities: list[Row], targets: list[Row], persons: int) -> list[Row]:
    """The need for outflow dwellings by municipality of origin, in proportion to inhabitants."""
    rows: list[Row] = []
    for target in targets:
        if target["programme"] != "outflow":
            continue
        left, people = int(str(target["minimum"])), persons
        for row in municipalities:
            ours = int(str(row["inhabitants"]))
            number = round(left * ours / people)
            left, people = left - number, people - ours
            rows.append({
                "programme": "outflow", "municipality": row["municipality"],
                "year": target["year"], "households": number,
            })  # fmt: skip
    return rows


def _travel(random: Random, places: list[Row], points: list[Row]) -> list[Row]:
    """Minutes by bicycle between neighbourhoods and those with support, up to 10 km apart."""
    rows: list[Row] = []
    served = sorted({str(row["neighbourhood"]) for row in points})
    ends = [row for row in places if row["neighbourhood"] in served]
    for start in places:
        for end in ends:
            both_served = start["neighbourhood"] in served
            if both_served and str(start["neighbourhood"]) > str(end["neighbourhood"]):
                continue
            metres = max(400.0, math.dist(_point(start), _point(end)))
            if metres <= 10_000:
                minutes = round(metres * random.uniform(0.9, 1.2) * DETOUR / CYCLING, 1)
                rows.append({
                    "from": start["neighbourhood"], "to": end["neighbourhood"], "minutes": minutes,
                })  # fmt: skip
    return rows


def _point(row: Row) -> tuple[int, int]:
    return int(str(row["x"])), int(str(row["y"]))


def _sum(rows: list[Row], column: str) -> int:
    return sum(int(str(row[column])) for row in rows)


def _settings(name: str, size: Size) -> str:
    years = list(range(FIRST_YEAR, FIRST_YEAR + size.years))
    return f"""[region]
name = "{name}"
label_nl = "Bedachte regio met {size.neighbourhoods} wijken"
label_en = "Made-up region of {size.neighbourhoods} neighbourhoods"
years = {years}
price_level = {FIRST_YEAR}
crs = "EPSG:28992"
source = "{SOURCE}"

[quota]
groups = ["homes"]

[objective.tolerance]
closeness = 0.02
"""


def write(folder: Path, size: Size, seed: int) -> None:
    """Write a made-up region into a folder, over what a former run left there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in make(size, seed).items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        temporary = folder / f".{name}.tmp"
        with temporary.open("w", encoding="utf-8", newline="") as file:
            columns.remove("source")
            writer = csv.DictWriter(file, [*columns, "source"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        os.replace(temporary, folder / f"{name}.csv")
    temporary = folder / ".region.tmp"
    temporary.write_text(_settings(f"made-{size.neighbourhoods}", size), encoding="utf-8")
    os.replace(temporary, folder / "region.toml")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and write the region."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--neighbourhoods", type=int, default=400)
    parser.add_argument("--municipalities", type=int, default=10)
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--demand", action="store_true", help="write places of origin")
    parser.add_argument("--travel", action="store_true", help="write a table of travel minutes")
    given = parser.parse_args(arguments)
    if not 1 <= given.municipalities <= given.neighbourhoods:
        parser.error("--municipalities must be at least 1 and at most --neighbourhoods")
    if given.years < 1 or given.sites < 0:
        parser.error("--years must be at least 1, and --sites at least 0")
    size = Size(
        neighbourhoods=given.neighbourhoods,
        municipalities=given.municipalities,
        sites=given.sites,
        years=given.years,
        demand=given.demand,
        travel=given.travel,
    )
    write(given.folder, size, given.seed)


if __name__ == "__main__":
    main()
