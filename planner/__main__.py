"""`python -m planner` is the `planner` command."""

from planner.cli.app import main

main()
