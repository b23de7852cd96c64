"""The log: groups, templates, drafts, entries, comments and their figures."""
