"""The national service, played by a stand-in that pages, throttles, breaks off and errs."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from planner import __version__
from planner.errors import PlannerError
from planner.geography import http
from planner.geography.areas import Level
from planner.geography.cache import Cache, digest
from planner.geography.http import Client
from planner.geography.layers import Layer
from planner.geography.service import Features, find, newest_year, services
from planner.text import use
from tests.geography import service
from tests.geography.official import SHAPES, page, save
from tests.geography.service import Fault, Handler, Stand, busy, other_crs, something_else

FEATURES = "/cbs/wijken-en-buurten-2022/ogc/v1/collections"
ATOM = "/cbs/wijkenbuurten/2022/atom"
FILE = f"{ATOM}/downloads/areas.gpkg"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """No pauses before trying again, but those that the service asks for."""
    use("en")
    with stamina.set_testing(True, attempts=http.ATTEMPTS, cap=True):
        yield


@pytest.fixture
def stand() -> Iterator[Stand]:
    with service.serving(Stand(2022, size=1)) as found:
        yield found


@pytest.fixture
def country(stand: Stand, tmp_path: Path) -> bytes:
    """The whole country as a GeoPackage, which the stand-in then serves instead of features."""
    stand.geopackage = save(tmp_path / "country.gpkg").read_bytes()
    return stand.geopackage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def fetch(stand: Stand, folder: Path, said: list[str] | None = None) -> dict[str, Layer]:
    """Everything the service has of the two municipalities, by name of the layer."""
    report = (said if said is not None else []).append
    with Client(Cache(folder), report) as client:
        supply = find(client, 2022, stand.url)
        layers = [*supply.municipalities(), *supply.districts(Level.DISTRICT, {"GM9001"})]
    return {layer.name: layer for layer in layers}


def refused(stand: Stand, folder: Path, code: int = 3) -> list[str]:
    with pytest.raises(PlannerError) as caught:
        fetch(stand, folder)
    problems = caught.value.problems
    assert all(problem.message and problem.remedy for problem in problems)
    assert caught.value.exit_code == code
    return [problem.key for problem in problems]


def whole(folder: Path) -> bool:
    """Whether every file in the cache is what its name says, and none is half."""
    content = list((folder / "content").glob("*")) if (folder / "content").is_dir() else []
    return all(digest(path) == path.name[:64] for path in content)


# features


def test_every_page_of_the_municipalities_asked_for(stand: Stand, folder: Path) -> None:
    layers = fetch(stand, folder)
    assert [row["gemeentecode"] for row in layers["gemeenten"].rows] == ["GM9001", "GM9002"]
    assert [row["wijkcode"] for row in layers["wijken"].rows] == ["WK900101", "WK900102"]
    assert layers["wijken"].shapes[0].equals(SHAPES["WK900101"])
    path, headers = stand.asked[1]
    assert "crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F28992" in path
    assert headers["User-Agent"] == f"housing-allocation-planner/{__version__}"
    assert whole(folder)


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_service_is_asked_again(stand: Stand, folder: Path, code: int) -> None:
    stand.faults[f"{FEATURES}/wijken/items"] = [busy(code), busy(code)]
    said: list[str] = []
    assert len(fetch(stand, folder, said)["wijken"].rows) == 2
    assert len(said) == 2
    # Only the page that failed is asked for again.
    assert stand.paths().count(f"{FEATURES}/gemeenten/items") == 2
    assert stand.paths().count(f"{FEATURES}/wijken/items") == 4


def test_the_pause_is_the_one_asked_for() -> None:
    import httpx

    def pause(code: int, after: str) -> bool | float:
        request = httpx.Request("GET", "http://127.0.0.1/")
        answer = httpx.Response(code, headers={"Retry-After": after}, request=request)
        return http._pause(httpx.HTTPStatusError("", request=request, response=answer))

    assert pause(429, "7") == 7.0
    assert pause(503, "Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert pause(503, "soon") is True
    assert pause(429, "86400") is False
    assert pause(404, "") is False
    assert pause(403, "1") is False


def test_a_service_that_stays_busy(stand: Stand, folder: Path) -> None:
    stand.faults[f"{FEATURES}/wijken/items"] = [busy()] * http.ATTEMPTS
    assert refused(stand, folder) == ["geo.refused"]


def test_what_came_before_a_failure_is_not_sent_again(stand: Stand, folder: Path) -> None:
    stand.faults[f"{FEATURES}/wijken/items"] = [busy()] * http.ATTEMPTS
    refused(stand, folder)
    stand.asked.clear()
    fetch(stand, folder)
    asked = {headers.get("If-None-Match", "") for path, headers in stand.asked
             if path.startswith(f"{FEATURES}/gemeenten")}  # fmt: skip
    assert len(asked) == 2
    assert "" not in asked


def test_a_page_that_breaks_off_is_asked_for_again(stand: Stand, folder: Path) -> None:
    stand.faults[f"{FEATURES}/gemeenten/items"] = [service.breaks_off(100)]
    assert len(fetch(stand, folder)["gemeenten"].rows) == 2
    assert whole(folder)


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (something_else(b"<html>maintenance</html>"), "geo.not_this"),
        (something_else(b'{"type": "FeatureColl', "application/geo+json"), "geo.not_this"),
        (something_else(b"[]", "application/json"), "geo.not_this"),
        (something_else(b'{"type": "Feature"}', "application/json"), "geo.not_this"),
        (something_else(page([], numberReturned=3), "application/json"), "geo.not_this"),
        (other_crs, "geo.other_crs"),
    ],
)
def test_an_answer_that_is_not_what_was_asked(
    stand: Stand, folder: Path, fault: Fault, key: str
) -> None:
    stand.faults[f"{FEATURES}/wijken/items"] = [fault]
    assert len(fetch(stand, folder)["wijken"].rows) == 2
    stand.faults[f"{FEATURES}/wijken/items"] = [fault] * http.ATTEMPTS
    assert refused(stand, folder) == [key]
    assert whole(folder)


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ({"numberMatched": 5, "numberReturned": 0, "features": []}, "geo.too_few"),
        ({"features": [], "links": [{"rel": "next", "href": "http://127.0.0.2/x"}]},
         "geo.next_page"),
        ({"features": [], "links": ["next"]}, "geo.not_this"),
    ],
)  # fmt: skip
def test_pages_that_do_not_fit_together(
    stand: Stand, folder: Path, document: dict[str, Any], key: str
) -> None:
    content = json.dumps({"type": "FeatureCollection", **document}).encode()
    stand.faults[f"{FEATURES}/wijken/items"] = [something_else(content, "application/geo+json")]
    stand.faults[f"{FEATURES}/wijken/items"] *= http.ATTEMPTS
    assert refused(stand, folder) == [key]


def test_a_page_that_names_itself_as_the_next(stand: Stand, folder: Path) -> None:
    def circle(handler: Any, content: bytes, headers: dict[str, str]) -> None:
        links = [{"rel": "next", "href": handler.path}]
        handler.answer(200, page([], links=links), {"Content-Type": "application/json"})

    stand.faults[f"{FEATURES}/wijken/items"] = [circle]
    assert refused(stand, folder) == ["geo.next_page"]


def test_degrees_from_the_service_are_refused(stand: Stand, folder: Path) -> None:
    shape = {"type": "Point", "coordinates": [5.1, 52.2]}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    stand.faults[f"{FEATURES}/wijken/items"] = [something_else(content, "application/geo+json")]
    assert refused(stand, folder) == ["geo.degrees_as_metres"]


def test_a_second_time_nothing_is_sent_again(stand: Stand, folder: Path) -> None:
    fetch(stand, folder)
    stand.asked.clear()
    fetch(stand, folder)
    assert all("If-None-Match" in headers for _, headers in stand.asked)


def test_a_damaged_cache_is_not_used(stand: Stand, folder: Path) -> None:
    fetch(stand, folder)
    for path in (folder / "content").iterdir():
        path.write_bytes(b"half")
    assert len(fetch(stand, folder)["wijken"].rows) == 2
    (folder / "index.json").write_text("[")
    assert len(fetch(stand, folder)["wijken"].rows) == 2


# the whole country


def test_the_geopackage_where_there_are_no_features(
    stand: Stand, country: bytes, folder: Path
) -> None:
    layers = fetch(stand, folder)
    assert len(layers["wijken"].rows) == 4
    assert stand.paths() == [
        FEATURES, f"{ATOM}/index.xml", f"{ATOM}/dataset.xml", FILE,
    ]  # fmt: skip
    [kept] = (folder / "content").glob("*.gpkg")
    assert kept.stem == hashlib.sha256(country).hexdigest()
    assert list((folder / "partial").iterdir()) == []


def test_a_download_goes_on_where_it_broke_off(stand: Stand, country: bytes, folder: Path) -> None:
    stand.faults[FILE] = [service.breaks_off(70_000)]
    assert len(fetch(stand, folder)["wijken"].rows) == 4
    again = [headers for path, headers in stand.asked if path == FILE][1]
    begin = int(again["Range"].removeprefix("bytes=").rstrip("-"))
    assert 0 < begin <= 70_000
    assert stand.answered[-1] == 206
    assert whole(folder)


def test_a_part_that_stops_short_is_not_taken_for_the_end(
    stand: Stand, country: bytes, folder: Path
) -> None:
    stand.faults[FILE] = [service.breaks_off(70_000), service.short_of_the_end]
    assert len(fetch(stand, folder)["wijken"].rows) == 4
    assert stand.answered[-2:] == [206, 206]
    assert whole(folder)


def test_a_download_goes_on_in_the_next_run(stand: Stand, country: bytes, folder: Path) -> None:
    stand.faults[FILE] = [service.breaks_off(70_000), *[busy()] * http.ATTEMPTS]
    assert refused(stand, folder) == ["geo.refused"]
    assert not list((folder / "content").glob("*.gpkg"))
    stand.faults.clear()
    stand.asked.clear()
    fetch(stand, folder)
    assert "Range" in next(headers for path, headers in stand.asked if path == FILE)
    assert stand.answered[-1] == 206
    assert whole(folder)


def test_another_file_meanwhile_is_fetched_from_the_start(
    stand: Stand, country: bytes, folder: Path, tmp_path: Path
) -> None:
    stand.faults[FILE] = [service.breaks_off(70_000), *[busy()] * http.ATTEMPTS]
    refused(stand, folder)
    stand.faults.clear()
    from tests.geography.official import DISTRICTS, frame

    stand.geopackage = save(tmp_path / "new.gpkg", wijken=frame(DISTRICTS[:1])).read_bytes()
    assert len(fetch(stand, folder)["wijken"].rows) == 1
    assert whole(folder)


@pytest.mark.parametrize("fault", [
    something_else(b"<html>maintenance</html>"),
    something_else(b"PK\3\4 a zip", "application/zip"),
])  # fmt: skip
def test_a_download_that_is_something_else(
    stand: Stand, country: bytes, folder: Path, fault: Fault
) -> None:
    stand.faults[FILE] = [fault] * http.ATTEMPTS
    assert refused(stand, folder) == ["geo.not_this"]
    stand.faults.clear()
    assert len(fetch(stand, folder)["wijken"].rows) == 4


def test_a_download_that_keeps_breaking_off(stand: Stand, country: bytes, folder: Path) -> None:
    stand.faults[FILE] = [service.breaks_off(5_000)] * http.ATTEMPTS
    assert refused(stand, folder)[0] in ("geo.unreachable", "geo.broken_off")
    assert not list((folder / "content").glob("*.gpkg"))


def test_a_second_download_is_not_sent_again(stand: Stand, country: bytes, folder: Path) -> None:
    fetch(stand, folder)
    stand.asked.clear()
    fetch(stand, folder)
    assert "If-None-Match" in next(headers for path, headers in stand.asked if path == FILE)


@pytest.mark.parametrize("content", [b"<feed", b"<feed/>"])
def test_a_feed_without_a_file(stand: Stand, country: bytes, folder: Path, content: bytes) -> None:
    stand.faults[f"{ATOM}/index.xml"] = [something_else(content, "text/xml")] * http.ATTEMPTS
    assert refused(stand, folder)[0] in ("geo.not_this", "geo.no_download")


# no service


def test_a_service_that_has_nothing_is_named(stand: Stand, folder: Path) -> None:
    """Every address is unknown there: not the year is wrong, but where it was asked."""
    stand.year = 1999
    with Client(Cache(folder), print) as client, pytest.raises(PlannerError) as caught:
        find(client, 2023, stand.url)
    [problem] = caught.value.problems
    assert problem.key == "geo.absent"
    assert "404" in problem.message
    assert problem.message.count(f"{stand.url}/cbs/") == 2


def test_a_year_that_nobody_has_at_the_usual_address(folder: Path) -> None:
    with Client(Cache(folder), print) as client, pytest.raises(PlannerError) as caught:
        find(client, 1995, None)
    assert [problem.key for problem in caught.value.problems] == ["geo.unknown_year"]


def test_a_year_before_the_first(stand: Stand, folder: Path) -> None:
    with Client(Cache(folder), print) as client, pytest.raises(PlannerError) as caught:
        find(client, 1995, stand.url)
    assert "1995" in str(caught.value)
    assert stand.asked == []


def test_no_network(folder: Path) -> None:
    with service.serving(Stand(2022)) as gone:
        pass
    assert refused(gone, folder) == ["geo.unreachable"]


def test_no_room_for_the_cache(stand: Stand, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert refused(stand, tmp_path / "file" / "cache", 2) == ["geo.cache"]


def test_the_table_of_services() -> None:
    kinds = [each.kind for each in services()]
    assert kinds == ["features", "geopackage"]
    assert services()[0].url(2024, None) == (
        "https://api.pdok.nl/cbs/wijken-en-buurten-2024/ogc/v1"
    )
    assert services()[1].url(2020, "http://mirror/") == (
        "http://mirror/cbs/wijkenbuurten/2020/atom/index.xml"
    )
    assert newest_year() >= 2025


def test_features_are_one_kind_of_supply(stand: Stand, folder: Path) -> None:
    with Client(Cache(folder), print) as client:
        assert isinstance(find(client, 2022, stand.url), Features)


# a service that means ill

GEMEENTEN = f"{FEATURES}/gemeenten/items"
JSON = "application/geo+json"


def packed(content: bytes) -> Fault:
    def fault(handler: Handler, _: bytes, headers: dict[str, str]) -> None:
        more = {**headers, "Content-Type": JSON, "Content-Encoding": "gzip"}
        handler.answer(200, gzip.compress(content), more)

    return fault


def dripping(handler: Handler, _: bytes, headers: dict[str, str]) -> None:
    """A byte at a time, without an end."""
    handler.answer(200, b" ", headers, 10**6)
    try:
        while True:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.01)
    except OSError:  # nobody listens any more
        pass


@pytest.mark.parametrize("path", [FEATURES, GEMEENTEN])
def test_an_answer_that_unpacks_to_too_much(
    stand: Stand, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 100_000)
    stand.faults[path] = [packed(b" " * 100_001)]
    assert refused(stand, folder) == ["geo.too_much"]
    assert stand.paths().count(path) == 1  # it is not asked again


def test_an_answer_that_comes_too_slowly(
    stand: Stand, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.2)
    stand.faults[FEATURES] = [dripping]
    assert refused(stand, folder) == ["geo.slow"]


def test_a_download_that_comes_too_slowly(
    stand: Stand, country: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.2)

    def slow(handler: Handler, content: bytes, headers: dict[str, str]) -> None:
        handler.answer(200, content[:100], headers, len(content))
        dripping(handler, content, headers)

    stand.faults[FILE] = [slow]
    assert refused(stand, folder) == ["geo.slow"]
    assert whole(folder)


def test_a_download_without_end(
    stand: Stand, country: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_OF_A_FILE", 1000)
    assert refused(stand, folder) == ["geo.too_much"]


def test_all_answers_together_take_too_long(
    stand: Stand, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_SECONDS", -1.0)
    assert refused(stand, folder) == ["geo.slow"]


def test_pages_without_end(stand: Stand, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.geography.service.MOST_PAGES", 1)
    assert refused(stand, folder) == ["geo.pages"]


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'{"collections":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"collections":[' + b"9" * 10_000 + b"]}",
        b'{"collections":[' + b"[]," * 1_700_000 + b"[]]}",
    ],
)
def test_nesting_and_numbers_beyond_all_measure(stand: Stand, folder: Path, content: bytes) -> None:
    stand.faults[FEATURES] = [something_else(content, "application/json")] * http.ATTEMPTS
    assert refused(stand, folder) == ["geo.not_this"]


@pytest.mark.parametrize("geometry", [
    "x", 5, {"type": "Banana", "coordinates": 5}, {"type": "Polygon", "coordinates": [[[1, 2]]]},
    {"type": "Polygon", "coordinates": "x"}, {},
])  # fmt: skip
def test_what_is_no_geometry(stand: Stand, folder: Path, geometry: Any) -> None:
    feature = {"type": "Feature", "properties": {"gemeentecode": "GM9001"}, "geometry": geometry}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    stand.faults[GEMEENTEN] = [something_else(content, JSON)] * http.ATTEMPTS
    assert refused(stand, folder) == ["geo.bad_geometry"]


@pytest.mark.parametrize("properties", ["x", [1], 5])
def test_what_is_no_table(stand: Stand, folder: Path, properties: Any) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": None}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    stand.faults[GEMEENTEN] = [something_else(content, JSON)] * http.ATTEMPTS
    assert refused(stand, folder) == ["geo.not_this"]
