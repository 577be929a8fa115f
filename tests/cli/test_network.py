"""A region with a river: whether its bridge is in the network decides what is in reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.process import run
from tests.networks import Row, write_geopackage, write_graphml
from tests.tiny import tiny, write_folder

# The river runs between a1, where support point p1 is, and b1, where site s1 is. The bridge lies
# 1,000 m to the south: 142000, 474000. Its two ends are the nodes 2 and 3.
NODES = [
    (140_100.0, 475_000.0), (141_900.0, 475_000.0), (141_900.0, 474_000.0), (142_100.0, 474_000.0),
    (142_100.0, 475_000.0), (144_100.0, 475_100.0),
]  # fmt: skip
WEST: list[Row] = [
    {"start": 0, "end": 1, "length": 1800.0}, {"start": 1, "end": 2, "length": 1000.0},
]  # fmt: skip
EAST: list[Row] = [
    {"start": 3, "end": 4, "length": 1000.0}, {"start": 4, "end": 5, "length": 2010.0},
]  # fmt: skip
BRIDGE: Row = {"start": 2, "end": 3, "length": 200.0}


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """The tiny region, its clustered dwellings within 30 minutes by bicycle of support."""
    outflow, clustered = tiny()["programmes"]
    clustered = {**clustered, "max_metres": None, "max_minutes": 30}
    write_folder(tmp_path / "river", tiny(programmes=[outflow, clustered]))
    return tmp_path


def clustered(plan: Path) -> int:
    totals = json.loads((plan / "plan.json").read_text(encoding="utf-8"))["totals"]
    return int(totals["clustered"]["planned"])


def test_with_the_bridge_there_is_support(region: Path) -> None:
    write_geopackage(region / "river" / "network.gpkg", NODES, [*WEST, BRIDGE, *EAST])
    run(region, "solve", "river", "--quiet", "--out", "plan")
    assert clustered(region / "plan") == 4
    record = json.loads((region / "plan" / "plan.json").read_text(encoding="utf-8"))
    # 6,010 m through the network at 15 km/h, for each of four dwellings
    assert record["verification"]["aims"]["ties.support_minutes"] == pytest.approx(4 * 24.04)
    assert "network.gpkg" in record["inputs"]
    assert run(region, "verify", "river", "plan").code == 0


def test_without_the_bridge_there_is_none(region: Path) -> None:
    """As the crow flies p1 is near enough."""
    run(region, "solve", "river", "--quiet", "--out", "straight")
    assert clustered(region / "straight") == 4
    write_graphml(region / "river" / "network.graphml", NODES, [*WEST, *EAST])
    ran = run(region, "check", "river", "--lang", "en")
    assert "network.graphml: network of 6 nodes and 4 edges, read from: length" in ran.err
    assert "1 point joins the network by bicycle at a part that is not connected" in ran.err
    assert (
        "Programme “clustered”: 1 of 1 sites lacks support or a nearby service within reach: s1"
        in ran.err
    )
    ran = run(region, "solve", "river", "--out", "cut", "--lang", "en")
    assert "1 point joins the network by bicycle at a part that is not connected" in ran.err
    assert clustered(region / "cut") == 0
    refused = run(region, "verify", "river", "straight", "--lang", "en", code=3)
    assert "cannot be reached" in refused.out + refused.err


def test_the_table_mends_what_the_network_lacks(region: Path) -> None:
    write_graphml(region / "river" / "network.graphml", NODES, [*WEST, *EAST])
    (region / "river" / "travel.csv").write_text("from,to,minutes,source\na1,b1,28,ferry\n")
    run(region, "solve", "river", "--quiet", "--out", "plan")
    assert clustered(region / "plan") == 4


def test_a_snap_distance_that_is_too_small(region: Path) -> None:
    nodes = [(x, y + 200) for x, y in NODES]
    write_geopackage(region / "river" / "network.gpkg", nodes, [*WEST, BRIDGE, *EAST])
    assert run(region, "check", "river", "--json").document["notes"][1:] == []
    ran = run(region, "check", "river", "--json", "--set", "proximity.snap_metres=150")
    _, far, unreached = ran.document["notes"]
    assert far.startswith("2 punten liggen verder dan 150 m van het netwerk met de fiets en tellen")
    assert "locatie s1 (200 m), steunpunt p1 (200 m). Verhoog proximity.snap_metres" in far
    assert unreached == (
        "Programma “clustered”: 1 van de 1 locaties mist steun of een voorziening binnen bereik: s1"
    )


def test_a_bad_network_is_refused_without_a_trace(region: Path) -> None:
    write_geopackage(
        region / "river" / "network.gpkg", NODES, [{"start": 0, "end": 1, "length": -5.0}]
    )
    ran = run(region, "check", "river", "--lang", "en", code=3)
    assert "network.gpkg" in ran.err
    assert "1 edge has a value here that is not a number of zero or more: 1." in ran.err
    assert "Traceback" not in ran.err
