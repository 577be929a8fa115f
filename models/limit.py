"""A limit as a value: the weighted dwellings in a slice of the plan, at most a number.

    Σ_{(p,t,l) in S} w[p,l] · x[p,t,l]  ≤  amount − already

| symbol | meaning | unit | source |
|---|---|---|---|
| x[p,t,l] | dwellings of p from lot l in t | dwellings | variable |
| S | which dwellings count | | `Limit.slice` |
| w[p,l] | how much each counts | the unit of `Limit.weight` | `Weight` |
| amount | what the rule allows, or asks | the same | `Limit.amount` |
| already | what counts before any dwelling of the plan | the same | `Limit.already` |

A rule of this form says its limits once, in `limits(instance)` of its file; all that follows from
them is written once for every rule. Where what is there already exceeds a limit, nothing may be
added, not even what weighs nothing.

A rule that says where a programme may stand at all says its bars once, in `bars(instance, …)`: what
keeps dwellings of a programme, year and lot out, whatever else the plan has.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from planner.region.domain import Field, Lot, Region, Slice, Value


class Weight(StrEnum):
    """How much of a limit one dwelling (or one opened site) takes."""

    DWELLINGS = "dwellings"
    LOAD = "load"
    EUR = "eur"
    SITES = "sites"

    def of(self, region: Region, programme: str, lot: Lot) -> Fraction:
        """The weight of one dwelling of a programme from a lot; of its site for `SITES`."""
        match self:
            case Weight.LOAD:
                return Fraction(region.programmes[programme].load_weight)
            case Weight.EUR:
                return Fraction(region.cost(programme, lot.site))
            case _:
                return Fraction(1)


class Subject(NamedTuple):
    """What a limit is on; what it is not about is empty."""

    programme: str = ""
    corporation: str = ""
    municipality: str = ""
    neighbourhood: str = ""
    site: str = ""
    support_point: str = ""
    year: int | None = None
    share: str = ""

    @property
    def named(self) -> dict[str, Any]:
        """What it is on, by name."""
        return {name: part for name, part in self._asdict().items() if part not in ("", None)}


class Limit(NamedTuple):
    """One limit of a rule; `kind` tells those of one rule apart that differ in what they are on.

    `fields` say the number, the last of them this limit alone; one more there is one more here,
    unless the field is a setting. None where it follows from what is there. `factors` say how much
    more or less than its weight a dwelling of a programme counts.
    """

    rule: str
    kind: str
    subject: Subject
    slice: Slice
    weight: Weight
    amount: Fraction
    fields: tuple[Field, ...] = ()
    already: Fraction = Fraction(0)
    factors: tuple[tuple[str, Fraction], ...] = ()

    @property
    def field(self) -> Field | None:
        """The cell or setting that says the number of this limit."""
        return self.fields[-1] if self.fields else None

    @property
    def name(self) -> tuple[str | int, ...]:
        """What tells it apart from every other limit of its rule."""
        return (*((self.kind,) if self.kind else ()), *self.subject.named.values())

    @property
    def words(self) -> str:
        """What its sentences are called in the catalogues: `rule` or `rule.kind`."""
        return f"{self.rule}.{self.kind}" if self.kind else self.rule

    def weigh(self, region: Region, programme: str, lot: Lot) -> Fraction:
        """What one dwelling of a programme from a lot takes of it; below zero where it gives."""
        weight = self.weight.of(region, programme, lot)
        return weight * dict(self.factors)[programme] if self.factors else weight

    @property
    def makes_room(self) -> bool:
        """Whether some dwellings make room for others, so that no sum alone shows it broken."""
        return any(factor < 0 for _, factor in self.factors)

    @property
    def left(self) -> Fraction:
        """What a plan may take of it, or has to bring; below zero where nothing may be added."""
        return self.amount - self.already

    def number(self, value: Fraction) -> int | float | Decimal:
        """A value in the unit of the limit as people read it: euros to the cent."""
        if self.weight is Weight.EUR:
            return Decimal(value.numerator) / value.denominator
        return int(value) if value == int(value) else float(value)


class Bar(NamedTuple):
    """What keeps a programme out of a lot in a year.

    `field` with the value `needed` would let it in, as far as this bar goes; without a field
    nothing that could be changed does. `values` are the numbers to speak of.
    """

    rule: str
    kind: str
    field: Field | None
    needed: Value
    values: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What its sentences are called in the catalogues: `rule` or `rule.kind`."""
        return f"{self.rule}.{self.kind}" if self.kind else self.rule
