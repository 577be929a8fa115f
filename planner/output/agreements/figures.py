"""The tables of an agreement, and the ground of every number in them."""

from __future__ import annotations

from planner.output.agreements.content import Agreement
from planner.output.agreements.elements import Table
from planner.output.agreements.grounds import Grounds
from planner.output.agreements.phrases import asked, columns, measured, some
from planner.output.format import NONE, percent
from planner.output.wording import label, worded
from planner.region.domain import Programme
from planner.text import number, text


def has_limits(programme: Programme) -> bool:
    """Whether a programme asks for support or services nearby."""
    return programme.support_service is not None or bool(programme.near_services)


class Figures:
    """The tables of one agreement; what they cite goes into its grounds."""

    def __init__(self, agreement: Agreement, cited: Grounds) -> None:
        self._agreement = agreement
        self._region = agreement.region
        self._cited = cited

    def numbers(self) -> Table:
        """Dwellings by municipality, programme and year."""
        years = self._region.years
        rows = [
            (
                self._region.municipalities[promise.municipality].name,
                label(self._region.programmes[promise.programme]),
                *(some(promise.by_year.get(year, 0)) for year in years),
                number(promise.dwellings),
                self._target_ground(self._region.programmes[promise.programme]),
            )
            for promise in self._agreement.promises
        ]
        rows.sort(key=lambda row: row[0])
        by_year = [
            sum(promise.by_year.get(year, 0) for promise in self._agreement.promises)
            for year in years
        ]
        total = (
            text("present.total"),
            "",
            *map(some, by_year),
            number(self._agreement.dwellings),
            "",
        )
        numbers = frozenset(range(2, len(years) + 3))
        header = (
            *columns(("municipality", "programme")),
            *(str(year) for year in years),
            *columns(("total", "ground")),
        )
        widths = (19, 27, *(8 for _ in years), 9, 15)
        about = text("agreement.numbers.about")
        return Table(about, header, (*rows, total), widths, numbers, total=True)

    def sites(self) -> Table:
        """The dwellings that stand on a site."""
        region = self._region
        rows = tuple(
            (
                region.sites[line.site].name,
                region.municipalities[line.municipality].name,
                region.neighbourhoods[line.neighbourhood].name,
                label(region.programmes[line.programme]),
                str(line.year),
                number(line.dwellings),
            )
            for line in self._agreement.site_lines
        )
        names = ("site", "municipality", "neighbourhood", "programme", "year", "dwellings")
        about = text("agreement.numbers.sites")
        return Table(about, columns(names), rows, (22, 16, 20, 19, 8, 15), frozenset({4, 5}))

    def shares(self) -> Table:
        """What is taken of the expected vacancies."""
        rows = tuple(
            (
                self._region.municipalities[share.municipality].name,
                str(share.year),
                number(share.expected, 1),
                number(share.allowed),
                number(share.dwellings),
                percent(share.dwellings / share.expected) if share.expected else NONE,
            )
            for share in self._agreement.shares
        )
        names = ("municipality", "until", "expected", "allowed", "in_agreement", "share")
        about = text("agreement.vacancies.about")
        numbers = frozenset(range(1, 6))
        return Table(about, columns(names), rows, (23, 9, 17, 17, 18, 16), numbers)

    def contracts(self) -> Table:
        """The form of contract of each programme."""
        rows = tuple(
            (
                label(programme),
                text(f"agreement.form.{programme.contract_form}")
                if programme.contract_form
                else text("agreement.form.open"),
                self._programme_ground(programme),
            )
            for programme in self._agreement.programmes
        )
        header = columns(("programme", "contract_form", "ground"))
        return Table(text("agreement.contracts"), header, rows, (45, 40, 15))

    def support(self) -> Table:
        """How far support may be from a dwelling."""
        rows = tuple(
            (
                label(programme),
                worded("service", programme.support_service) if programme.support_service else NONE,
                measured(programme.max_metres, "agreement.metres"),
                self._minutes(programme),
                ", ".join(worded("service", code) for code in programme.near_services) or NONE,
                self._programme_ground(programme),
            )
            for programme in self._agreement.programmes
            if has_limits(programme)
        )
        names = ("programme", "service", "distance", "travel", "near", "ground")
        about = text("agreement.support.about")
        return Table(about, columns(names), rows, (20, 19, 13, 15, 19, 14))

    def _minutes(self, programme: Programme) -> str:
        if programme.max_minutes is None:
            return NONE
        mode = text(f"agreement.mode.{self._region.mode_of(programme.code)}")
        return text("agreement.minutes", minutes=number(programme.max_minutes), mode=mode)

    def _target_ground(self, programme: Programme) -> str:
        """The ground of a number of dwellings."""
        region = self._region
        rows = [
            target
            for year in region.years
            if (target := region.targets.get((programme.code, year))) and target.maximum != 0
        ]
        years = "; ".join(asked(t.year, t.minimum, t.maximum) for t in rows)
        sources = [target.source for target in rows]
        return self._cited.cite("target", f"{label(programme)}: {years}", sources)

    def _programme_ground(self, programme: Programme) -> str:
        return self._cited.cite(
            "programme",
            text("agreement.value.programme", programme=label(programme)),
            [programme.source],
        )

    def vacancy_ground(self) -> str:
        """The ground of the largest share of vacancies."""
        share = percent(self._region.settings.max_share_of_vacancies)
        source = self._region.settings.sources.get("supply.max_share_of_vacancies")
        return self._cited.cite(
            "vacancy_share", text("agreement.value.share", share=share), [source]
        )

    def stock_ground(self) -> str:
        """The ground of the expected vacancies: the own stock and its turnover."""
        region = self._region
        places = {share.municipality for share in self._agreement.shares}
        stock = [
            row
            for row in region.stock.values()
            if row.corporation == self._agreement.corporation.code
            and region.municipality_of(row.neighbourhood) in places
        ]
        rates = [region.municipalities[code].source for code in sorted(places)]
        sources = [*(row.source for row in stock), *rates]
        return self._cited.cite("vacancy_share", text("agreement.value.stock"), sources)
