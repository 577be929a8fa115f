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
# What would let Veenrade reach its quota? `explain` names the smallest changes, each tried by
# planning with it, and why nothing comes to a place.

explanation = planner.explain(region, plan, why_not=["pastorie"])
for finding in explanation.findings:
    for remedy in finding.remedies:
        for change in remedy.changes:
            print(change.family, change.before, "->", change.after)
print([reason.rule for reason in explanation.why_not[0].reasons])

# %%
# Molenbroek wants to deliver at most 8. `price` plans with and without the demand; the plan without
# it is there already. (`known` reads it back from its folder, where it is of exactly this region.)

price = planner.price(region, "molenbroek<=8", best=plan)
granted = price.together.plan
print(granted.municipalities[columns].to_string(index=False))

# %%
# Which plans are about as good? What all of them use can be agreed first.

alternatives = planner.alternatives(region, 2, within=0.05)
for other in alternatives.others:
    print(f"{alternatives.shared(other):.0%} of the dwellings stand where the best plan has them")

# %%
# What does a shorter way to support cost in load on the neighbourhoods?

frontier = planner.frontier(region, "closeness", "spread", points=3)
for one in frontier.plans:
    minutes, load = frontier.values(one)
    print(f"{minutes:6.1f} dwelling-minutes, {load:.2f} per 1,000 dwellings at most")

# %%
# Any plan can be checked against every rule, also one changed by hand.

print(planner.verify(region, plan).holds)
doubled = plan.lines.assign(dwellings=plan.lines.dwellings * 2)
print(sorted({violation.rule for violation in planner.verify(region, doubled).violations}))

# %%
# Wrong input is a `PlannerError` that says what, where and how to mend it, in Dutch or in
# English.

from planner.text import spoken

try:
    region.set("stock", ("sleutel", "veen-dorp"), "dwellings", 5000)
except planner.PlannerError as error:
    with spoken("en"):
        print(error)
