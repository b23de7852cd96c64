"""The forms of the set-up: shape is checked here, meaning by the rules."""
