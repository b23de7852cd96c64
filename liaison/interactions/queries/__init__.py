"""Reads of the log; the viewer comes first whenever a person looks."""
