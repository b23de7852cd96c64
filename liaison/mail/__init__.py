"""E-mail: composing a message and handing it over."""
