"""Campaigns: what ties segments and interactions together, and who agreed to be written to.

Consent has no domain of its own: whatever is sent asks for it, and all that sends stands above campaigns.
"""
