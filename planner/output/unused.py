"""Why a site stays unused in a municipality that falls short of its quota, in sentences."""

from __future__ import annotations

from planner.outcome import Outcome
from planner.output.names import isolated
from planner.output.wording import label
from planner.region.domain import Audience, Slice
from planner.text import text


def unused(outcome: Outcome, municipality: str) -> list[str]:
    """Each unused site there that is meant for a programme with a quota, and what forbids it.

    Other editions than the internal one do not tell: a site may be left for what they do not show.
    """
    region = outcome.region
    short = {row.group for row in outcome.accounts
             if row.municipality == municipality and row.shortfall}  # fmt: skip
    if outcome.audience is not Audience.INTERNAL or not short:
        return []
    from planner.analysis.explain.why_not import forbidden
    from planner.output.explanation.words import reason

    used = {line.site for line in outcome.plan.lines}
    said = []
    for code, site in region.sites.items():
        fit = [
            programme
            for programme in site.programmes
            if region.programmes[programme].quota_group in short
            and not region.never(municipality, programme)
        ]
        if code in used or not fit or region.municipality_of(site.neighbourhood) != municipality:
            continue
        reasons = forbidden(outcome.instance, Slice(site=code))
        found = {programme: [reason(region, one) for one in reasons
                             if one.subject.programme == programme]
                 for programme in fit}  # fmt: skip
        said.append(
            " ".join(
                [
                    text("report.reasons.unused", site=isolated(site.name)),
                    *(sentence for some in found.values() for sentence in some),
                    *(
                        text(
                            "report.reasons.allowed",
                            programme=isolated(label(region.programmes[programme])),
                            code=code,
                        )
                        for programme, some in found.items()
                        if not some
                    ),
                ]
            )
        )
    return said
