"""`report.html`: what an alderman and a council read, one module per chapter."""
