"""A settlement as tables, a page, a workbook and data."""
