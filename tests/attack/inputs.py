"""Thousands of damaged regions: each is read, refused in words or doubted, and none is a defect."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from planner.cli.app import main
from tests.output.placements import PLACEMENTS, region
from tests.tiny import tiny, write_boundaries, write_folder, write_workbook

_SECONDS = 20  # in which an answer has to come, unless said otherwise
_CELLS = (
    "", " ", "-1", "0", "1e9", "1e999", "nan", "inf", "\u0661\u0662", "1.234,5", "1,5", "1'000",
    "0x10", "true", "ja", "=1+1", "\x1b[31m", "\u202eabc", "\x00", "a" * 40_000, "2021-13-45",
    "9" * 5000, ";;;", "a;b;a", "assumption", "../../etc/passwd", "<script>alert(1)</script>",
    "%s %d {x}", "\ud800", "\ufb00", "-0.0", "1", "2", "5", "40", "2022", "cc", "aa", "a1",
    "key", "outflow", "site", "stock", "false", "0.5", "140000", "475000.5", "clustered",
    "ambulatory", "1/0", "NULL", "None", "#N/A", "#REF!", "12:30", "1.1.2021", "\u20ac 5", "5%",
    "1 000", "1\xa0000",
)  # fmt: skip
_BYTES = (b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b'"', b"\r", b"\n\n\n", b"\t", b",", b";",
          b"\x1a", b"PK\x03\x04", b"\xe9", b"[[", b"=", b"'''")  # fmt: skip


def attack(folder: Path, times: int, seed: int = 1) -> tuple[Counter[tuple[str, int]], list[str]]:
    """Damage a region so often; the exit code of `check` by kind of damage, and what is wrong."""
    draw = random.Random(seed)
    whole = [write_folder(folder / "one", tiny()), write_folder(folder / "two", _secret())]
    write_boundaries(whole[0], _squares())
    book = write_workbook(folder / "whole.xlsx", tiny())
    found: Counter[tuple[str, int]] = Counter()
    wrong: list[str] = []
    kinds = list(_KINDS)
    for number in range(times):
        kind = kinds[number % len(kinds)]
        target = folder / "region"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(draw.choice(whole), target)
        named = _KINDS[kind](draw, target, book)
        code, said = checked(*named)
        found[kind, code] += 1
        if code not in (0, 3, 4):
            wrong.append(f"{kind} {number}: code {code}: {said[-700:]}")
        elif any(sign in said for sign in ("\x1b", "\u202e", "Traceback")):
            wrong.append(f"{kind} {number}: on the screen as it is: {said[-300:]!r}")
    return found, wrong


def checked(*arguments: object) -> tuple[int, str]:
    """The exit code of `check` in this process, and what it said."""
    return called("check", *arguments, "--lang", "en")


class TooLateError(BaseException):
    """A command that does not come to its end."""


def called(*arguments: object, seconds: int = _SECONDS) -> tuple[int, str]:
    """The exit code of a command in this process, and what it said; 99 where it takes too long."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), _limited(seconds):
        try:
            main([*map(str, arguments)])
        except SystemExit as ended:
            return int(str(ended.code or 0)), said.getvalue()
        except TooLateError:
            return 99, said.getvalue()
        except BaseException:
            return 1, said.getvalue() + traceback.format_exc()
    raise AssertionError("a command ends with an exit code")


@contextlib.contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def late(number: int, frame: object) -> None:
        raise TooLateError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _secret() -> dict[str, object]:
    return region(PLACEMENTS["here"])


def _squares() -> dict[str, object]:
    import shapely

    def square(x: float, y: float) -> object:
        return shapely.box(x - 500, y - 500, x + 500, y + 500)

    return {
        str(row["neighbourhood"]): square(row["x"], row["y"]) for row in tiny()["neighbourhoods"]
    }


def _table(draw: random.Random, target: Path) -> Path:
    return draw.choice(sorted(target.glob("*.csv")))


def _cell(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = _table(draw, target)
    rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    for _ in range(draw.choice((1, 1, 1, 3))):
        row = draw.choice(rows)
        row[draw.randrange(len(row))] = draw.choice(_CELLS)
    content = "\n".join(map(",".join, rows)) + "\n"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    return (target,)


def _rows(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = _table(draw, target)
    lines = path.read_text("utf-8").splitlines()
    match draw.randrange(5):
        case 0:
            lines.append(draw.choice(lines))
        case 1:
            del lines[draw.randrange(len(lines))]
        case 2:
            draw.shuffle(lines)
        case 3:
            lines = [line + ",," for line in lines]
        case _:
            lines = [line.rpartition(",")[0] for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return (target,)


def _damaged(draw: random.Random, content: bytes) -> bytes:
    for _ in range(draw.choice((1, 1, 2, 5))):
        at = draw.randrange(len(content) + 1)
        match draw.randrange(4):
            case 0:
                content = content[:at] + draw.choice(_BYTES) + content[at:]
            case 1:
                content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
            case 2:
                content = content[:at]
            case _:
                content = content[:at] + content[at + draw.randrange(1, 40) :]
    return content


def _bytes(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = _table(draw, target)
    path.write_bytes(_damaged(draw, path.read_bytes()))
    return (target,)


def _toml(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = target / "region.toml"
    path.write_bytes(_damaged(draw, path.read_bytes()))
    return (target,)


def _setting(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    keys = (
        "levy.period", "quota.key", "region.years", "objective.order", "proximity.speed_kmh.walk",
        "supply.max_share_of_vacancies", "privacy.reserve_load", "stock[cc,a1].dwellings",
        "targets[outflow,2021].minimum", "no.such", "sites[s1].x", "objective.tolerance.cost",
    )  # fmt: skip
    value = draw.choice(_CELLS).replace("\ud800", "?")
    return (target, "--set", f"{draw.choice(keys)}={value}")


def _workbook(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = target / "damaged.xlsx"
    path.write_bytes(_damaged(draw, book.read_bytes()))
    return (path,)


def _boundaries(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = target / "geo.gpkg"
    whole = (book.parent / "one" / "geo.gpkg").read_bytes()
    path.write_bytes(_damaged(draw, whole))
    return (target, "--set", "neighbourhood.max_adjacent_load_per_1000_dwellings=15")


def _scenario(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = target.parent / "scenario.toml"
    good = b"[settings]\nlevy.amount_per_dwelling_year = 1\n"
    good += b'[[change.targets]]\nprogramme = "outflow"\n'
    good += b"year = 2021\nminimum = 3\n"
    path.write_bytes(_damaged(draw, good))
    return (target, "--scenario", path)


def _file(draw: random.Random, target: Path, book: Path) -> tuple[object, ...]:
    path = draw.choice(sorted(target.iterdir()))
    match draw.randrange(4):
        case 0:
            path.unlink()
        case 1:
            path.rename(
                path.with_name(draw.choice(("Stock.csv", "x.csv", "region.xlsx", "a\x1b.csv")))
            )
        case 2:
            path.unlink()
            path.mkdir()
        case _:
            path.write_bytes(b"")
    return (target,)


_KINDS: dict[str, Callable[[random.Random, Path, Path], tuple[object, ...]]] = {
    "a cell": _cell,
    "rows or columns": _rows,
    "bytes of a table": _bytes,
    "bytes of region.toml": _toml,
    "a setting": _setting,
    "bytes of a workbook": _workbook,
    "bytes of the boundaries": _boundaries,
    "bytes of a scenario": _scenario,
    "a file": _file,
}
