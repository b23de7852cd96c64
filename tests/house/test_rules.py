from __future__ import annotations

from tests.house import rules


def test_every_rule_is_held_by_a_test_or_waits_for_a_named_domain() -> None:
    held, waits = rules.citations(), rules.waiting()
    missing = [f"R-{family}-{n}" for family, n in rules.every_rule() if not {(family, n)} & {*held, *waits}]
    assert missing == []


def test_the_page_is_up_to_date() -> None:
    assert rules.TARGET.read_text(encoding="utf-8") == rules.page()


def test_rules_are_read_in_all_their_forms() -> None:
    found = rules.rules_in("R-INT-5, 7 and R-INT-27 to 29; R-CON-4; R-SEG-84 to R-SEG-86, R-CMP-1, 2, 4")
    assert found == {
        *(("INT", n) for n in (5, 7, 27, 28, 29)),
        *(("SEG", n) for n in (84, 85, 86)),
        *(("CMP", n) for n in (1, 2, 4)),
    }
