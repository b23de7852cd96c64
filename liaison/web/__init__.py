"""The door for people: HTML."""
