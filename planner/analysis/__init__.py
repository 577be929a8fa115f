"""What a plan tells: limits used up, reasons, prices, variants and comparisons."""
