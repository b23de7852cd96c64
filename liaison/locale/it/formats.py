"""Dates and numbers in Italian."""

from liaison.locale.swiss import *  # noqa: F403 - Django asks this module for every name
