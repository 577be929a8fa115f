"""A region with confidential programmes of every kind, whose plan is signed line by line.

So the plan is known, and nothing in it but the confidential dwellings changes with where they are
signed for.
"""

from __future__ import annotations

from typing import Any

from tests.tiny import tiny

LABELS = ("Geheime uitstroom", "Geheime opvang", "Geheime plek")
CODES = ("hush-stock", "hush-open", "hush-site")
# Sites that only a confidential programme can use, and sites that others could have used too.
SITES = {"hid-a1": "a1", "hid-a2": "a2", "hid-b1": "b1", "both-a2": "a2", "both-b1": "b1"}

# Programme, year, neighbourhood, corporation, site, dwellings.
type Signed = tuple[str, int, str, str, str, int]

OPEN: tuple[Signed, ...] = (
    ("outflow", 2021, "a1", "key", "", 3),
    ("outflow", 2022, "b1", "key", "", 4),
    ("near", 2021, "b1", "key", "", 2),
    ("near", 2022, "a2", "key", "", 5),
    ("clustered", 2022, "b1", "key", "open-b1", 6),
    ("clustered", 2022, "a1", "key", "both-a1", 5),
)
# The corporation `mute` has confidential dwellings only. All placements have the same numbers by
# programme and year, which every edition tells.
PLACEMENTS: dict[str, tuple[Signed, ...]] = {
    "here": (
        ("hush-stock", 2021, "a1", "mute", "", 2),
        ("hush-open", 2022, "a2", "mute", "", 3),
        ("hush-site", 2022, "a1", "mute", "hid-a1", 2),
    ),
    # The same municipality: another neighbourhood, corporation and site.
    "near": (
        ("hush-stock", 2021, "a2", "key", "", 2),
        ("hush-open", 2022, "a1", "key", "", 3),
        ("hush-site", 2022, "a2", "key", "both-a2", 2),
    ),
    # Divided over lines: not even their number is the same.
    "divided": (
        ("hush-stock", 2021, "a1", "key", "", 1),
        ("hush-stock", 2021, "a2", "mute", "", 1),
        ("hush-open", 2022, "a2", "key", "", 1),
        ("hush-open", 2022, "a1", "mute", "", 2),
        ("hush-site", 2022, "a2", "mute", "hid-a2", 2),
    ),
    # Another municipality, all of it.
    "far": (
        ("hush-stock", 2021, "b1", "mute", "", 2),
        ("hush-open", 2022, "b1", "key", "", 3),
        ("hush-site", 2022, "b1", "key", "both-b1", 2),
    ),
}  # fmt: skip


def region(placement: tuple[Signed, ...], confidential: str = "apart") -> dict[str, Any]:
    """The tables of the region with the confidential dwellings signed for in these places."""
    made = tiny(
        {
            "quota.groups": ["homes", "mixed"],
            "privacy.confidential": confidential,
            "supply.max_share_of_vacancies": 1,
            "objective.order": [
                "unmet_need", "quota_fairness", "closeness", "spread", "cost",
            ],
            "region.source": "assumption: the deal about hid-a1 and hid-b1",
            "neighbourhood.max_load_per_1000_dwellings": 200,
        }
    )  # fmt: skip
    plain, site = made["programmes"]
    secret = {"confidential": "true", "load_weight": 3, "cost_per_dwelling": 777, "frees": "mo"}
    supported = {"support_service": "ambulatory", "max_metres": 9000}
    made["programmes"] = [
        {**plain, **supported},
        {**plain, **supported, "programme": "near", "label_nl": "Nabij", "label_en": "Near",
         "quota_group": "mixed"},
        {**site, "max_metres": 9000, "distinct_municipalities": "false"},
        {**plain, **supported, **secret, "programme": "hush-stock", "label_nl": LABELS[0],
         "label_en": LABELS[0], "quota_group": "mixed"},
        {**plain, **supported, **secret, "programme": "hush-open", "label_nl": LABELS[1],
         "label_en": LABELS[1], "quota_group": ""},
        {**site, **secret, "programme": "hush-site", "label_nl": LABELS[2],
         "label_en": LABELS[2], "quota_group": "", "min_cluster": 1, "max_metres": 9000,
         "source": "assumption: two dwellings fit on Erf hid-a1"},
    ]  # fmt: skip
    made["corporations"] = [
        {"corporation": "key", "name": "De Sleutel", "source": "list"},
        {"corporation": "mute", "name": "Stil Wonen", "source": "assumption: owns Erf hid-b1"},
    ]
    made["stock"] = [
        {"corporation": corporation, "neighbourhood": place, "dwellings": 400,
         "turnover_rate": "0.1", "source": "list for geheime OPVANG"}
        for corporation in ("key", "mute")
        for place in ("a1", "a2", "b1")
    ]  # fmt: skip
    made["support_points"] = [{**made["support_points"][0], "capacity": 500}]
    made["support_points"].append(
        {**made["support_points"][0], "support_point": "p2", "name": "De Haven",
         "neighbourhood": "b1", "x": 144200}
    )  # fmt: skip
    of_site = {**made["sites"][0], "corporation": "key"}
    made["sites"] = [
        {**of_site, "site": "open-b1", "name": "Open school"},
        {**of_site, "site": "both-a1", "name": "Dubbele school", "neighbourhood": "a1",
         "x": 140300, "programmes": "clustered;hush-site", "min_dwellings": 1},
        *(
            {**of_site, "site": code, "name": f"Erf {code}", "neighbourhood": place,
             "corporation": _owner(code), "x": 140000 + 37 * number, "min_dwellings": 1,
             "y": 475000 + 41 * number, "from_year": 2021,
             "programmes": "hush-site" if code.startswith("hid") else "clustered;hush-site",
             "source": "assumption: seen"}
            for number, (code, place) in enumerate(SITES.items())
        ),
    ]  # fmt: skip
    lines = (*OPEN, *placement)
    made["commitments"] = [_line(*signed, "signed") for signed in lines]
    # A wish of others for a site that a confidential programme may come to stand on.
    made["commitments"].append(_line("clustered", 2022, "a2", "key", "both-a2", 6, "proposed"))
    made["targets"] = _targets()
    made["pools"] = [
        {"pool": "bw", "year": year, "waiting": 7, "inflow": 2, "source": "assumption: 2 people"}
        for year in (2021, 2022)
    ]
    made["demand"] = [
        {"programme": programme, "municipality": place, "year": 2022, "households": number,
         "source": "assumption: 3 of 40 households"}
        for programme in ("outflow", "hush-open")
        for place, number in (("aa", 40), ("bb", 3))
    ]  # fmt: skip
    return made


def _owner(site: str) -> str:
    return "mute" if site in ("hid-a1", "hid-a2") else "key"


def _line(
    programme: str, year: int, place: str, corporation: str, site: str, dwellings: int, status: str
) -> dict[str, Any]:
    return {
        "programme": programme, "year": year, "municipality": place[0] * 2, "neighbourhood": place,
        "corporation": corporation, "site": site, "dwellings": dwellings, "status": status,
        "source": "contract",
    }  # fmt: skip


def _targets() -> list[dict[str, Any]]:
    """As many dwellings as are signed; the confidential ones in either year."""
    found = [
        {"programme": programme, "year": year, "minimum": number, "maximum": number}
        for programme, year, number in (
            ("outflow", 2021, 3), ("outflow", 2022, 4), ("near", 2021, 2), ("near", 2022, 5),
            ("clustered", 2021, 0), ("clustered", 2022, 11),
        )
    ]  # fmt: skip
    for programme, number in zip(CODES, (2, 3, 2), strict=True):
        found.append({"programme": programme, "year": 2021, "minimum": number, "maximum": number})
        found.append({"programme": programme, "year": 2022, "minimum": 0, "maximum": 0})
    return [{**row, "source": "assumption: as signed"} for row in found]
