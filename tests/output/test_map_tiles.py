from __future__ import annotations

import pytest

from planner.errors import ExitCode, PlannerError
from planner.output.map_tiles import background


def test_an_address_with_its_hosts() -> None:
    found = background("https://{s}.tiles.example.nl:8080/{z}/{x}/{y}.png?key=1", None)
    assert found is not None
    assert found.host == found.attribution == "tiles.example.nl:8080"
    assert found.origins == tuple(
        f"https://{letter}.tiles.example.nl:8080" for letter in ("a", "b", "c")
    )
    plain = background("https://service.pdok.nl/wmts/{z}/{x}/{-y}.png", "Kadaster & co")
    assert plain is not None
    assert plain.origins == ("https://service.pdok.nl",)
    assert plain.credit == "Kadaster &amp; co"


def test_none_is_none() -> None:
    assert background(None, None) is None


@pytest.mark.parametrize(
    "url",
    [
        "tiles/{z}/{x}/{y}.png",
        "ftp://example.nl/{z}/{x}/{y}.png",
        "https://example.nl/{z}/{x}.png",
        "https://example.nl/{z}/{x}/{y}/{key}.png",
        "https://example.nl;script-src */{z}/{x}/{y}",
        "https://user:word@example.nl/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://{z}.example.nl/{z}/{x}/{y}",
        "https://example.nl/{{z}}/{x}/{y}{z}",
        "https://example.nl/{%z%}/{z}/{x}/{y}",
        "https://example.nl/{z}/{x}/{y}'><script>",
        "https://[/{z}/{x}/{y}",
        "https://example.nl:99999/{z}/{x}/{y}",
        "javascript:alert(1)/{z}/{x}/{y}",
    ],
)
def test_an_address_that_cannot_be_held_to_one_host_is_refused(url: str) -> None:
    with pytest.raises(PlannerError) as caught:
        background(url, None)
    assert [problem.key for problem in caught.value.problems] == ["map.tiles_url"]
    assert caught.value.exit_code is ExitCode.USAGE
    assert "{z}" in str(caught.value)


def test_an_attribution_needs_an_address() -> None:
    with pytest.raises(PlannerError, match="--tiles"):
        background(None, "Kadaster")
