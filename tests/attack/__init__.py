"""Attacks on the planner, run by `scripts/attack` and not by pytest."""
