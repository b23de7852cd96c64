"""The door for operators: commands and the supervisor."""
