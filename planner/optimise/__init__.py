"""From a region to the best plan: requests, the objectives in order, the solver."""
