"""The rules once more, from a region and the lines of a plan alone."""
