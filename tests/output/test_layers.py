"""The GeoPackage of a plan: what is in it, and that it opens with its styles."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest
from shapely.geometry import Point, box

from planner import text
from planner.errors import PlannerError
from planner.outcome import Outcome
from planner.output import tables
from planner.output.edition import edition
from planner.output.geopackage import write_geopackage
from planner.region.domain import Access, Audience, Link, Location, Presence, Region

from .conftest import LINES, make_region, programme

type Make = Callable[..., Outcome]

SPATIAL = (
    "municipalities",
    "neighbourhoods",
    "support_links",
    "support_points",
    "sites_unused",
    "allocation",
)
SE = "{http://www.opengis.net/se}"
OGC = "{http://www.opengis.net/ogc}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.gpkg"


@pytest.fixture
def written(outcome: Outcome, path: Path) -> Path:
    write_geopackage(outcome, path)
    return path


def layer(path: Path, name: str) -> Any:
    return pyogrio.read_dataframe(path, layer=name)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def names(path: Path) -> list[str]:
    return [str(name) for name, _ in pyogrio.list_layers(path)]


def kind(path: Path, name: str) -> str:
    return str(pyogrio.read_info(path, layer=name)["geometry_type"])


def style(path: Path, name: str, column: str = "styleQML") -> ElementTree.Element:
    ((written,),) = rows(path, f"SELECT {column} FROM layer_styles WHERE f_table_name = '{name}'")
    return ElementTree.fromstring(written)


def described(path: Path, name: str) -> str:
    ((words,),) = rows(path, f"SELECT description FROM gpkg_contents WHERE table_name = '{name}'")
    return str(words)


def save(folder: Path, name: str, codes: list[str], **columns: Any) -> None:
    """Boundaries for these codes: squares of two kilometres beside each other."""
    shapes = [box(140_000 + 2000 * i, 470_000, 142_000 + 2000 * i, 472_000) for i in range(9)]
    frame = geopandas.GeoDataFrame(
        {"code": codes, **columns}, geometry=shapes[: len(codes)], crs="EPSG:28992"
    )
    frame.to_file(folder / "geo.gpkg", layer=name, driver="GPKG")


# what is in it


def test_the_layers_and_their_coordinates(written: Path) -> None:
    assert names(written) == [*SPATIAL, "layer_styles"]
    for name in SPATIAL:
        assert layer(written, name).crs.to_epsg() == 28992
    assert kind(written, "support_links") == "LineString"
    assert {kind(written, name) for name in SPATIAL if name != "support_links"} == {"Point"}


def test_the_file_is_a_sound_database(written: Path) -> None:
    assert rows(written, "PRAGMA integrity_check") == [("ok",)]
    assert rows(written, "PRAGMA foreign_key_check") == []


def test_municipalities_are_those_of_the_table(outcome: Outcome, written: Path) -> None:
    table, found = tables.municipalities(outcome), layer(written, "municipalities")
    # The levy stands in the layer as what is paid and what is received.
    for column in (name for name in table.columns if not name.startswith("levy")):
        cells = [float(c) if isinstance(c, Decimal) else c for c in table.column(column)]
        assert found[column].tolist() == cells, column
    assert found["pays"].tolist() == [150_000, 0, 75_000]
    assert found["receives"].tolist() == [0, 225_000, 0]
    assert found["delivered"].sum() == 29
    # 12 of 15, 11 of 9, 6 of 6.
    assert found["fulfilment"].tolist() == ["nearly", "far_above", "exactly"]
    assert found.geometry[0].equals(Point(140_500, 470_500))


@pytest.mark.parametrize(
    ("dwellings", "fulfilment"), [(0, "half"), (11, "fifths"), (12, "nearly"), (16, "above")]
)
def test_how_far_a_quota_is_met(make: Make, path: Path, dwellings: int, fulfilment: str) -> None:
    write_geopackage(make(lines=(LINES[0]._replace(dwellings=dwellings),)), path)
    assert layer(path, "municipalities")["fulfilment"][0] == fulfilment


def test_without_accounts_the_municipalities_are_there_all_the_same(
    outcome: Outcome, path: Path
) -> None:
    write_geopackage(replace(outcome, accounts=()), path)
    found = layer(path, "municipalities")
    assert found["municipality"].tolist() == ["aa", "bb", "cc"]
    assert found["quota"].isna().all()
    assert set(found["fulfilment"]) == {"none"}


def test_a_municipality_without_neighbourhoods_has_no_place(make: Make, path: Path) -> None:
    region = make_region()
    lone = replace(region.municipalities["aa"], code="dd", name="Leeg")
    region = replace(region, municipalities={**region.municipalities, "dd": lone})
    write_geopackage(make(region), path)
    found = layer(path, "municipalities").set_index("municipality")
    assert found.geometry["dd"] is None
    assert found["name"]["dd"] == "Leeg"


def test_allocation_is_the_table_with_labels(outcome: Outcome, written: Path) -> None:
    table, found = tables.allocation(outcome), layer(written, "allocation")
    assert found.columns.tolist() == [*table.columns, "programme_label", "geometry"]
    for column in table.columns:
        assert found[column].tolist() == table.column(column), column
    assert found["programme_label"][0] == "cluster (nl)"
    # A site's own point, else the neighbourhood's.
    points = dict(zip(found["neighbourhood"], found.geometry, strict=True))
    assert points["b2"].equals(Point(146_200, 474_300))
    assert points["c1"].equals(Point(138_000, 478_000))


def test_the_load_of_neighbourhoods(make: Make, path: Path) -> None:
    region = make_region()
    heavy = replace(region.programmes["outflow"], load_weight=Decimal("1.5"))
    loaded = replace(region.neighbourhoods["a1"], existing_load=Decimal("2.5"))
    empty = replace(region.neighbourhoods["c2"], dwellings=0)
    region = replace(
        region,
        programmes={**region.programmes, "outflow": heavy},
        neighbourhoods={**region.neighbourhoods, "a1": loaded, "c2": empty},
    )
    write_geopackage(make(region), path)
    found = layer(path, "neighbourhoods").set_index("neighbourhood")
    # 4 of outflow at 1.5, 5 near and 2 hidden at 1, on 500 dwellings.
    assert found["existing_load"]["a1"] == 2.5
    assert found["added_load"]["a1"] == 13
    assert found["total_load_per_1000_dwellings"]["a1"] == 31
    assert found["total_load_per_1000_dwellings"].isna()["c2"]
    assert set(found["max_load_per_1000_dwellings"]) == {20}
    assert found["municipality"]["a1"] == "aa"


def test_links_go_from_dwellings_to_support(make: Make, path: Path) -> None:
    outcome = make()
    access = {Presence("near", Location("a1")): Access(2021, (Link("sp", 3.456, 2021),))}
    outcome = replace(outcome, instance=replace(outcome.instance, access=access))
    write_geopackage(outcome, path)
    found = layer(path, "support_links")
    assert found["dwellings"].tolist() == [5, 1]
    assert found["minutes"][0] == 3.46
    assert found["minutes"].isna()[1]
    assert found["metres"][0] == 707.1
    assert found.length[0] == pytest.approx(707.1, abs=0.05)
    assert list(found.geometry[1].coords) == [(145_000, 475_000), (140_500, 470_500)]


def test_years_and_corporations_are_one_link(make: Make, path: Path) -> None:
    near = next(line for line in LINES if line.programme == "near")
    write_geopackage(make(lines=(near, near._replace(year=2022, corporation="zuid"))), path)
    assert layer(path, "support_links")["dwellings"].tolist() == [10]


def test_support_on_the_spot_has_no_line(make: Make, path: Path) -> None:
    region = make_region()
    home = replace(region.support_points["sp"], x=140_000, y=470_000)
    region = replace(region, support_points={**region.support_points, "sp": home})
    write_geopackage(make(region), path)
    found = layer(path, "support_links")
    assert found["dwellings"].sum() == 6
    assert found.geometry[0] is None
    assert found["metres"][0] == 0


@pytest.mark.parametrize(
    ("capacity", "use"), [(None, "used"), (8, "used"), (7, "used"), (6, "full"), (0, "full")]
)
def test_how_full_support_points_are(
    make: Make, path: Path, capacity: int | None, use: str
) -> None:
    region = make_region()
    point = replace(region.support_points["sp"], capacity=capacity, services=("day", "night"))
    region = replace(region, support_points={**region.support_points, "sp": point})
    write_geopackage(make(region), path)
    found = layer(path, "support_points").set_index("support_point")
    assert found["services"]["sp"] == "day;night"
    assert found["used_total"].to_dict() == {"sp": 6, "sq": 0}
    assert found["use"].to_dict() == {"sp": use, "sq": "unused"}
    assert (found["peak_year"]["sp"], found["used_peak"]["sp"]) == (2021, 5)
    assert found["peak_year"].isna()["sq"]


def test_nine_tenths_is_nearly_full(make: Make, path: Path) -> None:
    region = make_region()
    point = replace(region.support_points["sp"], capacity=10)
    region = replace(region, support_points={**region.support_points, "sp": point})
    near = next(line for line in LINES if line.programme == "near")
    write_geopackage(make(region, lines=(near._replace(dwellings=9),)), path)
    assert layer(path, "support_points")["use"][0] == "nearly_full"


def test_sites_that_are_not_used(make: Make, written: Path, tmp_path: Path) -> None:
    assert layer(written, "sites_unused").empty
    write_geopackage(make(lines=()), tmp_path / "none.gpkg")
    (site,) = layer(tmp_path / "none.gpkg", "sites_unused").itertuples()
    assert (site.site, site.name, site.programmes, site.kind) == (
        "s1",
        "Werf",
        "cluster",
        "new_build",
    )
    assert (site.min_dwellings, site.max_dwellings) == (5, 20)
    assert site.geometry.equals(Point(146_200, 474_300))


def test_an_empty_plan_has_every_layer(make: Make, written: Path, tmp_path: Path) -> None:
    region = replace(make_region(), sites={}, support_points={})
    bare = tmp_path / "bare.gpkg"
    write_geopackage(make(region, lines=()), bare)
    assert names(bare) == names(written)
    for name in SPATIAL:
        full, empty = (pyogrio.read_info(file, layer=name) for file in (written, bare))
        assert empty["fields"].tolist() == full["fields"].tolist()
        assert empty["ogr_types"] == full["ogr_types"]
        assert empty["geometry_type"] == full["geometry_type"]
        assert empty["crs"] == "EPSG:28992"
    empty_ones = {name for name in SPATIAL if layer(bare, name).empty}
    assert empty_ones == {"support_links", "support_points", "sites_unused", "allocation"}
    assert len(rows(bare, "SELECT * FROM layer_styles")) == len(SPATIAL)


@pytest.mark.parametrize("name", SPATIAL)
def test_types_are_those_of_the_columns(written: Path, name: str) -> None:
    info = pyogrio.read_info(written, layer=name)
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    whole = {"year", "dwellings", "quota", "capacity", "peak_year", "from_year", "min_dwellings"}
    real = {"levy", "minutes", "metres", "existing_load", "max_load_per_1000_dwellings"}
    assert {types[column] for column in whole & types.keys()} <= {"OFTInteger64"}
    assert {types[column] for column in real & types.keys()} <= {"OFTReal"}
    assert types.get("name", "OFTString") == "OFTString"


# boundaries


def test_boundaries_make_polygons(make: Make, tmp_path: Path, path: Path) -> None:
    save(tmp_path, "municipalities", ["cc", "aa", "bb"])
    save(tmp_path, "neighbourhoods", ["a1", "a2", "b1", "b2", "c1", "c2"])
    write_geopackage(make(), path)
    for name in ("municipalities", "neighbourhoods"):
        assert kind(path, name) == "MultiPolygon"
        assert not layer(path, name)["schematic"].any()
        assert text.text("layers.points") not in described(path, name)
        assert style(path, name).findtext("layerGeometryType") == "2"
    found = layer(path, "municipalities").set_index("municipality").geometry
    assert found["aa"].equals(box(142_000, 470_000, 144_000, 472_000))


def test_without_boundaries_there_are_points(written: Path) -> None:
    for name in ("municipalities", "neighbourhoods"):
        assert layer(written, name)["schematic"].all()
        assert text.text("layers.points") in described(written, name)
        assert style(written, name).findtext("layerGeometryType") == "0"


def test_boundaries_of_some(make: Make, tmp_path: Path, path: Path) -> None:
    save(tmp_path, "municipalities", ["aa", "elsewhere"])
    write_geopackage(make(), path)
    found = layer(path, "municipalities").set_index("municipality")
    assert sorted(found.index) == ["aa", "bb", "cc"]
    assert found["schematic"].to_dict() == {"aa": False, "bb": True, "cc": True}
    assert kind(path, "municipalities") == "MultiPolygon"
    assert found.geometry["bb"].centroid.distance(Point(145_500, 474_500)) < 1
    assert text.text("layers.partly") in described(path, "municipalities")
    assert kind(path, "neighbourhoods") == "Point"


def test_schematic_boundaries_are_called_so(make: Make, tmp_path: Path, path: Path) -> None:
    save(tmp_path, "municipalities", ["aa", "bb", "cc"], schematic=[True] * 3)
    write_geopackage(make(), path)
    assert layer(path, "municipalities")["schematic"].all()
    assert text.text("layers.schematic") in described(path, "municipalities")


def test_boundaries_that_are_no_areas_do_not_count(make: Make, tmp_path: Path, path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"code": ["aa"]}, geometry=[Point(140_000, 470_000)], crs="EPSG:28992"
    )
    frame.to_file(tmp_path / "geo.gpkg", layer="municipalities", driver="GPKG")
    write_geopackage(make(), path)
    assert kind(path, "municipalities") == "Point"
    assert layer(path, "municipalities").geometry[0].x != 140_000


def test_boundaries_that_cannot_be_read_are_told(make: Make, tmp_path: Path, path: Path) -> None:
    (tmp_path / "geo.gpkg").write_text("no")
    with pytest.raises(PlannerError, match=r"geo\.gpkg"):
        write_geopackage(make(), path)
    assert not path.exists()


# styles


def test_styles_are_registered_as_qgis_looks_them_up(written: Path) -> None:
    found = rows(
        written,
        "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, useAsDefault"
        " FROM layer_styles",
    )
    assert found == [("", "", name, "geom", 1) for name in SPATIAL]
    columns = dict(rows(written, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    assert columns == dict.fromkeys(SPATIAL, "geom")
    registered = rows(
        written, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
    )
    assert registered == [("attributes",)]
    assert [row[1] for row in rows(written, "PRAGMA table_info(layer_styles)")] == [
        *("id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column"),
        *("styleName", "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui"),
        "update_time",
    ]


@pytest.mark.parametrize("name", SPATIAL)
def test_every_class_has_its_symbol(written: Path, name: str) -> None:
    renderer = style(written, name).find("renderer-v2")
    assert renderer is not None
    graduated = name == "neighbourhoods"
    assert renderer.get("type") == ("graduatedSymbol" if graduated else "categorizedSymbol")
    classes = renderer.findall("ranges/range" if graduated else "categories/category")
    symbols = {one.get("name"): one for one in renderer.findall("symbols/symbol")}
    assert [one.get("symbol") for one in classes] == list(symbols)
    assert all(one.get("label") for one in classes)
    kinds = {one.get("type") for one in symbols.values()}
    assert kinds == {"line" if name == "support_links" else "marker"}
    colours = {
        option.get("value")
        for option in renderer.iter("Option")
        if option.get("name") in ("color", "line_color")
    }
    assert len(colours) == len(classes)


@pytest.mark.parametrize("name", SPATIAL)
def test_every_row_has_a_class(make: Make, path: Path, name: str) -> None:
    write_geopackage(make(lines=LINES[:4]), path)
    found = layer(path, name)
    assert not found.empty
    renderer = style(path, name).find("renderer-v2")
    assert renderer is not None
    values = found[renderer.get("attr")]
    if name == "neighbourhoods":
        spans = [
            (float(one.get("lower", "")), float(one.get("upper", "")))
            for one in renderer.iter("range")
        ]
        assert all(any(low <= value <= high for low, high in spans) for value in values)
        assert [high for _, high in spans[:-1]] == pytest.approx([5, 10, 15, 20])
        assert [low for low, _ in spans[1:]] == [5, 10, 15, 20]
        # What is at its limit is in the last class, as on the map.
        assert spans[-2][1] < 20
    else:
        assert set(values) <= {one.get("value") for one in renderer.iter("category")}


def test_a_limit_of_zero_is_drawn(make: Make, path: Path) -> None:
    region = make_region()
    settings = replace(region.settings, max_load_per_1000_dwellings=Decimal(0))
    write_geopackage(make(replace(region, settings=settings)), path)
    spans = [
        (float(one.get("lower", "")), float(one.get("upper", "")))
        for one in style(path, "neighbourhoods").iter("range")
    ]
    assert spans == [(0, 22)]


@pytest.mark.parametrize("name", SPATIAL)
def test_sld_draws_the_same_classes(written: Path, name: str) -> None:
    sld, renderer = style(written, name, "styleSLD"), style(written, name).find("renderer-v2")
    assert renderer is not None
    assert sld.get("version") == "1.1.0"
    titles = [one.text for one in sld.iter(f"{SE}Title")]
    assert titles == [one.get("label") for one in renderer.iter() if one.get("label")]
    columns = set(pyogrio.read_info(written, layer=name)["fields"])
    assert {one.text for one in sld.iter(f"{OGC}PropertyName")} <= columns
    assert len(list(sld.iter(f"{SE}Rule"))) == len(list(sld.iter(f"{OGC}Filter"))) == len(titles)


def test_quota_groups_are_told_apart(make: Make, path: Path) -> None:
    region = make_region()
    quota = replace(region.settings.quota, groups=("homes", "more"))
    more = replace(region.programmes["outflow"], quota_group="more")
    region = replace(
        region,
        settings=replace(region.settings, quota=quota),
        programmes={**region.programmes, "outflow": more},
    )
    outcome = make(region)
    write_geopackage(outcome, path)
    found = layer(path, "municipalities")
    assert found["group"].tolist() == tables.municipalities(outcome).column("group")
    assert found["quota"].tolist() == tables.municipalities(outcome).column("quota")
    renderer = style(path, "municipalities").find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == '"group" || \' | \' || "fulfilment"'
    shown = {one.get("value"): one.get("render") for one in renderer.iter("category")}
    assert (shown["homes | exactly"], shown["more | exactly"]) == ("true", "false")
    sld = style(path, "municipalities", "styleSLD")
    assert {one.text for one in sld.iter(f"{OGC}Literal")} >= {"homes", "exactly"}
    assert "more" not in {one.text for one in sld.iter(f"{OGC}Literal")}


@pytest.mark.parametrize(
    ("language", "programme_label", "quota", "unused"),
    [
        ("nl", "cluster (nl)", "Taakstelling (woningen)", "Niet gebruikt"),
        ("en", "cluster (en)", "Quota (dwellings)", "Not used"),
    ],
)
def test_people_read_their_language(
    outcome: Outcome, path: Path, language: str, programme_label: str, quota: str, unused: str
) -> None:
    text.use(language)
    write_geopackage(outcome, path)
    assert layer(path, "allocation")["programme_label"][0] == programme_label
    aliases = {
        one.get("field"): one.get("name") for one in style(path, "municipalities").iter("alias")
    }
    assert aliases["quota"] == quota
    labels = [one.get("label") for one in style(path, "support_points").iter("category")]
    assert labels[0] == unused
    assert text.text("layers.description.allocation") in described(path, "allocation")


@pytest.mark.parametrize("name", SPATIAL)
def test_every_column_has_a_name_for_people(written: Path, name: str) -> None:
    aliases = list(style(written, name).iter("alias"))
    fields = pyogrio.read_info(written, layer=name)["fields"].tolist()
    assert [(one.get("field"), one.get("index")) for one in aliases] == [
        (field, str(index)) for index, field in enumerate(fields, start=1)
    ]


# the same every time, for the right eyes, whatever the names


def test_two_runs_give_the_same_bytes(make: Make, tmp_path: Path) -> None:
    paths = [tmp_path / "one.gpkg", tmp_path / "two.gpkg"]
    for file in paths:
        write_geopackage(make(), file)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    moments = rows(
        paths[0],
        "SELECT last_change FROM gpkg_contents UNION SELECT update_time FROM layer_styles",
    )
    assert moments == [("2021-01-01T00:00:00.000Z",)]
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_the_internal_edition_says_so(outcome: Outcome, tmp_path: Path) -> None:
    for audience in Audience:
        path = tmp_path / f"{audience}.gpkg"
        write_geopackage(edition(outcome, audience), path)
        internal = audience is Audience.INTERNAL
        for name in SPATIAL:
            assert (text.text("present.internal") in described(path, name)) is internal


@pytest.mark.parametrize("audience", [Audience.PARTNERS, Audience.PUBLIC])
def test_confidential_dwellings_are_a_total_only(
    make: Make, path: Path, audience: Audience
) -> None:
    lines = tuple(
        line._replace(support_point="sq") if line.programme == "hidden" else line for line in LINES
    )
    write_geopackage(edition(make(lines=lines), audience), path)
    assert names(path) == [*SPATIAL, "withheld", "layer_styles"]
    columns = "programme, programme_label, year, dwellings"
    told = rows(path, f"SELECT {columns} FROM withheld")
    assert told == [("hidden", "hidden (nl)", 2021, 2)]
    assert kind(path, "withheld") == "None"
    for name in SPATIAL:
        assert "hidden" not in layer(path, name).to_csv()
        assert b"hidden" not in ElementTree.tostring(style(path, name))
    found = layer(path, "neighbourhoods").set_index("neighbourhood")
    assert found["added_load"]["a1"] == 9  # 11 with the hidden two
    assert layer(path, "support_points")["used_total"].tolist() == [6, 0]
    assert set(layer(path, "support_links")["support_point"]) == {"sp"}


HOSTILE = (
    "'s-Graveland \"; DROP TABLE allocation; --",
    "</qgis><script>alert(1)</script> & co ]]>",
    "🏠" * 100,
    "x" * 200,
    "tab\tnew\nline \x07 bell",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_data(make: Make, path: Path, name: str) -> None:
    region = _named(make_region(), name)
    lines = tuple(line._replace(site=name) if line.site else line for line in LINES)
    lines = tuple(
        line._replace(programme=name) if line.programme == "near" else line for line in lines
    )
    write_geopackage(make(region, lines=lines), path)
    assert set(layer(path, "municipalities")["name"]) == {name}
    assert name in set(layer(path, "allocation")["programme_label"])
    assert name in set(layer(path, "allocation")["site"])
    for spatial in SPATIAL:
        assert style(path, spatial, "styleSLD") is not None
    shown = {one.get("label") for one in style(path, "allocation").iter("category")}
    assert name.replace("\x07", "\ufffd") in shown


def _named(region: Region, name: str) -> Region:
    """The region with this name for everything that has one, and as a code too."""

    def renamed(found: Any) -> dict[str, Any]:
        return {code: replace(row, name=name) for code, row in found.items()}

    return replace(
        region,
        identity=replace(region.identity, label_nl=name),
        municipalities=renamed(region.municipalities),
        neighbourhoods=renamed(region.neighbourhoods),
        support_points=renamed(region.support_points),
        sites={name: replace(region.sites["s1"], code=name, name=name)},
        programmes={
            **{code: row for code, row in region.programmes.items() if code != "near"},
            name: programme(name, label_nl=name),
        },
        targets={},
    )


def test_where_nothing_can_be_written_it_is_an_os_error(outcome: Outcome, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="plan"):
        write_geopackage(outcome, tmp_path / "nowhere" / "plan.gpkg")
