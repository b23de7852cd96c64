"""Figures over everything below; reads only."""
