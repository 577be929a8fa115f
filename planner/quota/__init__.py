"""Shares, quotas and the levy."""
