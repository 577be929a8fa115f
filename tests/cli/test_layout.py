"""Tables on a terminal of any width: no number, name or code in them is ever cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cli import layout, tables
from planner.cli.layout import paragraph, size, table_text, visible
from tests.output.written import planner
from tests.tiny import tiny, write_folder

WIDTHS = (80, 100, 120)
WORD = st.text("abWX0189.,-€é漢", min_size=1, max_size=24)
CELL = st.lists(WORD, max_size=6).map(" ".join)


def words(text: str) -> Counter[str]:
    return Counter(text.replace("─", " ").split())


def check(
    shown: str, header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int],
    width: int,
) -> None:  # fmt: skip
    """Every word of every cell stands in what is shown, whole, and no line is too long."""
    found = words(shown)
    cells = [visible(cell) for row in rows for cell in row]
    for word, count in Counter(word for cell in cells for word in cell.split()).items():
        assert found[word] >= count, f"{word!r} is cut at {width} columns:\n{shown}"
    for head in header if rows else ():
        assert not words(visible(head)) - found
    # A number is one piece even where it has a space in it.
    for row in rows:
        for column in numbers:
            assert visible(row[column]) in shown
    widest = max((size(word) for word in found), default=0)
    for line in shown.splitlines():
        assert size(line) <= width or size(line.split()[-1]) == widest > width // 3


@st.composite
def drawn(draw: st.DrawFn) -> tuple[list[str], list[list[str]], set[int]]:
    columns = draw(st.integers(1, 12))
    header = draw(st.lists(CELL, min_size=columns, max_size=columns))
    row = st.lists(CELL, min_size=columns, max_size=columns)
    first = draw(st.integers(1, columns))
    numbers = draw(st.sets(st.integers(first, columns - 1))) if first < columns else set()
    rows = draw(st.lists(row, max_size=5))
    short = [
        [cell[:14].strip() if at in numbers else cell for at, cell in enumerate(one)]
        for one in rows
    ]
    return header, short, numbers


@pytest.mark.parametrize("width", WIDTHS)
@given(table=drawn())
def test_no_word_of_any_cell_is_lost(
    width: int, table: tuple[list[str], list[list[str]], set[int]]
) -> None:
    header, rows, numbers = table
    check(table_text(header, rows, numbers, width), header, rows, numbers, width)


def test_a_table_that_fits_is_one_table_with_numbers_flush_right() -> None:
    shown = table_text(("naam", "aantal"), [("Aadorp", "5"), ("Bee", "1.200")], {1}, 80)
    assert shown.splitlines() == [
        "  naam    aantal",
        " ────────────────",
        "  Aadorp       5",
        "  Bee      1.200",
    ]


def test_columns_that_do_not_fit_follow_below_behind_the_names() -> None:
    header = ("gemeente", *(f"kolom{n}" for n in range(8)))
    rows = [("Laren", *(f"{n}00.000,00" for n in range(8)))]
    first, second = table_text(header, rows, range(1, 9), 60).split("\n\n")
    assert first.split() == [*header[:5], "─" * 58, *rows[0][:5]]
    assert second.split()[0] == "gemeente"
    assert second.split()[-4:] == ["400.000,00", "500.000,00", "600.000,00", "700.000,00"]


def test_rows_become_blocks_where_not_even_one_column_fits() -> None:
    code = "een-heel-lange-code-van-een-locatie"
    shown = table_text(("tabel", "rij", "bron"), [("sites", code, f"{code} {code}")], (), 50)
    assert shown.splitlines() == [
        "  tabel  sites",
        f"  rij    {code}",
        f"  bron   {code}",
        f"         {code}",
    ]


def test_what_would_steer_the_terminal_is_shown_as_what_it_is() -> None:
    shown = table_text(("naam",), [("\x1b[2JLaren\x07 \u202eab",)], (), 80)
    assert shown.splitlines()[-1] == r"  \x1b[2JLaren\x07 \u202eab"
    assert visible("\u2068ab\u2069\r\n", lines=True) == "\u2068ab\u2069\\r\n"


def test_paragraphs_break_between_words() -> None:
    assert paragraph("twaalf woningen in Laren", 12, "- ", "  ") == (
        "- twaalf\n  woningen\n  in Laren"
    )


def test_no_command_loses_a_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    region, plan, other = tmp_path / "tiny", tmp_path / "plan", tmp_path / "other"
    write_folder(region, tiny())
    seen: list[str] = []

    def checked(
        header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int], wide: int
    ) -> str:
        rows = [tuple(row) for row in rows]
        for width in WIDTHS:
            check(table_text(header, rows, numbers, width), header, rows, numbers, width)
        seen.append(table_text(header, rows, numbers, wide))
        return seen[-1]

    monkeypatch.setattr(layout, "table_text", checked)
    monkeypatch.setattr(tables, "screen_width", lambda **_: WIDTHS[0])
    commands: tuple[tuple[object, ...], ...] = (
        ("regions",),
        ("check", region),
        ("quota", region),
        ("solve", region, "--out", plan),
        ("solve", region, "--out", other, "--set", "supply.max_share_of_vacancies=0.2"),
        ("verify", region, plan),
        ("compare", plan, other),
        ("price", region, "--demand", "aa<=3"),
        ("frontier", region, "--points", "2"),
        ("alternatives", region, "-n", "1"),
        ("explain", region, "--plan", plan, "--why-not", "a1", "--time-limit", "20"),
    )
    for command in commands:
        seen.clear()
        code, out, err = planner(*command)
        assert code in (0, 3, 4, 6), err
        assert seen, f"{command[0]} prints no table"
        assert all(shown in out for shown in seen)
        assert "…" not in out
