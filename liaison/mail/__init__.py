"""E-mail: composing a message and handing it over, and reading what comes back."""
