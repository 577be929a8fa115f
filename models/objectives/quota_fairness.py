"""Shortfalls are as even as they can be: the worst first, then the next worst (leximin).

For k = 1, 2, …, with n the number of quotas above zero:

    minimise  θ_k   with   f_j ≤ quota_j · (θ_k + b[k,j]),   Σ_j b[k,j] ≤ k − 1

    then hold the k-th worst:   f_j ≤ ⌊quota_j · v_k⌋ + quota_j · b[k,j]

and last minimise Σ_j f_j.

| symbol | meaning | unit | source |
|---|---|---|---|
| j = (g, m) | municipality m in quota group g | | |
| f_j | shortfall | dwellings | variable of `rules.quota` |
| quota_j | quota | dwellings | `Instance.quotas` |
| θ_k | the k-th largest relative shortfall f_j / quota_j | share | variable |
| b[k,j] | 1 when j may be among the k − 1 that do worse | binary | variable |
| v_k | best θ_k, as an exact fraction | share | from the solution |

As shortfalls are whole dwellings, what is held is a whole number: no tolerance of the solver can
loosen it. Once the k-th worst is 0 all others are. Where nothing may be given back, a plan has
these very relative shortfalls in some order, which mostly leaves a municipality one shortfall: v_k
is one of j's only where quota_j · v_k is whole (`domains`). Source: data contract, objective
`quota_fairness`; leximin by ordered values: Ogryczak and Śliwiński, *Computers & Operations
Research* 30 (2003).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import floor

from planner.models.model import Model, Stage
from planner.models.objectives.stages import Stages


def stages(model: Model, tolerance: Fraction) -> Stages:
    """The k-th worst relative shortfall for each k, then all shortfall (dwellings)."""
    quotas = {key: model.instance.quotas[key] for key in model.shortfall}
    # Two different relative shortfalls lie at least this far apart.
    largest = max(quotas.values(), default=1)
    step = 1 / (largest * largest)
    ratios: list[Fraction] = []
    for rank in range(1, len(quotas) + 1):
        worst = model.variables("worst", [rank])[rank]
        above = model.variables(
            "above", [(rank, *key) for key in quotas] if rank > 1 else [], "Binary"
        )
        for key, quota in quotas.items():
            free = [(above[rank, *key], -float(quota))] if above else []
            terms = [(model.shortfall[key], 1.0), (worst, -float(quota)), *free]
            model.row("fair", (rank, *key), terms, "<=", 0)
        if above:
            model.row("fair", (rank,), [(b, 1.0) for b in above.values()], "<=", rank - 1)

        value = yield Stage(f"worst_{rank}", "share", [(worst, 1.0)], step, hold=False, more=1)

        ratios = sorted(
            # Dwellings are whole, so what f has beyond a whole number is slack of the solver's.
            (
                Fraction(floor(value(model.shortfall[key]) + 1e-4), quota)
                for key, quota in quotas.items()
            ),
            reverse=True,
        )
        reached = ratios[rank - 1]
        for key, quota in quotas.items():
            free = [(above[rank, *key], -float(quota))] if above else []
            model.hold(
                "hold",
                ("quota_fairness", rank, *key),
                [(model.shortfall[key], 1.0), *free],
                floor(quota * reached),
                floor(quota * min(Fraction(1), reached * (1 + tolerance))),
            )
        if not reached:
            break
    possible = {} if tolerance else domains(quotas, [ratio for ratio in ratios if ratio])
    yield Stage(
        "shortfall",
        "dwellings",
        [(f, 1.0) for f in model.shortfall.values()],
        step=1,
        domains={model.shortfall[key]: ends for key, ends in possible.items()},
    )


def domains[Key: Hashable](
    quotas: Mapping[Key, int], ratios: Sequence[Fraction]
) -> dict[Key, tuple[int, int]]:
    """The least and the most shortfall of each where the relative ones above 0 are these.

    A shortfall is possible where the others can have the other ratios: a matching in the graph of
    ratios and whom they fit.
    """
    fits = [[key for key, quota in quotas.items() if not quota * ratio % 1] for ratio in ratios]
    found = {}
    for key, quota in quotas.items():
        options = {
            int(quota * ratio)
            for place, ratio in enumerate(ratios)
            if key in fits[place] and _matched([*fits[:place], *fits[place + 1 :]], without=key)
        }
        if _matched(fits, without=key):
            options.add(0)
        if options:
            found[key] = (min(options), max(options))
    return found


def _matched[Key: Hashable](fits: Sequence[Sequence[Key]], without: Key) -> bool:
    """Whether each has one of those that fit it for itself (augmenting paths, Kuhn 1955)."""
    owner: dict[Key, int] = {}

    def placed(place: int, seen: set[Key]) -> bool:
        for key in fits[place]:
            if key != without and key not in seen:
                seen.add(key)
                if key not in owner or placed(owner[key], seen):
                    owner[key] = place
                    return True
        return False

    return all(placed(place, set()) for place in range(len(fits)))
