"""Italian as written in Switzerland."""
