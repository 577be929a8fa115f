"""Services that mean ill, on the loopback address: `geo` refuses each in time and little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cli.process import contents, environment
from tests.geography.service import Stand
from tests.tiny import tiny, write_folder

_MOST_MEGABYTES = 500
_MOST_SECONDS = 90
# A patience of seconds instead of minutes, so that all of it takes minutes instead of hours.
_CHILD = """
import resource, sys
import planner.geography.http as http
http.PATIENCE, http.ATTEMPTS, http.MOST_SECONDS = 2.0, 2, 20.0
from planner.cli.app import main
try:
    main(sys.argv[1:])
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""
_SPACES = b" " * 1_000_000


class Handler(BaseHTTPRequestHandler):
    """Answers as the fault of the server says, else as the stand-in for the service does."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        step = "items" if parts.path.endswith("/items") else "collections"
        try:
            if self.server.step == step and self.server.fault(self):
                return
            found = self.server.stand.content(parts.path, parse_qs(parts.query))
            if found is None:
                self.answer(b"none", code=404)
            else:
                crs = "<http://www.opengis.net/def/crs/EPSG/0/28992>"
                self.answer(found[0], Content_Crs=crs)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def answer(self, body: bytes, code: int = 200, **headers: str) -> bool:
        """Send an answer; underscores in names of headers are hyphens."""
        self.send_response(code)
        for name, value in {"Content_Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return True

    def chunks(self, chunk: bytes, pause: float) -> bool:
        """Send the same without end."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(f"{len(chunk):X}\r\n".encode() + chunk + b"\r\n")
            self.wfile.flush()
            time.sleep(pause)

    def raw(self, content: bytes) -> bool:
        """Send bytes that need not be an answer, and hang up."""
        self.wfile.write(content)
        self.close_connection = True
        return True

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """One hostile service."""

    daemon_threads = True

    def __init__(self, step: str, fault: Callable[[Handler], bool]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.step, self.fault, self.stand = step, fault, Stand(2020, size=1000)
        self.stand.url = f"http://127.0.0.1:{self.server_address[1]}"


def _bomb(handler: Handler) -> bool:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(_SPACES) for _ in range(2000)) + packer.flush()
    return handler.answer(body, Content_Encoding="gzip")


def _huge(handler: Handler) -> bool:
    handler.answer(b"", Content_Length="3000000000")
    for _ in range(3000):
        handler.wfile.write(_SPACES)
    return True


def _pages(handler: Handler) -> bool:
    number = int(parse_qs(urlsplit(handler.path).query).get("n", ["0"])[0]) + 1
    return handler.answer(_collection([], handler, f"?n={number}"))


def _collection(features: list[Any], handler: Handler, next_page: str = "") -> bytes:
    url = f"{handler.server.stand.url}{urlsplit(handler.path).path}{next_page}"
    links = [{"rel": "next", "href": url}] if next_page else []
    return json.dumps({"type": "FeatureCollection", "features": features, "links": links}).encode()


def _elsewhere(handler: Handler) -> bool:
    links = [{"rel": "next", "href": "http://169.254.169.254/latest"}]
    content = {"type": "FeatureCollection", "features": [], "links": links}
    return handler.answer(json.dumps(content).encode())


def _shapes(geometry: Any) -> Callable[[Handler], bool]:
    def answer(handler: Handler) -> bool:
        parts = urlsplit(handler.path)
        found = handler.server.stand.content(parts.path, parse_qs(parts.query))
        assert found is not None
        document = json.loads(found[0])
        for feature in document["features"]:
            feature["geometry"] = geometry
        crs = "<http://www.opengis.net/def/crs/EPSG/0/28992>"
        return handler.answer(json.dumps(document).encode(), Content_Crs=crs)

    return answer


_RING = [[[1e999, 1], [2, 3], [4, 5], [1e999, 1]]]
FAULTS: dict[str, tuple[str, Callable[[Handler], bool]]] = {
    "a page to log in": ("collections", lambda h: h.answer(b"<html>log in</html>")),
    "JSON 200,000 deep": ("collections", lambda h: h.answer(b"[" * 200_000)),
    "JSON deep within an object": (
        "collections",
        lambda h: h.answer(b'{"collections":' + b"[" * 90_000 + b"]" * 90_000 + b"}"),
    ),
    "a number of 10,000 digits": (
        "items", lambda h: h.answer(b'{"features":[' + b"9" * 10_000 + b"]}"),
    ),
    "not a number": ("items", lambda h: h.answer(b'{"features":[NaN,Infinity]}')),
    "an error without end": ("collections", lambda h: h.answer(b"", code=500, Retry_After="0")),
    "wait for 30 years": (
        "collections", lambda h: h.answer(b"", code=503, Retry_After="999999999"),
    ),
    "an escape sequence as reason": (
        "collections", lambda h: h.raw(b"HTTP/1.1 403 \x1b[31mRED\r\nContent-Length: 0\r\n\r\n"),
    ),
    "less than was said": (
        "collections", lambda h: h.answer(b"{}", Content_Length="1000") and h.raw(b"")),
    "a connection that breaks": ("collections", lambda h: h.raw(b"")),
    "no HTTP": ("collections", lambda h: h.raw(b"GARBAGE\r\n\r\n")),
    "a gzip bomb": ("collections", _bomb),
    "3 GB": ("collections", _huge),
    "an answer without end": ("collections", lambda h: h.chunks(_SPACES, 0.02)),
    "a slow drip": ("collections", lambda h: h.chunks(b" ", 0.5)),
    "redirection in a circle": ("collections", lambda h: h.answer(b"", code=302, Location=h.path)),
    "redirection to a file": (
        "collections", lambda h: h.answer(b"", code=302, Location="file:///etc/passwd")),
    "pages without end": ("items", _pages),
    "a next page elsewhere": ("items", _elsewhere),
    "boundaries of infinite size": ("items", _shapes({"type": "Polygon", "coordinates": _RING})),
    "boundaries of no kind": ("items", _shapes({"type": "Banana", "coordinates": 5})),
}  # fmt: skip


def attack(folder: Path, times: int, seed: int = 1) -> tuple[Counter[tuple[str, int]], list[str]]:
    """Ask every hostile service; the exit codes, and what is wrong. The seed changes nothing."""
    found: Counter[tuple[str, int]] = Counter()
    wrong: list[str] = []
    rows = [{**row, "source": "assumption: by estimate"} for row in tiny()["neighbourhoods"]]
    region = write_folder(folder / "region", tiny(neighbourhoods=rows))
    before = contents(region)
    with _serving("", lambda handler: False) as server:
        code, said = _asked(folder, server.stand.url, "--dry-run")
    assert code == 0, said  # without a fault nothing is refused
    for name, (step, fault) in list(FAULTS.items())[:times]:
        with _serving(step, fault) as server:
            began = time.monotonic()
            code, said = _asked(folder, server.stand.url, "--yes")
            took = time.monotonic() - began
        said, _, peak = said.rpartition("peak ")
        found[name, code] += 1
        if code != 3:
            wrong.append(f"{name}: code {code}: {said[-600:]}")
        if "Traceback" in said or "\x1b" in said or "defect" in said:
            wrong.append(f"{name}: {said[-600:]!r}")
        if int(peak or 0) > _MOST_MEGABYTES:
            wrong.append(f"{name}: {peak.strip()} MiB")
        if took > _MOST_SECONDS:
            wrong.append(f"{name}: {took:.0f} s")
        if contents(region) != before:
            wrong.append(f"{name}: the region has changed")
    return found, wrong


@contextmanager
def _serving(step: str, fault: Callable[[Handler], bool]) -> Iterator[Server]:
    with Server(step, fault) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def _asked(folder: Path, url: str, *decided: str) -> tuple[int, str]:
    more = {"XDG_CACHE_HOME": str(folder / "cache"), "NO_PROXY": "127.0.0.1"}
    try:
        ran = subprocess.run(
            [sys.executable, "-c", _CHILD, "geo", "region", "--service", url, "--year", "2020",
             "--lang", "en", *decided],
            cwd=folder, env=environment("en", **more), capture_output=True,
            timeout=3 * _MOST_SECONDS, encoding="utf-8", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 99, "it does not end"
    return ran.returncode, ran.stdout + ran.stderr
