"""Campaigns: what ties segments and interactions together, and who agreed to be written to."""
