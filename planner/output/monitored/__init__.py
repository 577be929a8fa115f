"""What the monitor knows, as tables, a page, data and a form to fill in."""
