"""Why a plan is as it is, why there is none, and the smallest changes that would mend it."""
