"""The screens of segments: choose contacts, personalise, log, look back."""
