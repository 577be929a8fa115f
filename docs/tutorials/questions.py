# # Questions to a plan
#
# What if a number were different, why does nothing come here, what does a wish cost: the
# questions of a meeting, asked from Python.
#
# %%
# A region is a value. `set` gives another one with a setting or a cell changed; the first stays
# as it is.

import planner

region = planner.load("docs/example")
plan = planner.solve(region)
wider = region.set("supply.max_share_of_vacancies", 0.12)
more = region.set("targets", ("uitstroom", 2028), "minimum", 24)
targets = more.table("targets")
print(targets[targets.programme == "uitstroom"][["year", "minimum"]])

# %%
# Does a wider share of the vacancies mend the shortfall of Veenrade?

columns = ["municipality", "quota", "delivered", "shortfall"]
wider_plan = planner.solve(wider)
print(wider_plan.municipalities[columns].to_string(index=False))

# %%
# Two plans side by side, and the dwellings that are somewhere else:

comparison = planner.compare(plan, wider_plan)
print(sum(relocation.dwellings for relocation in comparison.relocations), "dwellings moved")

# %%
# Any plan can be checked against every rule, also one changed by hand.

print(planner.verify(region, plan).holds)
doubled = plan.lines.assign(dwellings=plan.lines.dwellings * 2)
verification = planner.verify(region, doubled)
print(verification.holds)

# %%
# What would it take to make a plan in which Molenbroek delivers at most 8? `price` solves with
# and without the demand.

price = planner.price(region, "molenbroek<=8")
print(price.together.outcome.plan.status)

# %%
# Wrong input is a `PlannerError` that says what, where and how to mend it, in Dutch or in
# English.

from planner.text import spoken

try:
    region.set("stock", ("sleutel", "veen-dorp"), "dwellings", 5000)
except planner.PlannerError as error:
    with spoken("en"):
        print(error)
