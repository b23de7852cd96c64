"""The two ways out: as a message, as paper."""
