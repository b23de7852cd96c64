"""The development page that shows every component in every state."""
