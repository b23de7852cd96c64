"""Reads of segments: the list and the card, the lines, previews, explanations and readiness."""
