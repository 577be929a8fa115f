"""How the plan came about: settings, defaults, versions, files read, verification."""

from __future__ import annotations

from dataclasses import dataclass

from planner.outcome import Outcome
from planner.output.format import amount, listed
from planner.output.names import named
from planner.output.page.blocks import Grid
from planner.output.plan_json import record
from planner.output.wording import worded
from planner.region.fields import SETTINGS, fields_of
from planner.text import text

# The messages that name the choices of a setting.
_CHOICES = {
    "quota.key": "cli.key",
    "quota.method": "cli.method",
    "levy.redistribute_by": "report.receivers",
    "proximity.mode": "report.mode",
}


@dataclass(frozen=True, slots=True)
class Record:
    """Sentences on the verification, and tables of settings, versions and files."""

    sentences: tuple[str, ...]
    settings: Grid
    versions: Grid
    files: Grid


def chapter(outcome: Outcome) -> Record:
    """Everything needed to make the same plan again; no time and no place of this run."""
    loaded, found = outcome.loaded, outcome.verification
    content = record(outcome)
    described = fields_of(SETTINGS)
    sources = outcome.region.settings.sources
    settings = tuple(
        (
            described[name].description if name in described else name,
            _value(name, value),
            text("report.record.default") if name in loaded.defaults else sources.get(name, ""),
            name,
        )
        for name, value in loaded.settings.items()
        if name != "region.source"
    )
    heads = ("setting", "in_force", "source", "name")
    rules = listed(text(f"cli.rule.{rule}") for rule in found.rules)
    sentences = [
        text("report.record.verified" if found.holds else "report.record.broken", rules=rules),
        *(str(named(outcome.region, violation.problem)) for violation in found.violations),
        text("report.record.repeatable"),
    ]
    if loaded.defaults:
        sentences.append(text("report.record.defaults", count=len(loaded.defaults)))
    return Record(
        tuple(sentences),
        Grid(
            text("report.record.settings"),
            tuple(text(f"report.column.{head}") for head in heads),
            settings,
            words=4,
            look="text settings",
        ),
        Grid(
            text("report.record.versions"),
            (text("report.column.part_of_run"), text("report.column.in_force")),
            tuple((name, str(value)) for name, value in content["versions"].items()),
            words=2,
            look="text",
        ),
        Grid(
            text("report.record.files"),
            (text("report.column.file"), text("report.column.hash")),
            tuple(
                (file, digest or text("report.record.no_digest"))
                for file, digest in content["inputs"].items()
            ),
            words=2,
            look="text hashes",
        ),
    )


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return text("report.yes" if value else "report.no")
    if name in _CHOICES:
        return text(f"{_CHOICES[name]}.{value}")
    if name == "region.years" and isinstance(value, list):
        return listed(map(str, value))
    if name == "region.price_level" and value is not None:
        return str(value)
    if name == "objective.order" and isinstance(value, list):
        return "; ".join(worded("aim", str(aim)) for aim in value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, int | float):
        return amount(value, 6)
    return "–" if value is None else str(value)
