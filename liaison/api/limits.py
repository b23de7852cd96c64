"""How often one token may knock: a bucket that refills, kept by each process for itself.

Nothing is read or written for it, so that it costs no statement; with several processes the limit is
per process. It is generous: it stops a program that runs wild, not one that works.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict

CAPACITY = 20_000
PER_SECOND = 200.0
TOKENS_REMEMBERED = 10_000


class Buckets:
    """Requests left for each key, at most `capacity`, refilled with `per_second`."""

    def __init__(self, capacity: float = CAPACITY, per_second: float = PER_SECOND) -> None:
        self.capacity, self.per_second = capacity, per_second
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: int, moment: float | None = None) -> int:
        """Take one request of `key`; 0 when it is free, else the seconds to wait.

        `moment` is a reading of the monotonic clock in seconds.
        """
        moment = time.monotonic() if moment is None else moment
        with self._lock:
            left, since = self._left.pop(key, (self.capacity, moment))
            left = min(self.capacity, left + (moment - since) * self.per_second)
            taken = left >= 1
            self._left[key] = (left - 1 if taken else left, moment)
            if len(self._left) > TOKENS_REMEMBERED:
                self._left.popitem(last=False)
        return 0 if taken else max(1, math.ceil((1 - left) / self.per_second))


buckets = Buckets()
