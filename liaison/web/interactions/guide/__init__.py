"""The guide: an interaction step by step, kept as a draft from the first word on."""
