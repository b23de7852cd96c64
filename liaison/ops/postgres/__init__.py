"""The private PostgreSQL: its programs, where it may stand, whether it runs, starting and stopping it."""
