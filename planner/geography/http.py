"""Fetching from a service that may be busy, break off or answer something else.

A request is tried a few times with growing pauses; where the service says how long to wait
(`Retry-After` with 429 or 503) that is done. What was fetched before is only asked for news
(`If-None-Match`). A download that breaks off goes on where it stopped (`Range` with `If-Range`), in
this run or the next.

What a service may send is bounded, for one that is broken or means ill: the bytes of an answer once
unpacked, how slowly they come, and the time that all answers take together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import httpx
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from planner import __version__
from planner.errors import ExitCode, PlannerError, Problem
from planner.geography.cache import Cache
from planner.text import text

ATTEMPTS = 5
LONGEST_WAIT = 120.0  # seconds; who asks for more is asked again another day
MOST_BYTES = 32_000_000  # of an answer, unpacked
MOST_OF_A_FILE = 4_000_000_000  # bytes of a download
MOST_SECONDS = 900.0  # for all answers, downloads apart
PATIENCE = 30.0  # seconds in which at least so many bytes have to come
SLOWEST = 16_384
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_BUSY = frozenset({429, 500, 502, 503, 504})

type Accept = Callable[[bytes, httpx.Headers], Any]


class UnusableError(Exception):
    """An answer that is not what was asked for; `key` names the message."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(key)


class AbsentError(Exception):
    """An address that the service does not have (404)."""


class Client:
    """A connection to a service, with a cache; `report` is told of pauses and progress."""

    def __init__(self, cache: Cache, report: Callable[[str], None]) -> None:
        self._cache = cache
        self._report = report
        self._began = monotonic()
        agent = f"housing-allocation-planner/{__version__}"
        self._http = httpx.Client(
            headers={"User-Agent": agent}, timeout=_TIMEOUT, follow_redirects=True
        )

    def __enter__(self) -> Client:
        set_on_retry_hooks([self._pausing])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        set_on_retry_hooks(None)
        self._http.close()

    def get(self, url: str, accept: Accept) -> Any:
        """What `accept` makes of the content of an address, and of its headers.

        `accept` raises `UnusableError` for what is not wanted; that is then asked for again. Raises
        `PlannerError` where nothing usable comes, or the service cannot be reached; `AbsentError`
        for an address that does not exist.
        """
        with self._said(url):
            for attempt in stamina.retry_context(on=_pause, attempts=ATTEMPTS, timeout=None):
                with attempt:
                    return self._get(url, accept)
        raise AssertionError("a retry ends with an answer or an error")

    def download(self, url: str, magic: bytes) -> Path:
        """A large file, fetched to the cache; its content starts with `magic`.

        Raises as `get` does. Only a complete file is ever kept under its name.
        """
        with self._said(url):
            for attempt in stamina.retry_context(on=_pause, attempts=ATTEMPTS, timeout=None):
                with attempt:
                    return self._download(url, magic)
        raise AssertionError("a retry ends with an answer or an error")

    def _get(self, url: str, accept: Accept) -> Any:
        known = self._cache.known(url)
        headers = {"Accept": "application/geo+json, application/json, application/atom+xml, */*"}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        elif known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        if monotonic() - self._began > MOST_SECONDS:
            raise PlannerError(Problem("geo.slow", {"url": url}))
        with self._http.stream("GET", url, headers=headers) as answer:
            if answer.status_code == 304 and known:
                return accept(self._cache.path(known).read_bytes(), answer.headers)
            _check(answer)
            content = _content(answer, url)
        result = accept(content, answer.headers)
        etag = answer.headers.get("ETag", "")
        modified = answer.headers.get("Last-Modified", "")
        if etag or modified:
            self._cache.put(url, content, etag, modified)
        return result

    def _download(self, url: str, magic: bytes) -> Path:
        known = self._cache.known(url)
        partial = self._cache.partial(url)
        note = partial.with_suffix(".json")
        have, mark = _begun(partial, note)
        headers = {"Accept-Encoding": "identity"}
        if have and mark:
            headers |= {"Range": f"bytes={have}-", "If-Range": mark}
        elif known and known.etag:
            headers["If-None-Match"] = known.etag
        with self._http.stream("GET", url, headers=headers) as answer:
            if answer.status_code == 304 and known:
                return self._cache.path(known)
            if answer.status_code == 416:  # the file is shorter now than what we have of it
                partial.unlink(missing_ok=True)
                raise UnusableError("geo.broken_off", have=have, size=0)
            _check(answer)
            begin, size = _extent(answer, have)
            etag = answer.headers.get("ETag", "")
            # Only a strong mark says that the bytes are the same.
            note.write_text(json.dumps("" if etag.startswith("W/") else etag), encoding="utf-8")
            with partial.open("r+b" if begin else "wb") as file:
                file.truncate(begin)
                file.seek(begin)
                said = begin
                pace = _Pace(url)
                for chunk in answer.iter_raw():
                    pace.came(len(chunk))
                    if file.tell() > MOST_OF_A_FILE:
                        raise _too_much(url, MOST_OF_A_FILE)
                    if not file.tell() and not chunk.startswith(magic):
                        raise UnusableError("geo.not_this", kind=_kind(answer))
                    file.write(chunk)
                    if file.tell() - said > 10_000_000:
                        said = file.tell()
                        self._report(text("geo.fetched", done=said // 10**6, size=size // 10**6))
                have = file.tell()
            if size and have != size:
                raise UnusableError("geo.broken_off", have=have, size=size)
            modified = answer.headers.get("Last-Modified", "")
        note.unlink()
        return self._cache.adopt(url, partial, etag, modified)

    def _pausing(self, details: RetryDetails) -> None:
        self._report(text("geo.again", seconds=round(details.wait_for, 1)))

    @contextmanager
    def _said(self, url: str) -> Iterator[None]:
        """Turn what went wrong in the end into a message."""
        host = httpx.URL(url).host
        try:
            yield
        except UnusableError as error:
            raise PlannerError(Problem(error.key, {"url": url, **error.values})) from error
        except httpx.HTTPStatusError as error:
            code = error.response.status_code
            if code == 404:
                raise AbsentError(url) from error
            values = {"url": url, "code": code, "reason": error.response.reason_phrase}
            raise PlannerError(Problem("geo.refused", values)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            values = {"host": host, "reason": str(error) or type(error).__name__}
            raise PlannerError(Problem("geo.unreachable", values)) from error
        except OSError as error:
            problem = Problem("geo.cache", {"reason": error.strerror})
            raise PlannerError(problem, ExitCode.USAGE) from error


class _Pace:
    """How fast an answer comes; one that hardly does is given up."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._since, self._bytes = monotonic(), 0

    def came(self, number: int) -> None:
        """Count bytes; raises `PlannerError` where they come too slowly."""
        self._bytes += number
        if monotonic() - self._since >= PATIENCE:
            if self._bytes < SLOWEST:
                raise PlannerError(Problem("geo.slow", {"url": self._url}))
            self._since, self._bytes = monotonic(), 0


def _content(answer: httpx.Response, url: str) -> bytes:
    """The content of an answer, unpacked; raises `PlannerError` for too much or too slow."""
    content = bytearray()
    pace = _Pace(url)
    for part in answer.iter_bytes():
        pace.came(len(part))
        content += part
        if len(content) > MOST_BYTES:
            raise _too_much(url, MOST_BYTES)
    return bytes(content)


def _too_much(url: str, most: int) -> PlannerError:
    return PlannerError(Problem("geo.too_much", {"url": url, "most": most // 10**6}))


def _check(answer: httpx.Response) -> None:
    if answer.status_code not in (200, 206):
        request, code = answer.request, answer.status_code
        raise httpx.HTTPStatusError(str(code), request=request, response=answer)


def _pause(error: Exception) -> bool | float:
    """Whether to try again after an error, and after how many seconds."""
    if isinstance(error, httpx.HTTPStatusError):
        if error.response.status_code not in _BUSY:
            return False
        wait = _asked(error.response.headers.get("Retry-After", ""))
        if wait is None:
            return True
        return wait if wait <= LONGEST_WAIT else False
    return isinstance(error, UnusableError | httpx.TransportError)


def _asked(header: str) -> float | None:
    """The seconds that a `Retry-After` asks for: a number, or a moment."""
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _begun(partial: Path, note: Path) -> tuple[int, str]:
    """How many bytes of a download there are, and the mark of the file they are from."""
    try:
        mark = json.loads(note.read_bytes())
        return (partial.stat().st_size, mark) if isinstance(mark, str) else (0, "")
    except (OSError, ValueError):
        return 0, ""


def _extent(answer: httpx.Response, have: int) -> tuple[int, int]:
    """Where the bytes of an answer begin, and how long the whole is (0: unknown)."""
    if answer.status_code == 206:
        unit, _, rest = answer.headers.get("Content-Range", "").partition(" ")
        span, _, size = rest.partition("/")
        begin = span.partition("-")[0]
        if unit != "bytes" or begin != str(have):
            raise UnusableError("geo.broken_off", have=have, size=0)
        return have, int(size) if size.isdigit() else 0
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else 0


def _kind(answer: httpx.Response) -> str:
    return str(answer.headers.get("Content-Type", "?")).partition(";")[0]
