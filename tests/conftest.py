"""How hypothesis works in all tests: examples take as long as the machine needs."""

from hypothesis import settings

settings.register_profile("planner", deadline=None)
settings.load_profile("planner")
