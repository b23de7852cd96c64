"""Dates and numbers in English."""

from liaison.locale.swiss import *  # noqa: F403 - Django asks this module for every name
