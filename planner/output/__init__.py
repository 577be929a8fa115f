"""What people get to see of a plan: tables, a workbook, a map and a record of the run."""
