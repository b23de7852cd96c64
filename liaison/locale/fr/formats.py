"""Dates and numbers in French: a comma before decimals, a narrow space between thousands."""

from liaison.locale.swiss import *  # noqa: F403 - Django asks this module for every name

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
