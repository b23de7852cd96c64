"""Segments: choose many contacts, personalise some, log them all at once."""
