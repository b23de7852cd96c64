"""The console script `liaison`."""

from __future__ import annotations


def main() -> int:
    """Run the command that the arguments name."""
    return 2
