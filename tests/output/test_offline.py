from __future__ import annotations

import json

from planner.output.offline import json_text, leaflet_script, leaflet_style, policy


def test_json_cannot_end_its_element() -> None:
    evil = {"name": "</script><!-- <script>\u202e"}
    written = json_text(evil)
    assert "<" not in written
    assert json.loads(written) == evil


def test_the_policy_names_each_script_and_host() -> None:
    found = policy(["alert(1)"], ["https://a.nl", "https://b.nl"])
    assert "default-src 'none'" in found
    # openssl dgst -sha256 -binary | base64
    assert "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';" in found
    assert "img-src data: https://a.nl https://b.nl;" in found
    assert "img-src data:;" in policy([])


def test_leaflet_asks_for_nothing() -> None:
    assert "sourceMappingURL" not in leaflet_script()
    assert "url(images" not in leaflet_style()
    assert "\r" not in leaflet_script() + leaflet_style()
