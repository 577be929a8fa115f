"""What a page needs to stand alone: Leaflet and our own files as text, and a policy for both."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from typing import Any


def leaflet_script() -> str:
    """The code of Leaflet, without the link to a source map: that would be one more request."""
    code = (files("xstatic.pkg.leaflet") / "data" / "leaflet.js").read_text("utf-8")
    return re.sub(r"\s*//# sourceMappingURL=.*", "\n", code)


def leaflet_style() -> str:
    """The styles of Leaflet with its pictures inside."""
    folder = files("xstatic.pkg.leaflet") / "data"
    return re.sub(
        r"url\((images/[^)]+)\)",
        lambda match: f"url({_embedded((folder / match[1]).read_bytes())})",
        (folder / "leaflet.css").read_text("utf-8"),
    )


def own(*names: str) -> str:
    """Our own scripts or styles, one after the other."""
    return "\n".join((files("planner.output") / name).read_text("utf-8") for name in names)


def policy(scripts: Iterable[str], image_hosts: Iterable[str] = ()) -> str:
    """A Content-Security-Policy under which only these scripts run.

    Every request is refused but for images from `image_hosts`.
    """
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" for code in scripts
    )
    images = " ".join(("data:", *image_hosts))
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
    )


def json_text(value: Any) -> str:
    """JSON that can stand inside a script element, whatever the words in it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Neither a closing tag nor a comment can begin without it.
    return text.replace("<", "\\u003c")


def _embedded(image: bytes) -> str:
    return f"data:image/png;base64,{b64encode(image).decode()}"
