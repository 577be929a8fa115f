"""A stand-in for the national service, on the loopback address of this machine.

It pages, throttles, breaks off, answers something else, and serves ranges: what it does with a
request is the first of `faults` that is left for the path, else the content.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.geography.official import DISTRICTS, MUNICIPALITIES, Properties, page

RD = "<http://www.opengis.net/def/crs/EPSG/0/28992>"
type Fault = Callable[["Handler", bytes, dict[str, str]], None]


class Stand:
    """What the stand-in serves for a year, and what it was asked."""

    def __init__(self, year: int = 2020, size: int = 1000) -> None:
        self.year, self.size = year, size
        self.geopackage: bytes | None = None
        self.faults: dict[str, list[Fault]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answered: list[int] = []
        self.url = ""

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [urlsplit(path).path for path, _ in self.asked]

    def content(self, path: str, query: dict[str, list[str]]) -> tuple[bytes, str] | None:
        """The content of an address and its kind; `None` for one that does not exist."""
        features = f"/cbs/wijken-en-buurten-{self.year}/ogc/v1/collections"
        atom = f"/cbs/wijkenbuurten/{self.year}/atom"
        if self.geopackage is None:
            if path == features:
                return json.dumps({"collections": []}).encode(), "application/json"
            if path == f"{features}/gemeenten/items":
                return self._page(MUNICIPALITIES, path, query), "application/geo+json"
            if path == f"{features}/wijken/items":
                [code] = query["gemeentecode"]
                rows = [row for row in DISTRICTS if row["gemeentecode"] == code]
                return self._page(rows, path, query), "application/geo+json"
            return None
        feed = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{}"/></entry></feed>'
        if path == f"{atom}/index.xml":
            return feed.format(f"{self.url}{atom}/dataset.xml").encode(), "application/atom+xml"
        if path == f"{atom}/dataset.xml":
            return feed.format("downloads/areas.gpkg").encode(), "application/atom+xml"
        if path == f"{atom}/downloads/areas.gpkg":
            return self.geopackage, "application/geopackage+sqlite3"
        return None

    def _page(self, rows: list[Properties], path: str, query: dict[str, list[str]]) -> bytes:
        begin = int(query.get("cursor", ["0"])[0])
        shown = rows[begin : begin + self.size]
        links = []
        if begin + self.size < len(rows):
            where = "&".join(f"{key}={value[0]}" for key, value in query.items() if key != "cursor")
            href = f"{self.url}{path}?{where}&cursor={begin + self.size}"
            links = [{"rel": "next", "href": href}]
        return page(shown, links=links, numberMatched=len(rows))


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    stand: Stand

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        stand = self.stand
        split = urlsplit(self.path)
        stand.asked.append((self.path, dict(self.headers.items())))
        found = stand.content(split.path, parse_qs(split.query))
        if found is None:
            return self.answer(404, b"none", {})
        content, kind = found
        headers = {
            "Content-Type": kind,
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"',
            "Content-Crs": RD,
        }
        faults = stand.faults.get(split.path, [])
        if faults:
            return faults.pop(0)(self, content, headers)
        return self.whole(content, headers)

    def whole(self, content: bytes, headers: dict[str, str]) -> None:
        """Answer as a sound service does: what is known, what is left, or all."""
        if self.headers.get("If-None-Match") == headers["ETag"]:
            return self.answer(304, b"", headers)
        span = self.headers.get("Range", "").removeprefix("bytes=").rstrip("-")
        if span and self.headers.get("If-Range") == headers["ETag"]:
            begin = int(span)
            last = len(content) - 1
            headers = {**headers, "Content-Range": f"bytes {begin}-{last}/{len(content)}"}
            return self.answer(206, content[begin:], headers)
        return self.answer(200, content, headers)

    def answer(
        self, code: int, content: bytes, headers: dict[str, str], length: int | None = None
    ) -> None:
        """Send an answer; `length` is what it says it will send."""
        self.stand.answered.append(code)
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if code != 304:
            self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)
        if length is not None:
            self.close_connection = True


@contextmanager
def serving(stand: Stand) -> Iterator[Stand]:
    """The stand-in at work; `stand.url` is where."""
    handler = type("Handler", (Handler,), {"stand": stand})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    stand.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# what goes wrong


def busy(code: int = 429, after: str = "0") -> Fault:
    return lambda handler, content, headers: handler.answer(code, b"", {"Retry-After": after})


def breaks_off(at: int) -> Fault:
    """Send the first bytes of what was asked for, and say there are more."""

    def fault(handler: Handler, content: bytes, headers: dict[str, str]) -> None:
        handler.answer(200, content[:at], headers, length=len(content))

    return fault


def short_of_the_end(handler: Handler, content: bytes, headers: dict[str, str]) -> None:
    """Send less of what is left than there is, and call that all."""
    begin = int(handler.headers["Range"].removeprefix("bytes=").rstrip("-"))
    span = {"Content-Range": f"bytes {begin}-{begin + 9}/{len(content)}"}
    handler.answer(206, content[begin : begin + 10], {**headers, **span})


def something_else(content: bytes, kind: str = "text/html", **more: str) -> Fault:
    return lambda handler, old, headers: handler.answer(
        200, content, {"Content-Type": kind, **more}
    )


def other_crs(handler: Handler, content: bytes, headers: dict[str, str]) -> None:
    crs = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    handler.answer(200, content, {**headers, "Content-Crs": crs})
