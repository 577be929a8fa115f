# # A year from Python
#
# What was agreed is held, what was delivered is settled, and the region moves on a year: the cycle
# of `planner lock`, `settle`, `monitor` and `roll`.
#
# %%
# A plan, and the part of it that Molenbroek signs for 2026. `lock` writes it as a scenario, so that
# whatever is planned from then on keeps to it.

import tempfile
from datetime import date
from pathlib import Path

import planner

region = planner.load("docs/example")
plan = planner.solve(region)
folder = Path(tempfile.mkdtemp())
agreed = planner.lock(
    region, plan, folder / "signed.toml", municipality=["molenbroek"], year=[2026]
)
signed = agreed.table("commitments")
print(signed[["programme", "year", "municipality", "dwellings", "status"]].to_string(index=False))

# %%
# At the end of 2026 two dwellings fewer than planned were delivered. The table has the columns of
# `realised` in the region format.

delivered = plan.lines[plan.lines.year == 2026].assign(date="", source="report of the corporations")
delivered.iloc[-1, delivered.columns.get_loc("dwellings")] -= 2
delivered.to_csv(folder / "delivered.csv", index=False)

# %%
# Who pays and who receives for 2026?

settled = planner.settle(region, folder / "delivered.csv")
for code in region.table("municipalities").municipality:
    print(code, settled.total(code, 2026), "EUR")

# %%
# The region one year on: the next three years, with what is in arrears.

following = planner.roll(region, folder / "2027", realised=folder / "delivered.csv")
print(following.years)
print(following.table("municipalities")[["municipality", "arrears"]].to_string(index=False))

# %%
# Where does the year stand on the first of July? Nothing was reported to the monitor yet.

status = planner.monitor(region, date(2026, 7, 1), plan=plan)
print(status.year, len(status.months), "months,", len(status.reporters), "reporters")

# %%
# `replan` makes the rest of the plan anew, close to the old one, with what was delivered fixed.

rest = planner.replan(region, plan, date(2026, 12, 31), realised=folder / "delivered.csv")
print(rest.totals("year").to_string(index=False))
