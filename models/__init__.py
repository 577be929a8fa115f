"""The mathematics of the planner: one file per rule, one per objective."""
