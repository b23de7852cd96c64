"""The work list of what must go out: one item, one transaction, one true status."""
