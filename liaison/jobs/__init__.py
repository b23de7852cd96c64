"""The queue, the schedule and the progress of long work, in the same database."""
