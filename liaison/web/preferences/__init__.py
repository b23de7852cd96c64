"""What a contact wants to receive, said by itself without signing in."""
