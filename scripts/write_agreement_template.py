"""Write the template of the agreements, planner/output/agreements/agreement.docx.

The same bytes every time. `docs/agreements.md` tells what its placeholders stand for.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).parent.parent / "planner" / "output" / "agreements" / "agreement.docx"
BLUE = RGBColor(0x1F, 0x3A, 0x5F)
BLOCKS = (
    "parties", "considerations", "numbers", "vacancies", "contracts", "support", "monitoring",
    "shortfall", "privacy", "term", "signatures", "grounds",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the template to the file named, or to its place in the package."""
    parser = argparse.ArgumentParser(description="Write the template of the agreements.")
    parser.add_argument("target", type=Path, nargs="?", default=TARGET, help="default: %(default)s")
    target = parser.parse_args(arguments).target
    target.write_bytes(template())
    print(target)


def template() -> bytes:
    """The template as bytes."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.3)
    _styles(document)
    header = section.header.paragraphs[0]
    _line(header, "{{region}}\t{{marking}}", section)
    header.runs[-1].bold = True
    footer = section.footer.paragraphs[0]
    _line(footer, "{{draft}} · {{corporation}}\t", section)
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")
    document.add_paragraph("{{draft}}", "Subtitle")
    document.add_paragraph("{{title}}", "Title")
    document.add_paragraph("{{corporation}}", "Subtitle")
    document.add_paragraph("{{note}}").runs[0].italic = True
    for name in BLOCKS:
        document.add_paragraph(f"{{{{{name}}}}}")
    _properties(document)
    return _packed(document)


def _styles(document: Document) -> None:
    looks = {
        "Normal": (10.5, False, None, 0, 6),
        "Title": (20, True, BLUE, 0, 4),
        "Subtitle": (13, False, BLUE, 0, 8),
        "Heading 1": (12.5, True, BLUE, 16, 4),
        "Header": (8.5, False, None, 0, 0),
        "Footer": (8.5, False, None, 0, 0),
    }
    for name, (size, bold, colour, before, after) in looks.items():
        style = document.styles[name]
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{kind}"), "Arial")
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        if colour is not None:
            style.font.color.rgb = colour
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    document.styles["Normal"].paragraph_format.line_spacing = 1.15
    for border in document.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _line(paragraph, words: str, section) -> None:
    stops = paragraph.paragraph_format.tab_stops
    width = section.page_width - section.left_margin - section.right_margin
    paragraph.style.paragraph_format.tab_stops.clear_all()
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    left, _, right = words.partition("\t")
    paragraph.add_run(f"{left}\t")
    if right:
        paragraph.add_run(right)


def _field(paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    number = OxmlElement("w:t")
    number.text = "1"
    run.append(number)
    field.append(run)
    paragraph._p.append(field)


def _properties(document: Document) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = "Agreement"
    properties.created = properties.modified = datetime(2000, 1, 1)
    # What a new document of the library has in it and an agreement has no use for.
    unused = ("/extended-properties", "/thumbnail", "/stylesWithEffects", "/customXml")
    for source in (document.part.package, document.part):
        for key, relation in list(source.rels.items()):
            if relation.reltype.endswith(unused):
                del source.rels[key]


def _packed(document: Document) -> bytes:
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            new.writestr(member, old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


if __name__ == "__main__":
    main()
