"""The advisory locks of the house: each number once, for two that are alike would wait for each other."""

from __future__ import annotations

from typing import Final

SWEEPING: Final = 7_041_001
"""Held by who deletes files that nobody points at, and by a backup while it copies."""
MIGRATING: Final = 7_041_002
"""Held by who brings the tables up to date."""
CLAIMING: Final = 7_041_003
"""Held by who claims deliveries: two at once would choose the same, and one go away empty."""
CALLING: Final = 7_041_004
"""Held, with the number of a segment, by who takes its next call: two at once would be offered the same."""
IMPORTING: Final = 7_041_005
"""Held by who imports contacts: two at once would not find what the other one is about to create."""
