"""A small region with a plan, made by hand: every number in the tests can be checked on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner import text
from planner.geography.reach import prepare
from planner.outcome import Outcome
from planner.quota.levy import accounts
from planner.quota.quotas import shares
from planner.region.domain import (
    Confidentiality,
    Corporation,
    Identity,
    LevyPeriod,
    LevySettings,
    Line,
    Mode,
    Municipality,
    Neighbourhood,
    Objective,
    ObjectiveSettings,
    Placement,
    Plan,
    PrivacySettings,
    Programme,
    ProximitySettings,
    QuotaKey,
    QuotaMethod,
    QuotaSettings,
    Redistribution,
    Region,
    Settings,
    Site,
    Stock,
    SupportPoint,
    Target,
    Tier,
)
from planner.region.load import Assumption, Loaded
from planner.verification.rules import Verification

PEOPLE = {"aa": 50_000, "bb": 30_000, "cc": 20_000}


def loaded(region: Region, folder: Path) -> Loaded:
    """The small region as if it had been read from a folder."""
    return Loaded(
        region=region,
        folder=folder,
        notes=(),
        assumptions=(Assumption("stock", "noord, a1", "assumption: a third", ("noord", "a1")),),
        defaults={"proximity.mode": "cycle"},
        settings={
            "quota.groups": ["homes"],
            "proximity.mode": "cycle",
            "supply.max_share_of_vacancies": 0.1,
            "quota.carry_arrears": True,
        },
        hashes={"stock.csv": "ab" * 32},
    )


def programme(code: str, **changes: Any) -> Programme:
    """A stock programme that takes vacancies, counts for the quota and needs no support."""
    plain = Programme(
        code=code,
        label_nl=f"{code} (nl)",
        label_en=f"{code} (en)",
        placement=Placement.STOCK,
        min_cluster=None,
        max_cluster=None,
        support_service=None,
        near_services=(),
        max_metres=None,
        max_minutes=None,
        mode=None,
        max_per_neighbourhood=None,
        distinct_municipalities=False,
        quota_group="homes",
        load_weight=Decimal(1),
        uses_vacancies=True,
        confidential=False,
        cost_per_dwelling=Decimal(1000),
        priority=1,
        frees=None,
        max_address_density=None,
        min_metres_to_dwellings=None,
        contract_form=None,
        source="test",
    )
    return replace(plain, **changes)


def make_region() -> Region:
    """Three municipalities of two neighbourhoods, two corporations, four programmes."""
    municipalities = {
        code: Municipality(
            code,
            f"Stad {code.upper()}",
            people,
            1000,
            300,
            Decimal("0.05"),
            0,
            None,
            0,
            True,
            "test",
        )
        for code, people in PEOPLE.items()
    }
    points = {"a1": (140, 470), "a2": (141, 471), "b1": (145, 475), "b2": (146, 474)}
    points |= {"c1": (138, 478), "c2": (139, 479)}
    neighbourhoods = {
        code: Neighbourhood(
            code,
            f"Buurt {code}",
            code[0] * 2,
            10_000,
            500,
            150,
            Decimal(0),
            x * 1e3,
            y * 1e3,
            None,
            None,
            "test",
        )
        for code, (x, y) in points.items()
    }
    stock = {
        ("noord", "a1"): Stock("noord", "a1", 100, Decimal("0.07"), "test"),
        ("noord", "a2"): Stock("noord", "a2", 150, None, "test"),
        ("noord", "b1"): Stock("noord", "b1", 0, None, "test"),
        ("zuid", "b1"): Stock("zuid", "b1", 200, None, "test"),
        ("zuid", "c1"): Stock("zuid", "c1", 300, None, "test"),
    }
    programmes = {
        "cluster": programme(
            "cluster", placement=Placement.SITE, min_cluster=5, max_cluster=30, uses_vacancies=False
        ),
        "hidden": programme("hidden", confidential=True, quota_group=None),
        "near": programme("near", support_service="day"),
        "outflow": programme("outflow"),
    }
    needs = {("cluster", 2021): 10, ("hidden", 2021): 2, ("near", 2021): 6, ("outflow", 2022): 14}
    return Region(
        identity=Identity("testland", "Testland", "Testia", (2021, 2022), 2021, "EPSG:28992", None),
        settings=Settings(
            quota=QuotaSettings(
                QuotaKey.INHABITANTS, QuotaMethod.LARGEST_REMAINDER, False, True, ("homes",)
            ),
            max_share_of_vacancies=Decimal("0.10"),
            max_load_per_1000_dwellings=Decimal(20),
            proximity=ProximitySettings(
                Mode.CYCLE, Decimal("1.3"), {Mode.CYCLE: Decimal(15)}, Decimal(500)
            ),
            privacy=PrivacySettings(Confidentiality.APART, 1, Decimal(4)),
            levy=LevySettings(
                Decimal(25_000), Redistribution.SURPLUS, LevyPeriod.YEAR, indexed=True
            ),
            objective=ObjectiveSettings((Objective.UNMET_NEED,), {}),
            sources={"supply.max_share_of_vacancies": "assumption: 10%"},
        ),
        municipalities=municipalities,
        neighbourhoods=neighbourhoods,
        corporations={
            "noord": Corporation("noord", "Wonen Noord", "test"),
            "zuid": Corporation("zuid", "Wonen Zuid", "test"),
        },
        stock=stock,
        support_points={
            "sp": SupportPoint(
                "sp", "Steunpunt Eén", "a1", 140_500, 470_500, ("day",), 8, None, "t"
            ),
            "sq": SupportPoint(
                "sq", "Steunpunt Twee", "b1", 145_500, 475_500, ("bw",), None, None, "t"
            ),
        },
        sites={
            "s1": Site(
                "s1",
                "Werf",
                "b2",
                "zuid",
                146_200,
                474_300,
                ("cluster",),
                5,
                20,
                None,
                None,
                "new_build",
                None,
                None,
                None,
                "t",
            )
        },
        programmes=programmes,
        targets={
            key: Target(key[0], key[1], minimum, None, "test") for key, minimum in needs.items()
        },
        separation=(),
        participation=(),
        neighbourhood_types={},
        contingents={},
        shares={},
        commitments=(),
        budgets={},
        demand={},
        pools={},
        travel={},
    )


LINES = (
    Line("outflow", 2022, "aa", "a1", "noord", "", "", 4),
    Line("outflow", 2022, "aa", "a2", "noord", "", "", 3),
    Line("outflow", 2022, "cc", "c1", "zuid", "", "", 6),
    Line("near", 2021, "aa", "a1", "noord", "", "sp", 5),
    Line("near", 2022, "bb", "b1", "noord", "", "sp", 1),
    Line("cluster", 2021, "bb", "b2", "zuid", "s1", "", 10),
    Line("hidden", 2021, "aa", "a1", "noord", "", "", 2),
)

TIERS = (
    Tier(
        Objective.UNMET_NEED,
        "unmet",
        "weighted_dwellings",
        "optimal",
        100.0,
        100.0,
        0.0,
        100.0,
        0.25,
    ),
    Tier(
        Objective.CLOSENESS, "minutes", "dwelling_minutes", "optimal", 12.5, 12.25, 0.02, None, 1.5
    ),
)

type Make = Callable[..., Outcome]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes an outcome; keywords replace its region, lines, tiers or verification."""

    def build(
        region: Region | None = None,
        lines: tuple[Line, ...] = LINES,
        tiers: tuple[Tier, ...] = TIERS,
        verification: Verification | None = None,
        folder: Path | None = None,
    ) -> Outcome:
        region = region or make_region()
        quotas = shares(region)
        return Outcome(
            loaded=loaded(region, folder or tmp_path),
            instance=prepare(region, quotas),
            shares=quotas,
            plan=Plan(lines, tiers, "optimal", {"solver": "HiGHS", "seed": "0", "threads": "1"}),
            accounts=tuple(accounts(region, quotas, lines)),
            verification=verification or Verification(("target", "budget"), (), {"cost.eur": 2e4}),
        )

    return build


@pytest.fixture
def outcome(make: Make) -> Outcome:
    """The plan of the small region."""
    return make()


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts in Dutch, whatever the one before it spoke."""
    text.use("nl")
    yield
    text.use("nl")
