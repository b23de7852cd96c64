from __future__ import annotations

from tests.house import rules


def test_every_rule_is_held_by_a_test_or_waits_for_a_named_domain() -> None:
    held, waits = rules.citations(), rules.waiting()
    missing = [n for n in range(1, rules.LAST_RULE + 1) if n not in held and n not in waits]
    assert missing == []


def test_the_page_is_up_to_date() -> None:
    assert rules.TARGET.read_text(encoding="utf-8") == rules.page()


def test_numbers_are_read_in_all_their_forms() -> None:
    assert rules.numbers_in("R-INT-5, 7 and R-INT-27 to 30; R-CON-4") == {5, 7, 27, 28, 29, 30}
