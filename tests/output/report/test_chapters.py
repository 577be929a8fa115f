"""The values of every chapter on the small plan, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from planner import text
from planner.analysis.spread_figures import figures
from planner.errors import Problem
from planner.outcome import Outcome
from planner.output.edition import edition
from planner.output.format import dwellings, euros, percent, short
from planner.output.page.blocks import Grid
from planner.output.page.charts import bars, columns
from planner.output.report import (
    aims,
    asked,
    assumptions,
    build_up,
    comparison,
    fair_share,
    moves,
    plan,
    reasons,
    record,
    spread,
    summary,
    support,
    vacancies,
)
from planner.output.report.page import page
from planner.region.domain import (
    Adjacency,
    Audience,
    Budget,
    Commitment,
    Demand,
    Line,
    Participation,
    Pool,
    Separation,
    Swap,
    Target,
    Tier,
)
from planner.region.load import Assumption
from planner.region.reorganisation import Move
from planner.verification.rules import Verification, Violation
from tests.output.conftest import LINES, TIERS, Make, make_region


@pytest.fixture(autouse=True)
def english() -> None:
    text.use("en")


def cells(grid: Grid | None, row: str) -> list[str]:
    """The cells of the first row of that name."""
    assert grid is not None
    return next(list(found[1:]) for found in grid.rows if found[0] == row)


# the pieces


def test_numbers_follow_the_language() -> None:
    assert [percent(0.385), percent(Fraction(1, 3)), percent(0)] == ["38.5%", "33.3%", "0%"]
    assert [euros(1234.5, 2), euros(-7), dwellings(1), dwellings(1200)] == [
        "€1,234.50", "−€7", "1 dwelling", "1,200 dwellings",
    ]  # fmt: skip
    text.use("nl")
    assert [percent(0.385), euros(-1234.5, 2)] == [
        "38,5\N{NO-BREAK SPACE}%",
        "€\N{NO-BREAK SPACE}−1.234,50",
    ]
    assert [dwellings(1), dwellings(0)] == ["1 woning", "0 woningen"]


def test_a_wide_table_comes_in_parts_that_keep_its_words() -> None:
    heads = ("name", *(f"m{number}" for number in range(20)))
    grid = Grid("c", heads, (("p", *map(str, range(20))),))
    parts = list(grid.parts)
    assert [len(part.heads) for part in parts] == [10, 10, 3]
    assert [part.heads[0] for part in parts] == ["name"] * 3
    assert [cell for part in parts for cell in part.rows[0][1:]] == list(map(str, range(20)))


def test_bars_are_in_proportion() -> None:
    chart = bars(
        "x",
        "t",
        "d",
        [("a", [(0, 6, "")], 10.0, "6"), ("b", [(0, 2, ""), (1, 3, "")], None, "")],
        [],
    )
    [six], (two, three) = (bar.pieces for bar in chart.bars)
    assert chart.bars[0].mark is not None
    assert six.width / (chart.bars[0].mark - six.x) == pytest.approx(0.6, abs=0.01)
    assert three.width / two.width == pytest.approx(1.5, abs=0.01)
    assert three.x == pytest.approx(two.x + two.width, abs=0.2)
    assert bars("x", "t", "d", [("a", [(0, 0, "")], 0.0, "")], []).bars[0].pieces == ()


def test_columns_stack_from_the_bottom() -> None:
    chart = columns("x", "t", "d", [("2021", [(0, 30, ""), (1, 10, "")], 50)], [], "m")
    low, high = chart.columns[0].pieces
    assert low.y + low.height == pytest.approx(chart.base, abs=0.2)
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)
    assert low.height / high.height == pytest.approx(3, abs=0.02)
    assert [words for _, words in chart.ticks] == ["0", "10", "20", "30", "40", "50"]
    assert chart.steps[0][2] == chart.ticks[-1][0]
    assert columns("x", "t", "d", [("2021", [], 0)], [], "m").columns[0].total == "0"


def test_a_long_name_is_cut() -> None:
    assert short("a" * 200, 10) == "a" * 9 + "…"
    assert short("Laren", 5) == "Laren"


# the chapters


def test_summary(outcome: Outcome) -> None:
    found = summary.chapter(outcome)
    # 10 + 2 + 6 + 14 are asked, 10 + 2 + 6 + 13 planned; quotas are 15, 9 and 6 of 30.
    assert found.sentences[:4] == (
        "In Testia at least 32 dwellings were asked for 2021–2022, over 4 programmes.",
        "The plan holds 31 dwellings, of at least 32 asked.",
        "Of the 31 dwellings in the plan 29 count for a quota; 2 do not: hidden (en).",
        "Short of what was asked: outflow (en) 1; together 1 dwelling.",
    )
    assert "One municipality stays below its quota: Stad AA (12 of 15)." in found.sentences
    assert [number for number, _ in found.figures] == ["31", "1", "1"]


def test_summary_says_what_is_open(make: Make) -> None:
    late = (TIERS[0], replace(TIERS[1], status="time_limit"))
    outcome = make(tiers=late)
    found = summary.chapter(replace(outcome, plan=replace(outcome.plan, status="feasible")))
    assert any("still open are closeness" in sentence for sentence in found.sentences)
    broken = Verification(("target",), (Violation("target", Problem("verify.target", {})),), {})
    assert any("1 broken rule" in s for s in summary.chapter(make(verification=broken)).sentences)


def test_asked(make: Make) -> None:
    region = make_region()
    targets = {**region.targets, ("near", 2022): Target("near", 2022, 2, 5, None)}
    budgets = {("near", 2021): Budget("near", 2021, Decimal(5000), None)}
    signed = Commitment("near", 2021, "aa", "a1", "noord", None, None, 3, "signed", None)
    found = asked.chapter(
        make(
            region=replace(
                region,
                targets=targets,
                budgets=budgets,
                commitments=(signed, replace(signed, status="proposed", dwellings=9)),
                separation=(Separation("near", "outflow", Decimal(500), None),),
            )
        )
    )
    assert cells(found.targets, "near (en)") == ["6 or more", "2–5", "8"]
    assert cells(found.targets, "hidden (en)") == ["2 or more", "0", "2"]
    assert cells(found.targets, "At least together") == ["18", "16", "34"]
    assert cells(found.budgets, "near (en)") == ["€5,000", "–"]
    rules = dict(found.rules)
    assert "€25,000 a year" in rules["Quota and levy"][1]
    assert "at most 10%" in rules["Vacant dwellings"][0]
    assert any("5–30 dwellings together" in sentence for sentence in rules["By programme"])
    assert "500\N{NO-BREAK SPACE}metres apart" in rules["Distance apart"][0]
    assert rules["Signed commitments"] == (
        "1 commitment is signed, 3 dwellings together. It is in the plan.",
    )
    assert [name for name, _ in found.aims] == ["Unmet need"]


def test_who_waits(make: Make) -> None:
    region = make_region()
    assert asked.chapter(make()).people.tables == ()
    pools = {
        ("bw", 2021): Pool("bw", None, None, 2021, 30, 12, 4, None, None, None, None),
        ("bw", 2022): Pool("bw", None, None, 2022, 30, None, 5, 3, None, None, None),
        ("zz", 2021): Pool("zz", None, None, 2021, 30, None, None, 3, None, None, None),
    }
    places = {"aa": 40, "bb": 3, "cc": 20}
    asked_for = {
        (code, place, 2021): Demand(code, place, 2021, number, None)
        for code in ("near", "hidden")
        for place, number in places.items()
    }
    more = Demand("outflow", "aa", 2022, 9, None)
    found = asked.chapter(
        make(
            region=replace(region, pools=pools, demand={**asked_for, ("outflow", "aa", 2022): more})
        )
    ).people
    by_pool, by_origin = found.tables
    assert by_pool.rows == (
        ("Sheltered housing", "waiting", "12", "–"),
        ("Sheltered housing", "coming in", "x", "5"),
    )
    assert by_origin.heads == ("Municipality of origin", "near (en)", "outflow (en)", "Total")
    # The 3 of bb is its total too; of cc the 20 go with it, or 63 less 60 would tell.
    assert by_origin.rows == (
        ("Stad AA", "40", "9", "49"),
        ("Stad BB", "x", "–", "x"),
        ("Stad CC", "x", "–", "x"),
        ("Total", "63", "9", "72"),
    )
    assert found.note.startswith("x: not shown")


def test_plan(outcome: Outcome) -> None:
    found = plan.chapter(outcome)
    assert found.table.heads == ("Programme", "Stad AA", "Stad BB", "Stad CC", "Total")
    assert cells(found.table, "outflow (en)") == ["7", "0", "6", "13"]
    assert cells(found.table, "hidden (en)") == ["2", "0", "0", "2"]
    assert cells(found.table, "Total") == ["14", "11", "6", "31"]
    assert found.withheld is None


def test_plan_for_partners_and_the_public(outcome: Outcome) -> None:
    partners = plan.chapter(edition(outcome, Audience.PARTNERS))
    assert cells(partners.table, "Total") == ["12", "11", "6", "29"]
    public = plan.chapter(edition(outcome, Audience.PUBLIC))
    for told in (partners, public):
        assert told.withheld.heads == ("Programme", "2021", "2022", "Total")
        assert cells(told.withheld, "hidden (en)") == ["2", "0", "2"]


def test_fair_share_shows_what_was_exchanged(outcome: Outcome) -> None:
    assert fair_share.chapter(outcome).swaps is None
    swap = Swap("aa", "bb", "homes", 1, date(2025, 3, 1), "a larger site", None)
    region = replace(outcome.region, swaps=(swap,))
    made = replace(outcome, instance=replace(outcome.instance, region=region))
    found = fair_share.chapter(made).swaps
    assert found is not None
    [row] = found.rows
    assert row[-3:] == ("2025-03-01", "a larger site", "1")


def test_fair_share(outcome: Outcome) -> None:
    [group] = fair_share.chapter(outcome).groups
    assert cells(group.table, "Stad AA") == ["15", "12", "3", "20%", "0", "€150,000.00", "–"]
    assert cells(group.table, "Stad BB")[:5] == ["9", "11", "0", "0%", "2"]
    assert cells(group.table, "Total") == ["30", "29", "3", "", "2", "€225,000.00", "€225,000.00"]
    assert cells(group.levies, "Stad AA") == ["Pays", "75,000", "75,000", "150,000"]
    assert cells(group.levies, "Stad BB") == ["Receives", "150,000", "75,000", "225,000"]
    assert [bar.note for bar in group.chart.bars] == ["12 of 15", "11 of 9", "6 of 6"]


def test_a_tie_in_the_quotas_is_told(outcome: Outcome) -> None:
    shares = {
        key: replace(share, exact=Fraction(5, 2), rounded=3 if key[1] == "aa" else 2)
        for key, share in outcome.shares.items()
    }
    notes = fair_share.chapter(replace(outcome, shares=shares)).notes
    told = "Stad AA, Stad BB, Stad CC had an equal claim to the last dwelling"
    assert [told in note for note in notes].count(True) == 1
    assert not any(told in note for note in fair_share.chapter(outcome).notes)


def test_a_quota_group_that_may_not_be_shown_is_said_to_be_left_out(make: Make) -> None:
    region = make_region()
    hidden = replace(region.programmes["hidden"], quota_group="homes")
    outcome = make(region=replace(region, programmes={**region.programmes, "hidden": hidden}))
    found = fair_share.chapter(edition(outcome, Audience.PUBLIC))
    assert found.groups == ()
    assert len(found.notes) == 1
    assert "not shown in this edition" in found.notes[0]
    assert fair_share.chapter(edition(outcome, Audience.PARTNERS)).groups == ()
    compared = comparison.chapter(edition(outcome, Audience.PARTNERS))
    assert cells(compared.table, "Worst shortfall, share of the quota") == ["–", "–", "–"]
    assert "All quotas" not in " ".join(
        summary.chapter(edition(outcome, Audience.PUBLIC)).sentences
    )


def test_build_up(outcome: Outcome) -> None:
    found = build_up.chapter(outcome)
    assert found.table.heads == ("Programme", "2021", "2022")
    # In 2021 five of six near and all of cluster and hidden; in 2022 one near and 13 outflow.
    assert cells(found.table, "near (en)") == ["5", "6"]
    assert cells(found.table, "Together") == ["17", "31"]
    assert cells(found.table, "Least asked") == ["18", "32"]
    assert cells(found.table, "New in this year") == ["17", "14"]
    assert found.sentences == (
        "near (en) is behind at the end of 2021: 5 of 6.",
        "outflow (en) is behind at the end of 2022: 13 of 14.",
    )
    assert [column.total for column in found.chart.columns] == ["17", "31"]


def test_spread(outcome: Outcome) -> None:
    found = spread.chapter(outcome)
    # Each of 500 dwellings bears 10. a1 gets 4 + 5 + 2, b2 10.
    assert cells(found.table, "Buurt a1") == ["Stad AA", "0", "11", "11", "10", "110%", "22"]
    assert cells(found.table, "Buurt b2")[4:] == ["10", "100%", "20"]
    assert found.table.rows[0][0] == "Buurt a1"
    assert found.sentences[0] == "The plan adds load in 5 of the 6 neighbourhoods."
    assert found.sentences[1] == (
        "The largest increase is 22 per 1,000 dwellings, in Buurt a1 (Stad AA)."
    )
    assert len(found.sentences) == 2
    assert found.measures == tuple(figure.sentence for figure in figures(outcome))
    assert [measure.split()[0] for measure in found.measures[:4]] == [
        "Gini", "Theil", "Gini", "Theil",
    ]  # fmt: skip
    assert "Moran's I" in found.measures[4]


def test_spread_today(make: Make) -> None:
    region = make_region()
    places = {
        **region.neighbourhoods,
        "a1": replace(region.neighbourhoods["a1"], existing_load=Decimal("10.5")),
        "c2": replace(region.neighbourhoods["c2"], dwellings=0),
    }
    found = spread.chapter(make(region=replace(region, neighbourhoods=places), lines=()))
    assert found.sentences == ("The plan adds load to no neighbourhood.",)
    assert cells(found.table, "Buurt a1")[1:6] == ["10.5", "0", "10.5", "10", "105%"]
    assert "Buurt c2" not in [row[0] for row in found.table.rows]


def test_support(outcome: Outcome) -> None:
    found = support.chapter(outcome)
    assert cells(found.table, "Steunpunt Eén") == ["Stad AA", "6", "8", "75%"]
    assert found.sentences == (
        "0 of the 1 support points are full.",
        "1 more point offers only services that have to be near; its capacity does not count and"
        " is not shown.",
    )
    assert found.chart is not None
    assert [bar.note for bar in found.chart.bars] == ["6 of 8"]


def test_support_that_nobody_asks_for(make: Make) -> None:
    region = make_region()
    near = replace(region.programmes["near"], support_service=None)
    found = support.chapter(
        make(region=replace(region, programmes={**region.programmes, "near": near}))
    )
    assert (found.chart, found.table) == (None, None)
    assert found.sentences == ("No programme asks for a support point.",)


def test_vacancies(outcome: Outcome) -> None:
    found = vacancies.chapter(outcome)
    # noord in aa: 100 · 0.07 + 150 · 0.05 = 14.5 a year, so 2 in two; 7 taken in 2021 and in 2022.
    assert found.table is not None
    rows = {row[:2]: row[2:] for row in found.table.rows}
    assert rows["Wonen Noord", "Stad AA"] == (
        "14.5", "2", "7", "7", "14\N{NO-BREAK SPACE}●", "48.3%",
    )  # fmt: skip
    # zuid in cc: 300 · 0.05 = 15 a year, so 3; the six of 2022. Clusters take none.
    assert rows["Wonen Zuid", "Stad CC"] == ("15", "3", "0", "6", "6\N{NO-BREAK SPACE}●", "20%")
    assert rows["Wonen Zuid", "Stad BB"][2:5] == ("0", "0", "0")
    assert ("Wonen Noord", "Stad BB") not in rows  # no stock, so nothing is expected


def test_aims(make: Make) -> None:
    share = Tier("quota_fairness", "worst_1", "share", "optimal", 0.2, 0.1995, 0.0026, 0.2, 1.0)
    never = Tier("spread", "", "", "not_reached", None, None, None, None, 0.0)
    ties = Tier("ties", "dwellings", "dwellings", "optimal", 31.0, 31.0, 0.0, 31.0, 0.1)
    found = aims.chapter(make(tiers=(*TIERS, share, never, ties))).table
    assert [row[0] for row in found.rows] == [
        "Unmet need", "Closeness", "Fairness of quotas", "Spread",
    ]  # fmt: skip
    assert found.rows[0][2:] == (
        "Proven the best", "weighted dwellings", "100", "100", "0%", "100",
    )  # fmt: skip
    assert found.rows[1][2:] == (
        "Proven within the gap asked", "dwelling-minutes", "12.5", "12.25", "2%", "–",
    )  # fmt: skip
    assert found.rows[2][4:] == ("20%", "20%", "0.3%", "20%")
    assert found.rows[3][1:] == ("–", "Not reached", "–", "–", "–", "–", "–")


def test_aims_say_why_a_value_is_missing(outcome: Outcome) -> None:
    found = aims.chapter(edition(outcome, Audience.PUBLIC)).table
    hidden = "not shown in this edition"
    assert found.rows[1][4:] == (hidden, hidden, "2%", hidden)
    assert found.rows[0][4] == "100"


def test_reasons(outcome: Outcome) -> None:
    found = reasons.chapter(outcome)
    assert [place.name for place in found.places] == ["Stad AA", "Stad BB", "Stad CC"]
    assert [place.short for place in found.places] == [True, False, False]
    first = found.places[0]
    assert first.delivers == ("Stad AA delivers 12 dwellings; its quota is 15.",)
    assert first.said[:3] == (
        "Together the corporations expect 14.5 dwellings to fall vacant there a year. Of what falls"
        " vacant over all years at most 10% may be used, rounded down for each corporation: 2"
        " together.",
        "Of these the plan uses 14: that is all.",
        "Wonen Noord gives all it may of what falls vacant here: up to and including 2022 14 of 2"
        " dwellings.",
    )
    assert "There is no site fit for: cluster (en)." in first.said
    assert "Buurt a1 has a load of 11, with a limit of 10." in first.said
    assert "The only site fit for cluster (en) is in use." in found.places[1].said
    assert any(one.startswith("Wonen Zuid gives all it may") for one in found.places[2].said)


def test_reasons_claim_nothing_where_room_is_left(make: Make) -> None:
    lines = (Line("outflow", 2022, "aa", "a1", "noord", "", "", 1),)
    said = reasons.chapter(make(lines=lines)).places[0].said
    assert "Of these the plan uses 1." in said
    assert not any(sentence.startswith("Wonen Noord gives") for sentence in said)
    assert not any("that is all" in sentence for sentence in said)


def test_reasons_know_neighbours_the_edge_and_years(make: Make) -> None:
    region = make_region()
    remote = replace(region.programmes["cluster"], min_metres_to_dwellings=Decimal(100))
    sites = {"s1": replace(region.sites["s1"], metres_to_dwellings=Decimal(99))}
    settings = replace(region.settings, max_adjacent_load_per_1000_dwellings=Decimal(11))
    out = [
        Participation("cc", "near", False, 2022, None),
        Participation("cc", "outflow", False, 2022, None),
        Participation("cc", "cluster", False, None, None),
    ]
    changed = replace(
        region,
        programmes={**region.programmes, "cluster": remote},
        sites=sites,
        settings=settings,
        participation=tuple(out),
        adjacency=Adjacency((("a1", "a2"), ("b1", "b2")), ()),
    )
    lines = tuple(line for line in LINES if line.municipality != "cc")
    first, second, third = (
        place.said
        for _, place in sorted(
            (place.name, place)
            for place in reasons.chapter(make(region=changed, lines=lines)).places
        )
    )
    # a1 and a2 bear 14 of 11, b1 and b2 11 of 11.
    for code in ("a1", "a2"):
        assert (
            f"Buurt {code} and the neighbourhoods around it have a load of 14 together, with a"
            " limit of 11." in first
        )
    assert sum("a load of 11 together" in sentence for sentence in second) == 2
    assert not any("together, with" in sentence for sentence in third)
    assert "No place there is open and remote enough for: cluster (en)." in second
    assert "There is no site fit for: cluster (en)." not in second
    assert third[-2:] == (
        "Takes no part in: cluster (en).",
        "Takes no part in 2022: near (en) and outflow (en).",
    )


def test_a_site_that_does_not_suit_says_why(make: Make) -> None:
    region = make_region()
    remote = replace(region.programmes["cluster"], max_address_density=Decimal(500))
    dense = replace(region.sites["s1"], address_density=Decimal(501))
    changed = replace(
        region, programmes={**region.programmes, "cluster": remote}, sites={"s1": dense}
    )
    lines = tuple(line for line in LINES if line.programme != "cluster")
    [place] = [p for p in reasons.chapter(make(changed, lines)).places if p.name == "Stad BB"]
    [said] = [said for said in place.said if "Werf" in said]
    assert said.startswith("Site Werf is not used. cluster (en): ")
    assert "501" in said
    assert "500" in said


def test_what_reorganisation_moved(make: Make) -> None:
    outcome = make(region=replace(make_region(), left={"cc": 2022}))
    assert moves.chapter(outcome) is None
    assert 'id="moves"' not in page(outcome)
    one = Move("stock", "", "cc", "Stad CC", "Elders", "Elders", 2022, Fraction(300), "dwellings")
    found = moves.chapter(with_moves(outcome, one))
    assert found is not None
    assert found.sentences == (
        "From 2022 on Stad CC is no part of the region: no dwellings are added there from then on,"
        " and it receives no levy.",
    )
    assert found.table.rows == (
        (cell("what.stock"), "", "Stad CC", "Elders", cell("unit.dwellings"), "2022", "300"),
    )
    assert found.table.heads[-3:] == ("Unit", "Year", "Amount")
    assert found.table.words == 5
    # How many people need a dwelling is not told.
    people = replace(one, what="demand", subject="near", amount=Fraction(41), unit="households")
    assert moves.chapter(with_moves(outcome, people)) is None


def test_names_of_what_moved_are_safe(make: Make) -> None:
    turned = "\N{RIGHT-TO-LEFT OVERRIDE}x"
    one = Move("stock", "", "xx", turned, "<b>", "<b>", 2022, Fraction(3), "dwellings")
    html = page(with_moves(make(), one))
    assert 'id="moves"' in html
    assert turned not in html
    assert "<b>" not in html


def with_moves(outcome: Outcome, *found: Move) -> Outcome:
    return replace(outcome, loaded=replace(outcome.loaded, moves=found))


def cell(key: str) -> str:
    return text.text(f"reorganise.{key}")


def test_reasons_name_the_sites_left_over_in_the_internal_edition_only(make: Make) -> None:
    lines = tuple(line for line in LINES if line.programme != "cluster")
    outcome = make(lines=lines)
    [place] = [p for p in reasons.chapter(outcome).places if p.name == "Stad BB"]
    [said] = [said for said in place.said if "Werf" in said]
    assert said == (
        "Site Werf is not used. cluster (en): no rule by itself forbids it; what it would cost is "
        "worked out by `planner explain --why-not s1`."
    )
    shown = edition(outcome, Audience.PARTNERS)
    assert not any("Werf" in said for p in reasons.chapter(shown).places for said in p.said)


def test_every_kind_of_bound_has_its_sentence(make: Make) -> None:
    region = make_region()
    programmes = {
        **region.programmes,
        "near": replace(
            region.programmes["near"], max_per_neighbourhood=5, max_metres=Decimal(900)
        ),
        "cluster": replace(
            region.programmes["cluster"], distinct_municipalities=True, max_cluster=10
        ),
    }
    other = replace(region.sites["s1"], code="s2", name="Haven", neighbourhood="b1")
    points = {**region.support_points, "sp": replace(region.support_points["sp"], capacity=6)}
    targets = {**region.targets, ("near", 2021): Target("near", 2021, 5, 5, None)}
    targets["near", 2022] = Target("near", 2022, 0, 4, None)
    budgets = {("outflow", 2022): Budget("outflow", 2022, Decimal(13_500), None)}
    found = reasons.chapter(
        make(
            region=replace(
                region,
                programmes=programmes,
                sites={**region.sites, "s2": other},
                support_points=points,
                targets=targets,
                budgets=budgets,
            )
        )
    )
    said = " ".join(sentence for place in found.places for sentence in place.said)
    assert "near (en): the most in a neighbourhood, 5, is reached in Buurt a1." in said
    assert "Nowhere is the support asked within reach for: near (en)." in said
    assert "cluster (en): no more dwellings may stand together on site Werf, 10 of 10." in said
    assert "A site is in use for cluster (en); more than one" in said
    assert "Steunpunt Eén is full: 6 of 6 dwellings." in said
    assert found.region == (
        "near (en): up to and including 2021 the highest number is reached, 5 of 5.",
        "outflow (en): of the budget is spent in 2022 €13,000 of €13,500. What is left is too"
        " little for the cheapest step.",
    )


def test_comparison(outcome: Outcome) -> None:
    found = comparison.chapter(outcome)
    assert found.table.heads[1:] == ("This plan", "First come, first served", "Pro rata")
    # 31 dwellings at 1,000, one missing, aa 3 of 15 short; b2 10 and a1 11 of 500.
    assert [row[1] for row in found.table.rows[:3]] == ["31", "1", "20%"]
    assert cells(found.table, "Cost")[0] == "€31,000"
    assert cells(found.table, "Largest increase per 1,000 dwellings in a neighbourhood")[0] == "22"
    # Within the rules: a vacancy of noord and of zuid in each town and year, ten on the site.
    assert cells(found.table, "Points on which rules are broken")[1] == "0"
    assert int(cells(found.table, "Points on which rules are broken")[2]) > 0
    assert "The pro-rata plan breaks the rules" in found.sentences[-1]


def test_measures_of_nothing(outcome: Outcome) -> None:
    found = comparison.measures(outcome, ())
    assert (found.dwellings, found.unmet, found.worst) == (0, 32, Fraction(1))
    assert (found.closeness, found.highest, found.cost, dict(found.broken)) == (0, 0, 0, {})


def test_an_edition_compares_what_it_shows(outcome: Outcome) -> None:
    found = comparison.chapter(edition(outcome, Audience.PUBLIC))
    assert cells(found.table, "Dwellings")[0] == "29"
    assert cells(found.table, "Worst shortfall, share of the quota")[0] == "20%"
    assert "without the confidential programmes" in found.sentences[0]


def test_assumptions(outcome: Outcome) -> None:
    rows = (
        Assumption("stock", "noord, a1", "assumption: a third"),
        Assumption("stock", "noord, a2", "assumption: a third"),
        Assumption("sites", "s1", "no source given"),
        Assumption("stock", "zuid, b1", "assumption: a half"),
        Assumption("demand", "near, aa, 2021", "assumption: 3 households"),
    )
    outcome = replace(outcome, loaded=replace(outcome.loaded, assumptions=rows))
    found = assumptions.chapter(edition(outcome, Audience.INTERNAL))
    assert found.sentence == "5 assumptions"
    [sites] = found.unsourced
    assert (sites.name, sites.count, sites.sources) == ("Sites", 1, (("no source given", "s1"),))
    stock, demand = found.marked
    assert (stock.name, stock.count) == ("Dwellings of housing corporations", 3)
    assert stock.sources == (
        ("assumption: a third", "noord, a1; noord, a2"), ("assumption: a half", "zuid, b1"),
    )  # fmt: skip
    assert "households" not in str(demand)


def test_record(make: Make) -> None:
    found = record.chapter(make())
    named: dict[str, Any] = {row[3]: row[1:3] for row in found.settings.rows}
    assert named["proximity.mode"] == ("by bicycle", "default")
    assert named["supply.max_share_of_vacancies"] == ("0.1", "assumption: 10%")
    assert named["quota.carry_arrears"] == ("yes", "")
    assert found.files.rows == (("stock.csv", "ab" * 32),)
    assert ("solver", "HiGHS") in found.versions.rows
    assert found.sentences[0].endswith("It keeps every rule: number asked and budget.")
    values = {"municipality": "aa", "programme": "near", "year": 2022, "count": 2}
    broken = Problem("verify.participation", values)
    wrong = Verification(("participation",), (Violation("participation", broken),), {})
    said = record.chapter(make(verification=wrong)).sentences
    assert "Not everything holds" in said[0]
    assert said[1].startswith("Municipality “Stad AA” has 2 dwellings of programme “near (en)”")


def test_programmes_of_one_name_stay_apart(make: Make) -> None:
    region = make_region()
    same = {code: replace(row, label_en="Same") for code, row in region.programmes.items()}
    outcome = make(region=replace(region, programmes=same))
    assert cells(plan.chapter(outcome).table, "Total") == ["14", "11", "6", "31"]
    assert len(plan.chapter(outcome).table.rows) == 5
    assert len(build_up.chapter(outcome).table.rows) == 7


def test_an_edition_without_any_programme(make: Make) -> None:
    region = make_region()
    hidden = {code: replace(row, confidential=True) for code, row in region.programmes.items()}
    shown = edition(make(region=replace(region, programmes=hidden)), Audience.PUBLIC)
    assert cells(plan.chapter(shown).table, "Total") == ["0", "0", "0", "0"]
    assert cells(build_up.chapter(shown).table, "Together") == ["0", "0"]
    assert summary.chapter(shown).figures[0][0] == "0"
    assert cells(comparison.chapter(shown).table, "Dwellings") == ["0", "0", "0"]
    assert "Housing plan Testia" in page(shown)
