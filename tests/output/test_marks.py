"""An internal file says on every page that it is; a file for others says whom it is for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.output.pages import open_page
from tests.output.placements import PLACEMENTS, region
from tests.output.written import planner, rows
from tests.tiny import write_folder

MARK = "ntern: toont vertrouwelijke locaties"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("marks")
    write_folder(folder / "tiny", region(PLACEMENTS["here"]))
    found = {}
    for audience in ("internal", "partners", "public"):
        found[audience] = folder / audience
        arguments = ("--audience", audience, "--out", folder / audience, "--quiet")
        assert planner("solve", folder / "tiny", *arguments)[0] == 0
    return found


def printed(browser: Any, page: Path) -> list[str]:
    """The text of each page of A4."""
    if not shutil.which("pdftotext"):
        pytest.skip("paper is read with pdftotext, of the package poppler-utils")
    view, _ = open_page(browser, page)
    paper = page.with_suffix(".pdf")
    view.pdf(path=paper, format="A4", print_background=True)
    view.context.close()
    done = subprocess.run(
        ["pdftotext", "-layout", paper, "-"], capture_output=True, encoding="utf-8", check=True
    )
    paper.unlink()
    return [" ".join(words.split()) for words in done.stdout.split("\f")[:-1]]


@pytest.mark.parametrize("name", ["report.html", "map.html"])
def test_every_printed_page_of_the_internal_edition(
    browser: Any, editions: dict[str, Path], name: str
) -> None:
    pages = printed(browser, editions["internal"] / name)
    assert pages
    for number, words in enumerate(pages, start=1):
        assert MARK in words, number


def test_no_printed_page_of_another_edition(browser: Any, editions: dict[str, Path]) -> None:
    for audience, words in (("partners", "partners"), ("public", "penbare")):
        pages = printed(browser, editions[audience] / "report.html")
        assert len(pages) > 3
        assert all(MARK not in page and words in page for page in pages)


def test_every_sheet(editions: dict[str, Path]) -> None:
    for audience, path in editions.items():
        book = openpyxl.load_workbook(path / "plan.xlsx")
        heads = [sheet.oddHeader.right.text for sheet in book]
        assert len(heads) == 11
        assert len(set(heads)) == 1
        assert ("NTERN" in heads[0].upper()) == (audience == "internal")
        assert book.properties.category in heads[0]
        assert book.properties.contentStatus == book.properties.category


def test_every_section_of_an_agreement(editions: dict[str, Path]) -> None:
    import docx

    for audience, path in editions.items():
        agreements = list((path / "agreements").iterdir())
        assert agreements
        for agreement in agreements:
            document = docx.Document(str(agreement))
            for section in document.sections:
                kinds = [section.header]
                if section.different_first_page_header_footer:
                    kinds.append(section.first_page_header)
                for header in kinds:
                    words = " ".join(
                        [paragraph.text for paragraph in header.paragraphs]
                        + [cell.text for table in header.tables for row in table.rows
                           for cell in row.cells]
                    )  # fmt: skip
                    apart = agreement.stem.endswith("-confidential")
                    marked = "ertrouwelijk" if apart else "ntern"
                    assert (marked in words) == (audience == "internal")


def test_every_layer(editions: dict[str, Path]) -> None:
    for audience, path in editions.items():
        sql = "SELECT table_name, description FROM gpkg_contents WHERE table_name != 'layer_styles'"
        found = rows(path, sql)
        assert len(found) >= 6
        for layer, description in found:
            assert (MARK in description) == (audience == "internal"), layer
