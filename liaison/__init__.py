"""Liaison records and uses every communication between a company and its contacts."""

__version__ = "0.1.0"
