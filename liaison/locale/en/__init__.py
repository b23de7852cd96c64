"""English as written in Switzerland."""
