# # A first plan
#
# This tutorial reads a region, makes its plan and looks at it as tables. It runs from the folder
# of the planner; `docs/example` is a made-up region of four municipalities.
#
# %%
# A region is a bundled name, a folder or an Excel workbook. Loading checks it: what is wrong
# raises `PlannerError` with every problem found.

import planner

region = planner.load("docs/example")
print(region.name, region.years)

# %%
# Its tables are DataFrames, with the columns of the [region format](../region-format.md).

targets = region.table("targets").set_index(["programme", "year"])
print(targets["minimum"].unstack("year"))

# %%
# `check` says what is wrong or unlikely without raising anything. What nobody has confirmed is an
# assumption.

print(
    planner.check("docs/example", settings=["targets[uitstroom,2028].minimum=-1"]).problems[0].key
)
print(planner.check("docs/example").fine)

for assumption in region.assumptions:
    print(assumption.table, assumption.key, "-", assumption.source)

# %%
# `solve` finds the best plan and checks it with code that shares nothing with the model. Each
# objective has its value, the bound that no plan can beat, and the gap between them.

plan = planner.solve(region)
print(plan.status)
columns = ["objective", "level", "value", "bound", "gap"]
print(plan.objectives[columns].to_string(index=False, float_format="%.2f"))

# %%
# A page can show the plan as it grows: `on_plan` is given one after every objective, and the event
# `stop` ends the search with the best plan so far. Here the second objective is enough.

from threading import Event

stop = Event()


def show(plan):
    """Say how far the plan is, and stop once it is far enough."""
    done = [*dict.fromkeys(plan.objectives.objective[plan.objectives.status != "not_reached"])]
    print(len(plan.lines), "lines, best for", ", ".join(done))
    if len(done) == 2:
        stop.set()


early = planner.solve(region, on_plan=show, stop=stop)
print(early.status, "-", int(early.lines.dwellings.sum()), "dwellings")

# %%
# The plan itself is a table of lines: so many dwellings of a programme, from this corporation,
# here, in this year. `totals` adds them up by any columns of a line.

columns = ["programme", "year", "municipality", "corporation", "dwellings"]
print(plan.lines[columns].head().to_string(index=False))
print()
by = ["municipality", "programme"]
print(plan.totals(*by).set_index(by)["dwellings"].unstack(fill_value=0))

# %%
# Who delivers how much of the quota, and who pays:

columns = ["municipality", "quota", "delivered", "shortfall", "surplus"]
print(plan.municipalities[columns].to_string(index=False))

# %%
# Loads come with the boundaries or points of the neighbourhoods, ready for a map of your own.

loads = plan.loads()
columns = ["neighbourhood", "existing", "added"]
print(loads[columns].nlargest(3, "added").to_string(index=False))
print(loads.crs.name)

# %%
# `write` makes all files of an edition: tables, workbook, map, report and agreements.

import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    plan.write(Path(folder) / "plan", audience="public", lang="en")
    print(sorted(path.name for path in (Path(folder) / "plan").iterdir()))

# %%
# `known` reads a plan back where it is the best one of exactly this region: it need not be made
# again. Of a region that differs nothing is known.

with tempfile.TemporaryDirectory() as folder:
    plan.write(Path(folder) / "plan", lang="en")
    print(planner.known(region, Path(folder) / "plan").lines.equals(plan.lines))
    wider = region.set("supply.max_share_of_vacancies", 0.12)
    print(planner.known(wider, Path(folder) / "plan"))
