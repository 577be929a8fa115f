"""The record of a run: how good the plan is, what it was made from, and by what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from platform import python_version
from typing import Any

from planner import __version__
from planner.analysis.spread_figures import figures
from planner.outcome import Outcome
from planner.output import moved, pools
from planner.output.moves import record as move_record
from planner.output.names import pool_name
from planner.region.domain import Region
from planner.region.figures import needs
from planner.text import LANGUAGES


def write_plan_json(outcome: Outcome, path: Path) -> None:
    """Write `plan.json`."""
    content = json.dumps(record(outcome), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(content + "\n", encoding="utf-8", newline="\n")


def record(outcome: Outcome) -> dict[str, Any]:
    """Everything `plan.json` holds; a number that is not finite is `None`."""
    identity = outcome.region.identity
    loaded = outcome.loaded
    content = {
        "planner": __version__,
        "region": {
            "name": identity.name,
            "label_nl": identity.label_nl,
            "label_en": identity.label_en,
            "years": list(identity.years),
            "price_level": identity.price_level,
        },
        "audience": outcome.audience,
        "as_of": outcome.day.isoformat(),
        "status": outcome.plan.status,
        "objective": [asdict(tier) for tier in outcome.plan.tiers],
        "verification": _verification(outcome),
        "totals": needs(outcome.region, outcome.plan.lines),
        "spread_figures": {
            figure.key: {"value": figure.value, **figure.facts} for figure in figures(outcome)
        },
        **({"pools": found} if (found := pools.record(outcome)) else {}),
        "inferable": outcome.inferable,
        "withheld": [
            {
                "programme": row.programme.code,
                "year": row.year,
                "dwellings": row.dwellings,
            }
            for row in outcome.withheld
        ],
        "settings": dict(sorted(loaded.settings.items())),
        "defaults": dict(sorted(loaded.defaults.items())),
        "assumptions": [
            {"table": found.table, "row": found.key, "source": found.source}
            for found in loaded.assumptions
        ],
        "moved": [move_record(move) for move in loaded.moves],
        "names": names(outcome.region),
        "varied": loaded.varied,
        **({"demands": len(outcome.instance.requests)} if outcome.instance.requests else {}),
        "earlier": asdict(outcome.stability.plan) if outcome.stability else None,
        **({"stability": moved.record(outcome)} if outcome.stability else {}),
        # A digest that an edition leaves out is null.
        "inputs": {file: digest or None for file, digest in sorted(loaded.hashes.items())},
        "versions": {
            "python": python_version(),
            "pulp": version("pulp"),
            "highspy": version("highspy"),
            "planner": __version__,
            **dict(sorted(outcome.plan.solver.items())),
        },
    }
    finite: dict[str, Any] = _finite(content)
    return finite


def names(region: Region) -> dict[str, dict[str, Any]]:
    """What the codes that a plan may name are called; a programme in both languages."""
    tables = ("municipalities", "neighbourhoods", "corporations", "support_points", "sites")
    found: dict[str, dict[str, Any]] = {
        table: {code: row.name for code, row in getattr(region, table).items()} for table in tables
    }
    codes = dict.fromkeys(pool for pool, _ in region.pools)
    if codes:
        found["pools"] = {
            code: {lang: pool_name(region, code, lang) for lang in LANGUAGES} for code in codes
        }
    found["programmes"] = {
        code: {"nl": row.label_nl, "en": row.label_en} for code, row in region.programmes.items()
    }
    return found


def _verification(outcome: Outcome) -> dict[str, Any]:
    found = outcome.verification
    return {
        "holds": found.holds,
        "rules": list(found.rules),
        "violations": [
            {"rule": violation.rule, "message": str(violation.problem)}
            for violation in found.violations
        ],
        "aims": dict(sorted(found.aims.items())),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
