"""The Word document that agreements are made from: the one supplied, or the user's own.

A placeholder is a name in double braces. Some stand for words and may stand anywhere in the text,
the headers and the footers; others stand for a part of the agreement, alone in a paragraph.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import ExitCode, PlannerError, Problem
from planner.output.agreements.draw import HEADING, Drawer
from planner.output.agreements.elements import Element, Heading, Signature, Table
from planner.output.agreements.elements import Paragraph as Words
from planner.output.plain import plain
from planner.region.files import content_of
from planner.region.hints import hint
from planner.text import language

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

WORDS = (
    "draft", "marking", "title", "note", "region", "corporation", "municipalities", "first_year",
    "last_year", "dwellings",
)  # fmt: skip
BLOCKS = (
    "parties", "considerations", "numbers", "vacancies", "contracts", "support", "monitoring",
    "shortfall", "privacy", "term", "signatures", "grounds",
)  # fmt: skip
REQUIRED = ("marking", "corporation", "numbers", "grounds")

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
_LARGEST = 50_000_000  # bytes, unpacked
_SUPPLIED = Path(__file__).parent / "agreement.docx"
_PROOFING = {"nl": "nl-NL", "en": "en-GB"}
_PACKED = (1980, 1, 1, 0, 0, 0)
# One of every element, to try a template with.
_SAMPLE = (
    Heading("x"),
    Words("x", "a"),
    Table("x", ("x", "y"), (("x", "1"),), (2, 1), frozenset({1})),
    Signature("x", ("x",)),
)
# Parts that tell of who made a template, and where; not of what is in it.
_PERSONAL = ("/extended-properties", "/custom-properties", "/thumbnail")
_ATTACHED = "/attachedTemplate"


@dataclass(frozen=True, slots=True)
class Template:
    """A document that has been checked."""

    content: bytes

    def fill(
        self, words: Mapping[str, str], blocks: Mapping[str, Sequence[Element]], day: date
    ) -> bytes:
        """The document with every placeholder filled in, dated `day`; the same every time."""
        document = _opened(self.content)
        drawer = Drawer(document)
        # All places first: what is filled in is text, whatever braces are in it.
        for paragraph in list(_paragraphs(document)):
            found = _PLACEHOLDER.fullmatch(_text_of(paragraph).strip())
            if found and found[1] in BLOCKS:
                drawer.draw(blocks[found[1]], paragraph)
                paragraph._p.getparent().remove(paragraph._p)
            else:
                _replace(paragraph, words)
        _set_language(document)
        _set_properties(document, words, day)
        return _packed(document)


def default_template() -> Template:
    """The template that comes with the planner; `scripts/write_agreement_template.py` makes it."""
    return _supplied()


@cache
def _supplied() -> Template:
    return Template(_SUPPLIED.read_bytes())


def read_template(path: Path) -> Template:
    """A template of the user.

    Raises `PlannerError` (exit code 2) with every problem: a file that is not there or no Word
    document, a placeholder that does not exist, is not closed or stands where it cannot be filled
    in, one that an agreement cannot do without, headings of another kind of style, anything outside
    that the document refers to; and else that it cannot be filled in, which is tried.
    """
    try:
        content = content_of(path)
    except (OSError, ValueError) as error:
        raise _refused([Problem("agreement.template_missing", {}, str(path))]) from error
    try:
        document = _opened(content)
        problems = list(_problems(document, str(path)))
        template = Template(content)
        if not problems:
            template.fill(dict.fromkeys(WORDS, "x"), dict.fromkeys(BLOCKS, _SAMPLE), date.max)
    except Exception as error:  # a damaged file makes the parser fail in any way it likes
        raise _refused([Problem("agreement.template_unreadable", {}, str(path))]) from error
    if problems:
        raise _refused(problems)
    return template


def _refused(problems: list[Problem]) -> PlannerError:
    return PlannerError(problems, ExitCode.USAGE)


def _opened(content: bytes) -> Document:
    import docx

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST:
            raise ValueError("too large")
    return docx.Document(io.BytesIO(content))


def _problems(document: Document, file: str) -> Iterator[Problem]:
    from docx.enum.style import WD_STYLE_TYPE

    known = (*WORDS, *BLOCKS)
    present = set()
    for paragraph in _paragraphs(document):
        words = _text_of(paragraph)
        for found in _PLACEHOLDER.finditer(words):
            name = found[1]
            present.add(name)
            if name not in known:
                values = {"name": name, "hint": hint(name, known)}
                yield Problem("agreement.template_unknown", values, file)
            elif name in BLOCKS and (words.strip() != found[0] or not _in_body(paragraph)):
                yield Problem("agreement.template_block", {"name": name}, file)
        rest = _PLACEHOLDER.sub("", words)
        if "{{" in rest or "}}" in rest:
            yield Problem("agreement.template_brace", {"words": rest.strip()[:60]}, file)
    for name in REQUIRED:
        if name not in present:
            yield Problem("agreement.template_lacks", {"name": name}, file)
    styles = document.styles
    if HEADING in styles and styles[HEADING].type != WD_STYLE_TYPE.PARAGRAPH:
        yield Problem("agreement.template_heading", {"name": HEADING}, file)
    yield from _elsewhere(document, file)
    for relation in document.part.package.iter_rels():
        if relation.is_external and not relation.reltype.endswith(_ATTACHED):
            values = {"target": relation.target_ref}
            yield Problem("agreement.template_link", values, file)


def _elsewhere(document: Document, file: str) -> Iterator[Problem]:
    """Placeholders in parts that are not filled in: notes, comments and the like."""
    filled = {id(part) for part in _parts(document)}
    for part in document.part.package.iter_parts():
        if id(part) in filled or not part.partname.endswith(".xml"):
            continue
        words = re.sub(r"<[^>]*>", "", part.blob.decode("utf-8", "replace"))
        for found in _PLACEHOLDER.finditer(words):
            values = {"name": found[1], "part": str(part.partname)}
            yield Problem("agreement.template_place", values, file)


def _parts(document: Document) -> list[Any]:
    """The parts that placeholders are filled in: the text, the headers and the footers."""
    kinds = ("/header", "/footer")
    others = [
        relation.target_part
        for relation in document.part.rels.values()
        if not relation.is_external and relation.reltype.endswith(kinds)
    ]
    return [document.part, *others]


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph, also in tables and text boxes."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph as WordParagraph

    for part in _parts(document):
        for element in part.element.iter(qn("w:p")):
            yield WordParagraph(element, part)


def _in_body(paragraph: Paragraph) -> bool:
    from docx.oxml.ns import qn

    return bool(paragraph._p.getparent().tag == qn("w:body"))


def _pieces(paragraph: Paragraph) -> list[Any]:
    """The pieces of text of a paragraph, without those of paragraphs inside it."""
    from docx.oxml.ns import qn

    return [
        piece
        for piece in paragraph._p.iter(qn("w:t"))
        if next(piece.iterancestors(qn("w:p"))) is paragraph._p
    ]


def _text_of(paragraph: Paragraph) -> str:
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _replace(paragraph: Paragraph, words: Mapping[str, str]) -> None:
    """Fill in the words of a paragraph; a word processor may have cut a placeholder in pieces."""
    pieces = _pieces(paragraph)
    for found in reversed(list(_PLACEHOLDER.finditer(_text_of(paragraph)))):
        start = 0
        new = plain(words[found[1]])
        for piece in pieces:
            old = piece.text or ""
            end = start + len(old)
            left, right = max(found.start(), start), min(found.end(), end)
            if left < right:
                piece.text = old[: left - start] + new + old[right - start :]
                piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                new = ""
            start = end


def _set_language(document: Document) -> None:
    """The language that a word processor checks the spelling in."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    tag = _PROOFING[language()]
    found = list(document.styles.element.iter(qn("w:lang")))
    normal = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    if not found and normal is not None:
        found = [OxmlElement("w:lang")]
        normal.element.get_or_add_rPr().append(found[0])
    for element in found:
        element.set(qn("w:val"), tag)


def _set_properties(document: Document, words: Mapping[str, str], day: date) -> None:
    """Say what the document is and of which day, and nothing of who made it or where."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    properties = document.core_properties
    made = datetime.combine(day, time())
    for name in ("author", "last_modified_by", "comments", "keywords", "identifier", "version"):
        setattr(properties, name, "")
    properties.title = plain(f"{words['title']} – {words['corporation']}")[:255]
    properties.subject = properties.category = words["marking"]
    properties.content_status = words["draft"]
    properties.language = _PROOFING[language()]
    properties.created = properties.modified = properties.last_printed = made
    properties.revision = 1
    part = document.part
    settings = document.settings.element
    holders = (part.package, part, part.part_related_by(RELATIONSHIP_TYPE.SETTINGS))
    for source in holders:
        for key, relation in list(source.rels.items()):
            if relation.reltype.endswith((*_PERSONAL, _ATTACHED)):
                del source.rels[key]
    for element in settings.findall(qn("w:attachedTemplate")):
        settings.remove(element)


def _packed(document: Document) -> bytes:
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _PACKED), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
