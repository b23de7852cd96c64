"""Dates and numbers in German: a point after the day."""

from liaison.locale.swiss import *  # noqa: F403 - Django asks this module for every name

DATE_FORMAT = "j. F Y"
DATETIME_FORMAT = "j. F Y H:i"
MONTH_DAY_FORMAT = "j. F"
