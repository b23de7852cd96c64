"""The set-up: what the company calls things, who its people are, what its letters say."""
