"""Recording and reading interactions: composer, guide, calls, timeline, entry, log list."""
