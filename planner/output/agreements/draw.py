"""Elements of an agreement as paragraphs and tables of a Word document.

Styles are used where the document has them; tables carry their own lines and shading, so that they
look right in any template.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planner.output.agreements.elements import Element, Heading, Paragraph, Signature, Table
from planner.output.plain import plain
from planner.text import text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

HEADING = "Heading 1"
_INDENT = 360  # twentieths of a point
_LINE = "B7C3D0"
_SHADE = "E6EDF5"
_SIGN_HEIGHT = 400  # of a line to fill in (twentieths of a point)
_SIGNATURE_HEIGHT = 900
_SMALL = 6  # rows of a table that stays on one page


class Drawer:
    """Puts elements in front of a paragraph of a document, and counts the articles."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._article = 0
        self._styled = HEADING in document.styles
        section = document.sections[0]
        width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        self._width = max(1, width // 635)  # EMU to twentieths of a point

    def draw(self, elements: Sequence[Element], before: WordParagraph) -> None:
        """Write elements in front of `before`; what opens a table stays on its page."""
        for element, following in zip(elements, (*elements[1:], None), strict=True):
            if isinstance(element, Heading):
                self._heading(element, before)
            elif isinstance(element, Paragraph):
                opens = isinstance(following, Table | Signature)
                self._paragraph(element, before, opens=opens)
            elif isinstance(element, Table):
                self._table(element, before)
            else:
                self._signature(element, before)

    def _heading(self, heading: Heading, before: WordParagraph) -> None:
        words = heading.words
        if heading.article:
            self._article += 1
            words = text("agreement.article", number=str(self._article), name=words)
        paragraph = before.insert_paragraph_before()
        if self._styled:
            paragraph.style = HEADING
        paragraph.add_run(plain(words))
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.page_break_before = heading.new_page

    def _paragraph(self, found: Paragraph, before: WordParagraph, *, opens: bool) -> None:
        from docx.shared import Twips

        paragraph = before.insert_paragraph_before()
        if found.mark:
            paragraph.paragraph_format.left_indent = Twips(_INDENT)
            paragraph.paragraph_format.first_line_indent = Twips(-_INDENT)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(_INDENT))
            paragraph.add_run(f"{found.mark}\t")
        paragraph.add_run(plain(found.words))
        paragraph.paragraph_format.keep_with_next = opens

    def _table(self, found: Table, before: WordParagraph) -> None:
        rows = (found.header, *found.rows)
        table = self._grid(len(rows), _shared(self._width, found.widths), before, found.about)
        for index, cells in enumerate(rows):
            head, total = index == 0, found.total and index == len(rows) - 1
            # Through the row itself: a table looks all its cells up again for each one.
            for position, cell in enumerate(table.rows[index].cells):
                paragraph = self._cell(cell, cells[position], bold=head or total)
                if position in found.numbers:
                    _align(paragraph, "right")
                if head:
                    _shade(cell)
                # A page does not end with a header or one row below it, nor within a small table.
                kept = 2 if len(rows) > _SMALL else len(rows)
                paragraph.paragraph_format.keep_with_next = index < min(kept, len(rows) - 1)
            _mark_row(table, index, header=head)
        self._gap(before)

    def _signature(self, found: Signature, before: WordParagraph) -> None:
        rows = (found.party, *found.lines)
        table = self._grid(len(rows), _shared(self._width, (30, 70)), before, found.party)
        first, last = table.rows[0].cells
        self._cell(first.merge(last), found.party, bold=True)
        _shade(table.rows[0].cells[0])
        for index, line in enumerate(found.lines, start=1):
            self._cell(table.rows[index].cells[0], line)
            height = _SIGNATURE_HEIGHT if index == len(found.lines) else _SIGN_HEIGHT
            _set_height(table, index, height)
        for index in range(len(rows)):
            _mark_row(table, index, header=index == 0)
            for cell in table.rows[index].cells if index < len(rows) - 1 else ():
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._gap(before)

    def _gap(self, before: WordParagraph) -> None:
        """Room below a table, small enough to add no page by itself."""
        from docx.shared import Pt

        gap = before.insert_paragraph_before()
        gap.paragraph_format.space_after = Pt(0)
        gap.paragraph_format.line_spacing = Pt(8)

    def _grid(
        self, rows: int, widths: Sequence[int], before: WordParagraph, about: str
    ) -> WordTable:
        from docx.shared import Twips

        table: WordTable = self._document.add_table(rows, len(widths))
        before._p.addprevious(table._tbl)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Twips(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Twips(width)
        _describe(table, about, sum(widths))
        return table

    def _cell(self, cell: _Cell, words: str, *, bold: bool = False) -> WordParagraph:
        from docx.shared import Pt

        paragraph: WordParagraph = cell.paragraphs[0]
        run = paragraph.add_run(plain(words))
        run.font.size = Pt(9)
        run.bold = True if bold else None
        paragraph.paragraph_format.space_before = Pt(2)
        paragraph.paragraph_format.space_after = Pt(2)
        _align(paragraph, "left")
        return paragraph


def _shared(width: int, parts: Sequence[int]) -> list[int]:
    return [width * part // sum(parts) for part in parts]


def _align(paragraph: WordParagraph, side: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    sides = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    paragraph.alignment = sides[side]


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def _shade(cell: _Cell) -> None:
    shade = _element("shd", val="clear", color="auto", fill=_SHADE)
    cell._tc.get_or_add_tcPr().append(shade)


def _mark_row(table: WordTable, index: int, *, header: bool) -> None:
    """No row breaks over two pages; a header comes back on each and is known as one."""
    properties = table.rows[index]._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    if header:
        properties.append(_element("tblHeader"))


def _set_height(table: WordTable, index: int, height: int) -> None:
    from docx.shared import Twips

    table.rows[index].height = Twips(height)


def _describe(table: WordTable, about: str, width: int) -> None:
    """Lines, width and a description, in the order in which the format wants them."""
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    borders = _element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color=_LINE))
    look = properties.find(qn("w:tblLook"))
    layout = properties.find(qn("w:tblLayout"))
    for made, after in ((_element("tblW", w=str(width), type="dxa"), layout), (borders, layout)):
        (after if after is not None else look).addprevious(made)
    look.addnext(_element("tblCaption", val=plain(about)))
