"""Reading and checking a region; `planner.region.load` is the way in."""
