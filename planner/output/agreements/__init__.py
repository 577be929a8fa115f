"""`agreements/<corporation>.docx`: what each corporation signs.

An agreement holds the numbers of one corporation and of nobody else. What a corporation agrees to
for confidential programmes is a document of its own, marked and in the internal edition only; the
ordinary agreements are the same in every edition and do not tell that there is one.
"""

from __future__ import annotations

from pathlib import Path

from planner.outcome import Outcome
from planner.output.agreements.clauses import blocks, words
from planner.output.agreements.content import agreements
from planner.output.agreements.names import file_names
from planner.output.agreements.template import Template, default_template

__all__ = ["write_agreements"]


def write_agreements(outcome: Outcome, folder: Path, template: Template | None = None) -> None:
    """Write the agreements of every corporation that has dwellings in the plan.

    `template` is the user's own, read by `read_template`. Where no corporation has a line there
    is no folder either.
    """
    found = agreements(outcome)
    if not found:
        return
    template = template or default_template()
    names = file_names(agreement.name for agreement in found)
    folder.mkdir()
    for agreement in found:
        content = template.fill(words(agreement), blocks(agreement), outcome.day)
        (folder / names[agreement.name]).write_bytes(content)
