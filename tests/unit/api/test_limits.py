from __future__ import annotations

from liaison.api.limits import TOKENS_REMEMBERED, Buckets


def test_a_bucket_refills_with_time_up_to_its_capacity() -> None:
    buckets = Buckets(capacity=2, per_second=0.5)

    assert [buckets.take(1, 100.0) for _ in range(3)] == [0, 0, 2]
    assert buckets.take(1, 101.0) == 1
    assert buckets.take(1, 102.0) == 0
    assert [buckets.take(1, 1000.0) for _ in range(3)] == [0, 0, 2]


def test_each_token_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(capacity=1, per_second=1)

    assert [buckets.take(key, 5.0) for key in (1, 2, 1)] == [0, 0, 1]


def test_the_token_that_asked_longest_ago_is_forgotten_first() -> None:
    buckets = Buckets(capacity=1, per_second=1)
    for key in range(TOKENS_REMEMBERED + 1):
        buckets.take(key, 5.0)

    assert [buckets.take(key, 5.0) for key in (TOKENS_REMEMBERED, 1, 0)] == [1, 1, 0]
