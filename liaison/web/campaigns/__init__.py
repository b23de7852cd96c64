"""The screens of campaigns: the list, the card with its waves, entries and figures."""
