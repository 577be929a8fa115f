"""The clauses of an agreement, put together from the catalogues and the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from planner.output.agreements.content import Agreement
from planner.output.agreements.elements import Element, Heading, Paragraph, Signature, Table
from planner.output.agreements.figures import Figures, has_limits
from planner.output.agreements.grounds import Grounds
from planner.output.agreements.phrases import columns, euro, full_date, span
from planner.output.format import listed, percent
from planner.output.wording import label
from planner.region.domain import Commitment, ContractForm
from planner.text import number, text

# Where the rules come from that no row or setting of a region holds: see docs/sources.md.
_FORM_SOURCES: Mapping[ContractForm, tuple[str, ...]] = {
    ContractForm.TRIANGULAR: ("G1-0444", "G1-0445", "001:5811-5823"),
    ContractForm.FLIP: ("G1-0446", "001:5900-5914"),
    ContractForm.CONDITIONAL: ("G1-0424", "001:5871-5877"),
}
_SUPPORT_SOURCES: Mapping[str, tuple[str, ...]] = {
    "day_and_night": ("G1-0046",),
    "at_home": ("G1-0438",),
    "accompanied": ("G1-0439",),
}
_REPORT_SOURCES = ("G2-0139",)
_COMPARE_SOURCES = ("G2-0136", "G2-0137", "G2-0138")
_REVIEW_SOURCES = ("002:3872-3876",)
_LEVY_SOURCES = ("G2-0129", "G2-0130")
_REDISTRIBUTION_SOURCES = ("G2-0131",)


def words(agreement: Agreement) -> dict[str, str]:
    """The words that stand for the inline placeholders of a template."""
    region = agreement.region
    names = [region.municipalities[code].name for code in agreement.municipalities]
    return {
        "draft": text("agreement.draft"),
        "marking": text(
            "agreement.marking.confidential"
            if agreement.confidential
            else f"agreement.marking.{agreement.audience}"
        ),
        "title": text("agreement.title", region=label(region.identity), span=span(region)),
        "note": text("agreement.note", span=span(region)),
        "region": label(region.identity),
        "corporation": agreement.corporation.name,
        "municipalities": listed(names),
        "first_year": str(region.years[0]),
        "last_year": str(region.years[-1]),
        "dwellings": number(agreement.dwellings),
    }


def blocks(agreement: Agreement) -> dict[str, list[Element]]:
    """The parts that stand for the block placeholders of a template, grounds last."""
    made = _Clauses(agreement)
    return {
        "parties": made.parties(),
        "considerations": made.considerations(),
        "numbers": made.numbers(),
        "vacancies": made.vacancies(),
        "contracts": made.contracts(),
        "support": made.support(),
        "monitoring": made.monitoring(),
        "shortfall": made.shortfall(),
        "privacy": made.privacy(),
        "term": made.term(),
        "signatures": made.signatures(),
        "grounds": made.grounds(),
    }


class _Clauses:
    """The parts of one agreement; what they cite comes together in its grounds."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._region = agreement.region
        self._parties = "several" if agreement.municipalities[1:] else "one"
        self._cited = Grounds()
        self._figures = Figures(agreement, self._cited)

    def parties(self) -> list[Element]:
        names = [text("agreement.party.municipality", name=n) for n in self._municipal_names()]
        names.append(text("agreement.party.region", name=label(self._region.identity)))
        names.append(text("agreement.party.corporation", name=self._agreement.corporation.name))
        return [
            Heading(text("agreement.parties"), article=False),
            *(
                Paragraph(text("agreement.party", name=name), f"{index}.")
                for index, name in enumerate(names, start=1)
            ),
            Paragraph(text(f"agreement.called.{self._parties}")),
        ]

    def considerations(self) -> list[Element]:
        settings = self._region.settings
        sources = settings.sources
        key = text(f"agreement.key.{settings.quota.key}")
        share = percent(settings.max_share_of_vacancies)
        limit = number(settings.max_load_per_1000_dwellings)
        quota = self._cited.cite("quota", key, [sources.get("quota.key")])
        vacancies = self._figures.vacancy_ground()
        load = self._cited.cite(
            "neighbourhood_load",
            text("agreement.value.load", limit=limit),
            [sources.get("neighbourhood.max_load_per_1000_dwellings")],
        )
        clauses = (
            text("agreement.consider.need"),
            text("agreement.consider.quota", key=key, ground=quota),
            text("agreement.consider.plan", span=span(self._region)),
            text("agreement.consider.vacancies", share=share, ground=vacancies),
            text("agreement.consider.load", limit=limit, ground=load),
        )
        return [
            Heading(text("agreement.considerations"), article=False),
            *_lettered(clauses),
            Paragraph(text("agreement.agree")),
        ]

    def numbers(self) -> list[Element]:
        count = self._agreement.dwellings
        opening = text("agreement.numbers.text", span=span(self._region), count=count)
        elements: list[Element] = [
            Heading(text("agreement.numbers")),
            Paragraph(opening),
            self._figures.numbers(),
        ]
        if self._agreement.confidential:
            elements.append(Paragraph(text("agreement.numbers.confidential")))
        if self._agreement.site_lines:
            elements += [Paragraph(text("agreement.numbers.sites")), self._figures.sites()]
        if self._agreement.signed:
            elements.append(Paragraph(text("agreement.numbers.signed")))
            elements += [Paragraph(self._signed(line), "•") for line in self._agreement.signed]
        return elements

    def vacancies(self) -> list[Element]:
        agreement = self._agreement
        elements: list[Element] = [Heading(text("agreement.vacancies"))]
        share = percent(self._region.settings.max_share_of_vacancies)
        ground = self._figures.vacancy_ground()
        elements.append(Paragraph(text("agreement.vacancies.text", share=share, ground=ground)))
        if agreement.shares:
            elements.append(
                Paragraph(text("agreement.vacancies.table", ground=self._figures.stock_ground()))
            )
            elements.append(self._figures.shares())
        elif any(programme.uses_vacancies for programme in agreement.programmes):
            elements.append(Paragraph(text("agreement.vacancies.confidential")))
        else:
            elements.append(Paragraph(text("agreement.vacancies.none")))
        return elements

    def contracts(self) -> list[Element]:
        programmes = self._agreement.programmes
        elements: list[Element] = [Heading(text("agreement.contracts"))]
        if programmes:
            elements += [Paragraph(text("agreement.contracts.text")), self._figures.contracts()]
        used = {programme.contract_form for programme in programmes}
        elements += _lettered(
            text(
                f"agreement.terms.{form}",
                ground=self._cited.cite(
                    "contract_form", text(f"agreement.form.{form}"), _FORM_SOURCES[form]
                ),
            )
            for form in ContractForm
            if form in used
        )
        return [*elements, Paragraph(text("agreement.contracts.law"))]

    def support(self) -> list[Element]:
        elements: list[Element] = [
            Heading(text("agreement.support")),
            Paragraph(text(f"agreement.support.text.{self._parties}")),
            *_lettered(
                text(
                    f"agreement.support.{name}",
                    ground=self._cited.cite("support", text(f"agreement.value.{name}"), sources),
                )
                for name, sources in _SUPPORT_SOURCES.items()
            ),
        ]
        if any(has_limits(programme) for programme in self._agreement.programmes):
            elements.append(Paragraph(text("agreement.support.limits")))
            elements.append(self._figures.support())
        return elements

    def monitoring(self) -> list[Element]:
        cite = self._cited.cite
        report = cite("monitoring", text("agreement.value.report"), _REPORT_SOURCES)
        compare = cite("monitoring", text("agreement.value.compare"), _COMPARE_SOURCES)
        review = cite("monitoring", text("agreement.value.review"), _REVIEW_SOURCES)
        return [
            Heading(text("agreement.monitoring")),
            *_lettered(
                (
                    text("agreement.monitoring.report", ground=report),
                    text("agreement.monitoring.compare", ground=compare),
                    text("agreement.monitoring.review", ground=review),
                )
            ),
        ]

    def shortfall(self) -> list[Element]:
        levy = self._region.settings.levy
        sources = self._region.settings.sources
        level = self._region.identity.price_level
        amount = euro(levy.amount_per_dwelling_year)
        key = text(f"agreement.redistribute.{levy.redistribute_by}")
        paid = self._cited.cite(
            "levy",
            text("agreement.value.levy", amount=amount),
            [*_LEVY_SOURCES, sources.get("levy.amount_per_dwelling_year")],
        )
        received = self._cited.cite(
            "levy", key, [*_REDISTRIBUTION_SOURCES, sources.get("levy.redistribute_by")]
        )
        said = {"amount": amount, "ground": paid}
        due = (
            text("agreement.shortfall.levy", **said)
            if level is None
            else text("agreement.shortfall.levy_of_year", year=level, **said)
        )
        return [
            Heading(text("agreement.shortfall")),
            *_lettered(
                (
                    text(f"agreement.shortfall.report.{self._parties}"),
                    text("agreement.shortfall.replace"),
                    due,
                    text("agreement.shortfall.received", key=key, ground=received),
                    text("agreement.shortfall.not_yours"),
                )
            ),
        ]

    def privacy(self) -> list[Element]:
        clauses = [text("agreement.privacy.text")]
        if self._agreement.confidential:
            clauses.append(text("agreement.privacy.confidential"))
        return [Heading(text("agreement.privacy")), *_lettered(clauses)]

    def term(self) -> list[Element]:
        last = full_date(date(self._region.years[-1], 12, 31))
        clauses = [
            text("agreement.term.text", last=last),
            text(f"agreement.term.performance.{self._parties}"),
            text("agreement.term.changes"),
        ]
        return [Heading(text("agreement.term")), *_lettered(clauses)]

    def signatures(self) -> list[Element]:
        lines = tuple(
            text(f"agreement.sign.{line}")
            for line in ("name", "function", "place", "date", "signature")
        )
        parties = [text("agreement.party.municipality", name=n) for n in self._municipal_names()]
        parties.append(text("agreement.party.region", name=label(self._region.identity)))
        parties.append(self._agreement.corporation.name)
        return [
            Heading(text("agreement.signatures"), article=False),
            Paragraph(text("agreement.signatures.text", copies=number(len(parties)))),
            *(Signature(text("agreement.sign.for", party=party), lines) for party in parties),
        ]

    def grounds(self) -> list[Element]:
        names = ("ground_number", "rule", "value", "source")
        rows = tuple((f"[{index}]", *ground) for ground, index in self._cited.rows.items())
        about = text("agreement.grounds")
        return [
            Heading(about, article=False, new_page=True),
            Paragraph(text("agreement.grounds.text")),
            Table(about, columns(names), rows, (6, 20, 34, 40)),
        ]

    def _signed(self, line: Commitment) -> str:
        said = text("agreement.value.signed")
        return text(
            "agreement.numbers.signed_line",
            programme=label(self._region.programmes[line.programme]),
            municipality=self._region.municipalities[line.municipality].name,
            year=line.year,
            count=line.dwellings,
            ground=self._cited.cite("commitment", said, [line.source]),
        )

    def _municipal_names(self) -> list[str]:
        return [self._region.municipalities[code].name for code in self._agreement.municipalities]


def _lettered(clauses: Iterable[str]) -> list[Element]:
    found = list(clauses)
    marks = [f"{chr(ord('a') + index)}." for index in range(len(found))] if found[1:] else [""]
    return [Paragraph(clause, mark) for clause, mark in zip(found, marks, strict=False)]
