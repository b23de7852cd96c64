"""Stored files: kept once by content, never changed."""
