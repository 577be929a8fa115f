"""Pages in one style: report, comparison, scenarios, frontier, alternatives and explanation."""
