"""The verbs of the log: every door calls these and nothing else."""
