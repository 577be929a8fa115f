"""What is said of points that a network does not serve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.region.domain import Mode, Network, Region
from planner.region.load import load
from planner.region.network_notes import closed_modes, network_notes
from planner.text import use
from tests.networks import edge, network
from tests.tiny import tiny, write_folder

WALK = frozenset({Mode.WALK})
# The tiny region: support point p1 at 140100, 475000; site s1 at 144100, 475100.
AT_P1, AT_S1 = (140_100.0, 475_000.0), (144_100.0, 475_100.0)
BETWEEN = (142_000.0, 475_000.0)


@pytest.fixture
def region(folder: Path) -> Region:
    return load(folder).region


def notes(region: Region, found: Network) -> list[str]:
    return network_notes(replace(region, network=found))


def test_nothing_to_say(region: Region) -> None:
    assert network_notes(region) == []
    assert notes(region, network([AT_P1, AT_S1], edge(0, 1, 4000))) == []


def test_points_off_the_network(region: Region) -> None:
    near_p1 = network([(140_100, 475_300), BETWEEN], edge(0, 1, 2000))
    assert notes(region, near_p1) == [
        "1 punt ligt verder dan 500 m van het netwerk met de fiets en telt als onbereikbaar: "
        "locatie s1 (2.102 m). Verhoog proximity.snap_metres, vul het netwerk aan, of vul de "
        "tabel travel in."
    ]
    use("en")
    near_neither = network([BETWEEN, (142_000, 475_001)], edge(0, 1, 1))
    [note] = notes(region, near_neither)
    assert note.startswith("2 points lie farther than 500 m from the network by bicycle and count ")
    assert ": site s1 (2,102 m), support point p1 (1,900 m). " in note


def test_points_that_are_not_used_are_not_named(region: Region) -> None:
    """Outflow needs no support, so its neighbourhoods need no road."""
    found = notes(region, network([AT_P1, BETWEEN], edge(0, 1, 1)))
    assert not any("buurt" in note for note in found)


def test_the_distance_to_what_the_mode_can_use(region: Region) -> None:
    found = network([AT_P1, AT_S1, BETWEEN], edge(0, 1, 1, modes=WALK), edge(2, 0, 1))
    [note] = notes(region, found)
    assert "locatie s1 (2.102 m)" in note


def test_at_most_five_points_are_named(tmp_path: Path) -> None:
    sites = [{**tiny()["sites"][0], "site": f"s{n}", "x": 150_000 + n} for n in range(7)]
    region = load(write_folder(tmp_path / "tiny", tiny(sites=sites))).region
    [note] = notes(region, network([AT_P1, BETWEEN], edge(0, 1, 1)))
    assert note.startswith("7 punten")
    assert "locatie s4 (" in note
    assert "), …. Verhoog" in note
    assert "s5" not in note


def test_points_in_another_part(tmp_path: Path) -> None:
    points = [{**tiny()["support_points"][0], "support_point": f"p{n}"} for n in (1, 2)]
    region = load(write_folder(tmp_path / "tiny", tiny(support_points=points))).region
    nodes = [AT_P1, BETWEEN, AT_S1, (144_200.0, 475_100.0)]
    apart = network(nodes, edge(0, 1, 1), edge(2, 3, 1))
    [note] = notes(region, apart)
    assert note.startswith(
        "1 punt sluit met de fiets aan op een deel van het netwerk dat los ligt van het deel met "
        "de meeste punten: locatie s1. "
    )
    assert notes(region, network(nodes, *apart.edges, edge(1, 2, 1, oneway=True))) == []


def test_a_closed_mode(region: Region) -> None:
    walked = network([AT_P1, AT_S1], edge(0, 1, 4000, modes=WALK))
    [problem] = closed_modes(replace(region, network=walked))
    assert problem.values == {"mode": "cycle"}
    assert closed_modes(region) == []
