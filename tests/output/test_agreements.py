"""What each corporation signs: its own numbers, traced, and nothing of anybody else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from hypothesis import given
from hypothesis import strategies as st

from planner import text
from planner.errors import ExitCode, PlannerError
from planner.outcome import Outcome
from planner.output.agreements import write_agreements
from planner.output.agreements.content import agreements
from planner.output.agreements.elements import Heading
from planner.output.agreements.grounds import cited
from planner.output.agreements.names import file_names, slug
from planner.output.agreements.template import (
    BLOCKS,
    WORDS,
    default_template,
    read_template,
)  # fmt: skip
from planner.output.edition import edition
from planner.region.domain import Audience, Commitment, ContractForm, Target
from scripts.write_agreement_template import main as write_template
from scripts.write_agreement_template import template as rebuilt

from .conftest import LINES, make_region

type Make = Callable[..., Outcome]
type Tables = list[list[list[str]]]


def written(outcome: Outcome, folder: Path, template: Any = None) -> dict[str, Any]:
    write_agreements(outcome, folder / "agreements", template)
    return {path.stem: docx.Document(str(path)) for path in (folder / "agreements").iterdir()}


def words_of(document: Any) -> str:
    """All text of a document: of its body, tables, headers and footers."""
    parts = [document.element, *(part.element for part in parts_of(document))]
    return "\n".join(
        "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))
        for part in parts
        for paragraph in part.iter(qn("w:p"))
    )


def parts_of(document: Any) -> list[Any]:
    kinds = ("/header", "/footer")
    rels = document.part.rels.values()
    return [rel.target_part for rel in rels if rel.reltype.endswith(kinds)]


def tables(document: Any) -> Tables:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


# the numbers


def test_the_numbers_are_those_of_the_plan(outcome: Outcome, tmp_path: Path) -> None:
    north = tables(written(outcome, tmp_path)["noord"])[0]
    assert north[0] == ["Gemeente", "Programma", "2021", "2022", "Totaal", "Grondslag"]
    assert [row[:5] for row in north[1:]] == [
        ["Stad AA", "near (nl)", "5", "–", "5"],
        ["Stad AA", "outflow (nl)", "–", "7", "7"],
        ["Stad BB", "near (nl)", "–", "1", "1"],
        ["Totaal", "", "5", "8", "13"],
    ]


def test_every_total_is_the_sum_of_its_rows(outcome: Outcome, tmp_path: Path) -> None:
    for code, document in written(outcome, tmp_path).items():
        table = tables(document)[0]
        ours = sum(
            line.dwellings
            for line in LINES
            if line.corporation == code.removesuffix("-confidential")
            and (line.programme == "hidden") == code.endswith("-confidential")
        )
        assert int(table[-1][4]) == sum(int(row[4]) for row in table[1:-1]) == ours


def test_sites_are_named(outcome: Outcome, tmp_path: Path) -> None:
    sites = tables(written(outcome, tmp_path)["zuid"])[1]
    assert sites[1:] == [["Werf", "Stad BB", "Buurt b2", "cluster (nl)", "2021", "10"]]


def test_the_share_of_the_vacancies(outcome: Outcome, tmp_path: Path) -> None:
    shares = tables(written(outcome, tmp_path)["noord"])[1]
    # In aa 100 × 0.07 + 150 × 0.05 = 14.5 fall vacant a year; a tenth is one dwelling, then two.
    assert shares[1] == ["Stad AA", "2021", "14,5", "1", "5", "34,5\N{NO-BREAK SPACE}%"]
    assert shares[2] == ["Stad AA", "2022", "29,0", "2", "12", "41,4\N{NO-BREAK SPACE}%"]
    assert shares[3:] == [
        ["Stad BB", "2021", "0,0", "0", "0", "–"], ["Stad BB", "2022", "0,0", "0", "1", "–"],
    ]  # fmt: skip


def test_every_number_is_traced(make: Make, tmp_path: Path) -> None:
    region = make_region()
    key = ("outflow", 2022)
    target = replace(region.targets[key], source="assumption: half of G1-0042 (001:10-12)")
    promised = Commitment("outflow", 2022, "aa", "a1", "noord", None, None, 3, "signed", "brief 7")
    region = replace(region, targets={**region.targets, key: target}, commitments=(promised,))
    document = written(make(region), tmp_path)["noord"]
    grounds = {row[0]: row[1:] for row in tables(document)[-1]}
    table = tables(document)[0]
    marks = {row[1]: row[5] for row in table[1:-1]}
    assert grounds[marks["outflow (nl)"]] == [
        "Gevraagd aantal", "outflow (nl): 2022: ten minste 14", "aanname (G1-0042, 001:10-12)",
    ]  # fmt: skip
    said = words_of(document)
    assert "outflow (nl) in Stad AA in 2022: 3 woningen [" in said
    assert ["Eerdere toezegging", "ondertekende regel in het plan", "brief 7"] in [
        *grounds.values()
    ]
    # Every mark has a row, and every row is referred to.
    used = set(re.findall(r"\[\d+\]", said))
    assert used == set(grounds) - {"Nr."}
    assert len(used) > 10
    levy = next(row for row in grounds.values() if "€\N{NO-BREAK SPACE}25.000" in row[1])
    assert levy[2].startswith("G2-0129; G2-0130")


@pytest.mark.parametrize(
    ("sources", "shown"),
    [
        (["G2-0143", "G2-0144", "G2-0143"], "G2-0143; G2-0144"),
        (["assumption: pace G2-0141 (002:26-27)", "G1-0001"],
         "G1-0001; aanname (G2-0141, 002:26-27)"),
        (["Assumption: ours"], "aanname"),
        ([None, "besluit 3"], "besluit 3; zonder bron"),
        ([], ""),
    ],
)  # fmt: skip
def test_sources_in_few_words(sources: list[str | None], shown: str) -> None:
    assert cited(sources) == shown


@pytest.mark.parametrize("form", list(ContractForm))
def test_the_form_of_contract(make: Make, tmp_path: Path, form: ContractForm) -> None:
    region = make_region()
    near = replace(region.programmes["near"], contract_form=form)
    region = replace(region, programmes={**region.programmes, "near": near})
    document = written(make(region), tmp_path)["noord"]
    contracts = next(table for table in tables(document) if table[0][1] == "Contractvorm")
    assert [row[:2] for row in contracts[1:]] == [
        ["near (nl)", text.text(f"agreement.form.{form}")],
        ["outflow (nl)", "Per woning afgesproken"],
    ]
    said = words_of(document)
    for other in ContractForm:
        terms = text.text(f"agreement.terms.{other}", ground="")[:60]
        assert (terms in said) == (other is form)


def test_support_has_the_limits_of_the_programme(make: Make, tmp_path: Path) -> None:
    region = make_region()
    near = replace(
        region.programmes["near"], max_metres=Decimal(1500), max_minutes=Decimal("12.5"),
        near_services=("welfare", "own"),
    )  # fmt: skip
    region = replace(region, programmes={**region.programmes, "near": near})
    document = written(make(region), tmp_path)["noord"]
    limits = next(table for table in tables(document) if table[0][2] == "Afstand ten hoogste")
    assert limits[1][:5] == [
        "near (nl)", "day", "1.500 m", "12,5 minuten (fiets)", "welzijnslocatie, own",
    ]  # fmt: skip


# what must not be in it


def test_nothing_of_another_corporation(make: Make, tmp_path: Path) -> None:
    theirs = Commitment("outflow", 2022, "cc", "c1", "zuid", None, None, 6, "signed", "brief 8")
    outcome = make(replace(make_region(), commitments=(theirs,)))
    found = {code: words_of(document) for code, document in written(outcome, tmp_path).items()}
    assert "brief 8" in found["zuid"]
    assert "brief 8" not in found["noord"]
    assert "Wonen Noord" in found["noord"]
    assert "Wonen Noord" not in found["zuid"]
    assert "Wonen Zuid" not in found["noord"]
    assert "Werf" not in found["noord"]
    assert "Stad CC" not in found["noord"]


def secret(make: Make) -> Outcome:
    """A plan with confidential dwellings of Wonen Noord on a site, and a site of Wonen Zuid."""
    region = make_region()
    hidden = replace(region.programmes["hidden"], uses_vacancies=True, support_service="day")
    there = replace(region.sites["s1"], code="s9", name="Geheime plek", programmes=("hidden",))
    theirs = replace(there, code="s8", name="Stille plek", corporation="zuid")
    source = "assumption: as on Stille plek"
    targets = {
        key: replace(row, source=source) if row.programme == "hidden" else row
        for key, row in region.targets.items()
    }
    targets["hidden", 2021] = Target("hidden", 2021, 2, 9, source)
    promised = Commitment("hidden", 2021, "aa", "a1", "noord", None, None, 1, "signed", "brief 9")
    region = replace(
        region,
        programmes={**region.programmes, "hidden": hidden},
        sites={**region.sites, "s9": there, "s8": theirs},
        targets=targets,
        commitments=(promised,),
    )
    lines = (*LINES, LINES[-1]._replace(programme="hidden", year=2022, site="s9", dwellings=4))
    return make(region, lines)


def test_what_is_confidential_is_a_document_of_its_own(make: Make, tmp_path: Path) -> None:
    documents = written(secret(make), tmp_path)
    assert documents.keys() == {"noord", "noord-confidential", "zuid"}
    said = {name: words_of(document) for name, document in documents.items()}
    for name in ("noord", "zuid"):
        for word in ("hidden", "Geheime plek", "Stille plek", "brief 9", "s9"):
            assert word not in said[name], (name, word)
        assert "Intern · vertrouwelijk" in said[name]
    own = said["noord-confidential"]
    assert "alleen voor de partijen" in own
    assert "Geheime plek" in own
    assert "brief 9" in own
    # Neither what others own nor what it promises in the open.
    assert "Stille plek" not in own
    assert "near (nl)" not in own
    numbers = tables(documents["noord-confidential"])[0]
    assert [row[1:5] for row in numbers[1:]] == [
        ["hidden (nl)", "2", "4", "6"], ["", "2", "4", "6"],
    ]  # fmt: skip
    assert tables(documents["noord"])[0][-1] == ["Totaal", "", "5", "8", "13", ""]


def test_the_open_agreements_do_not_tell_that_there_is_another(make: Make, tmp_path: Path) -> None:
    outcome = secret(make)
    (tmp_path / "all").mkdir()
    (tmp_path / "partners").mkdir()
    ours = written(outcome, tmp_path / "all")
    theirs = written(edition(outcome, Audience.PARTNERS), tmp_path / "partners")
    assert theirs.keys() == {"noord", "zuid"}
    for name, document in theirs.items():
        said = words_of(ours[name]).replace("Intern · vertrouwelijk", "Voor partners")
        assert said == words_of(document)


@pytest.mark.parametrize("audience", [Audience.PARTNERS, Audience.PUBLIC])
def test_others_do_not_hear_of_confidential_programmes(
    outcome: Outcome, tmp_path: Path, audience: Audience
) -> None:
    documents = written(edition(outcome, audience), tmp_path)
    for document in documents.values():
        said = words_of(document)
        assert "ertrouwelijk" not in said
        assert "Intern" not in said
        assert "hidden" not in said
    assert tables(documents["noord"])[0][-1] == ["Totaal", "", "5", "8", "13", ""]


def test_without_a_line_there_is_no_agreement(make: Make, tmp_path: Path) -> None:
    south = tuple(line for line in LINES if line.corporation == "zuid")
    assert written(make(lines=south), tmp_path).keys() == {"zuid"}
    secret = make(lines=(LINES[-1], LINES[-2]))
    assert [one.corporation.code for one in agreements(edition(secret, Audience.PARTNERS))] == [
        "zuid"
    ]
    write_agreements(make(lines=()), tmp_path / "none")
    assert not (tmp_path / "none").exists()


# the language


def test_dutch_has_no_english(outcome: Outcome, tmp_path: Path) -> None:
    said = words_of(written(outcome, tmp_path)["noord"])
    english, dutch = text.catalogue("en"), text.catalogue("nl")
    for key, forms in english.items():
        for form in forms if key.startswith("agreement.") else ():
            if form not in dutch[key] and "{" not in form and len(form) > 4:
                assert form not in said, key
    assert not re.search(r"\{|\}", said)


def test_english_on_request(outcome: Outcome, tmp_path: Path) -> None:
    text.use("en")
    document = written(outcome, tmp_path)["noord"]
    assert "near (en)" in words_of(document)
    assert "31 December 2022" in words_of(document)
    tags = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
    assert tags == {"en-GB"}


def test_dutch_is_checked_as_dutch(outcome: Outcome, tmp_path: Path) -> None:
    document = written(outcome, tmp_path)["noord"]
    assert "31 december 2022" in words_of(document)
    tags = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
    assert tags == {"nl-NL"}
    assert document.core_properties.language == "nl-NL"


@pytest.mark.parametrize(("lines", "called"), [(LINES[:2], "De gemeente heet"), (LINES, "De geme")])
def test_one_municipality_or_more(make: Make, tmp_path: Path, lines: Any, called: str) -> None:
    said = words_of(written(make(lines=lines), tmp_path)["noord"])
    assert called in said
    assert ("De gemeenten heten hierna samen" in said) == (lines is LINES)


# the document


def test_headers_of_tables_are_known_as_such(outcome: Outcome, tmp_path: Path) -> None:
    document = written(outcome, tmp_path)["noord"]
    assert len(document.tables) > 8
    for table in document.tables:
        first, *rest = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rest)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_a_page_is_a4_and_numbered(outcome: Outcome, tmp_path: Path) -> None:
    document = written(outcome, tmp_path)["noord"]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    codes = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


HOSTILE = [
    "{{grounds}} {{x",
    "a\x00\x0bb",
    "<w:p/>&amp;",
    "\u202eabc",
    "n" * 200,
    "=1+1",
    "_x0041_",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_text(make: Make, tmp_path: Path, name: str) -> None:
    region = make_region()
    region = replace(
        region,
        corporations={
            **region.corporations, "noord": replace(region.corporations["noord"], name=name)
        },
        identity=replace(region.identity, label_nl=name),
    )  # fmt: skip
    document = written(make(region), tmp_path)["noord"]
    shown = re.sub("[\x00\x0b]", "\ufffd", name)
    assert f"Namens {shown}" in words_of(document)
    fields = [document.element, *(part.element for part in parts_of(document))]
    codes = {f.get(qn("w:instr")) for part in fields for f in part.iter(qn("w:fldSimple"))}
    assert codes == {"PAGE", "NUMPAGES"}
    assert not any(rel.is_external for rel in document.part.package.iter_rels())


def test_the_same_plan_is_the_same_bytes(make: Make, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(make(), tmp_path / name)
    for code in ("noord", "zuid"):
        one, two = (tmp_path / n / "agreements" / f"{code}.docx" for n in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert "docProps/app.xml" not in archive.namelist()
    properties = docx.Document(str(one)).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert {properties.created, properties.modified, properties.last_printed} == {
        datetime(2021, 1, 1, tzinfo=UTC)
    }


# the template


def test_the_supplied_template_is_what_its_script_writes() -> None:
    assert default_template().content == rebuilt()


def test_the_script_writes_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for wrong, code in ((["--help"], 0), (["--nope"], 2)):
        with pytest.raises(SystemExit) as ended:
            write_template(wrong)
        assert ended.value.code == code
    assert list(tmp_path.iterdir()) == []
    write_template(["t.docx"])
    assert (tmp_path / "t.docx").read_bytes() == rebuilt()


def test_the_supplied_template_passes_its_own_check(tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_bytes(default_template().content)
    assert read_template(tmp_path / "t.docx") == default_template()
    document = docx.Document(io.BytesIO(default_template().content))
    used = set(re.findall(r"\{\{(\w+)\}\}", words_of(document)))
    assert used >= set(BLOCKS)
    assert used <= {*BLOCKS, *WORDS}


def own(*paragraphs: str, header: str = "{{marking}}") -> Any:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    for words in paragraphs:
        document.add_paragraph(words)
    return document


ENOUGH = ("Voor {{corporation}}", "{{numbers}}", "{{grounds}}")


def saved(document: Any, folder: Path) -> Path:
    document.save(str(folder / "mine.docx"))
    return folder / "mine.docx"


def test_a_template_of_ones_own(outcome: Outcome, tmp_path: Path) -> None:
    document = own("Wij, {{ corporation }}, en", *ENOUGH, header="Huisstijl {{marking}}")
    # Word cuts text into runs wherever it likes.
    cut = document.add_paragraph("In ")
    for piece in ("{", "{mun", "icipalit", "ies}", "}"):
        cut.add_run(piece).bold = True
    cut.add_run(", samen {{dwellings}}.")
    document.core_properties.author = "Jan"
    settings = document.settings.element
    attached = OxmlElement("w:attachedTemplate")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    part = document.part.part_related_by(kind.replace("attachedTemplate", "settings"))
    attached.set(qn("r:id"), part.rels.get_or_add_ext_rel(kind, "file:///C:/Users/jan/mal.dotx"))
    settings.append(attached)
    template = read_template(saved(document, tmp_path))
    found = written(outcome, tmp_path, template)["noord"]
    said = words_of(found)
    assert "Wij, Wonen Noord, en" in said
    assert "In Stad AA en Stad BB, samen 13." in said
    assert "Huisstijl Intern · vertrouwelijk" in said
    assert "Artikel 1  Aantallen" in said
    assert "Ondertekening" not in said
    content = (tmp_path / "agreements" / "noord.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Jan" not in everything
    assert b"Users" not in everything


def refusals(path: Path) -> list[str]:
    with pytest.raises(PlannerError) as caught:
        read_template(path)
    assert caught.value.exit_code is ExitCode.USAGE
    for problem in caught.value.problems:
        assert problem.file == str(path)
        assert problem.message
        assert problem.remedy
    return [problem.key.removeprefix("agreement.template_") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("paragraphs", "keys"),
    [
        ((*ENOUGH, "{{corporatoin}}", "{{x y}}"), ["unknown", "unknown"]),
        ((*ENOUGH, "{{title}"), ["brace"]),
        ((*ENOUGH, "Zie {{parties}} hier"), ["block"]),
        (("niets",), ["lacks", "lacks", "lacks"]),
        (("{{nope}}", "{{numbers}} x"), ["unknown", "block", "lacks", "lacks"]),
    ],
)  # fmt: skip
def test_every_fault_of_a_template_is_told(
    tmp_path: Path, paragraphs: tuple[str, ...], keys: list[str]
) -> None:
    assert refusals(saved(own(*paragraphs), tmp_path)) == keys


def test_a_part_in_a_table_or_header_is_refused(tmp_path: Path) -> None:
    document = own(*ENOUGH, header="{{marking}} {{term}}")
    document.add_table(1, 1).rows[0].cells[0].text = "{{signatures}}"
    assert refusals(saved(document, tmp_path)) == ["block", "block"]


def test_a_placeholder_that_is_never_filled_in_is_refused(tmp_path: Path) -> None:
    document = own(*ENOUGH)
    document.add_comment(document.paragraphs[0].runs, text="{{title}}", author="Jan")
    assert refusals(saved(document, tmp_path)) == ["place"]


def test_a_link_to_outside_is_refused(tmp_path: Path) -> None:
    document = own(*ENOUGH)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    document.part.rels.get_or_add_ext_rel(kind, "https://example.org/pixel.png")
    assert refusals(saved(document, tmp_path)) == ["link"]


def test_headings_need_a_paragraph_style(tmp_path: Path) -> None:
    document = own(*ENOUGH)
    document.styles["Heading 1"].delete()
    read_template(saved(document, tmp_path))
    document.styles.add_style("Heading 1", WD_STYLE_TYPE.CHARACTER)
    assert refusals(saved(document, tmp_path)) == ["heading"]


def test_what_cannot_be_filled_in_is_refused(tmp_path: Path) -> None:
    document = own(*ENOUGH, "{{marking}}")
    document.element.body.remove(document.element.body.sectPr)
    assert refusals(saved(document, tmp_path)) == ["unreadable"]


def test_a_document_with_another_name_for_its_default_style(tmp_path: Path) -> None:
    document = own(*ENOUGH)
    for lang in list(document.styles.element.iter(qn("w:lang"))):
        lang.getparent().remove(lang)
    document.styles["Normal"].element.find(qn("w:name")).set(qn("w:val"), "Standaard")
    template = read_template(saved(document, tmp_path))
    filled = template.fill(
        dict.fromkeys(WORDS, "x"), {name: [Heading("x")] for name in BLOCKS}, date(2025, 3, 1)
    )
    lang = docx.Document(io.BytesIO(filled)).styles["Standaard"].element.rPr.find(qn("w:lang"))
    assert lang.get(qn("w:val")) == "nl-NL"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{\\rtf1}", b"%PDF-1.4"])
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.docx").write_bytes(content)
    assert refusals(tmp_path / "x.docx") == ["unreadable"]


def test_another_office_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusals(tmp_path / "x.docx") == ["unreadable"]


@pytest.mark.parametrize("name", ["nothing.docx", ".", "x" * 300])
def test_a_template_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    assert refusals(tmp_path / name) == ["missing"]


# names of files


@given(st.lists(st.text(max_size=200), max_size=30))
def test_names_are_safe_and_unlike(codes: list[str]) -> None:
    names = file_names(codes)
    assert names.keys() == set(codes)
    assert len(set(names.values())) == len(names)
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.docx", name)
        assert len(name) < 120
    assert file_names(reversed(codes)) == names


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("../../x", "x"), ("De Alliantie", "de-alliantie"), ("CON", "corporation-con"),
        ("lpt1", "corporation-lpt1"), ("", "corporation"), ("日本", "corporation"),
        ("Hét_Gooi.1", "het-gooi-1"), ("a" * 200, "a" * 80), ("/", "corporation"),
    ],
)  # fmt: skip
def test_slugs(code: str, name: str) -> None:
    assert slug(code) == name


def test_names_that_would_be_one_file() -> None:
    assert file_names(["x-2", "X", "x", "x."]) == {
        "X": "x.docx", "x": "x-2.docx", "x-2": "x-2-2.docx", "x.": "x-3.docx",
    }  # fmt: skip
