"""Official boundaries and neighbourhood figures for a region, from a service or a file."""
