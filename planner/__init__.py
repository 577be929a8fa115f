"""Plans dwellings for people leaving sheltered housing, region by region."""

__version__ = "0.1.0"
