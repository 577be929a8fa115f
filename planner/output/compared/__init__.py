"""Plans side by side, as pages and as data."""
