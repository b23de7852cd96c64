from __future__ import annotations

from tests.house import rules


def test_every_rule_is_held_by_a_test_or_waits_for_a_named_domain() -> None:
    held, waits = rules.citations(), rules.waiting()
    known = set(rules.every_rule())
    missing = [rules.name_of(*rule) for rule in rules.every_rule() if rule not in held and rule not in waits]
    assert missing == []
    unknown = {rules.name_of(*rule) for rule in {*held, *waits} - known}
    assert unknown == set()


def test_parts_follow_each_other() -> None:
    for family in rules.families():
        assert family.numbers == sorted(set(family.numbers)), family.key


def test_the_page_is_up_to_date() -> None:
    assert rules.TARGET.read_text(encoding="utf-8") == rules.page()


def test_rules_are_read_in_all_their_forms() -> None:
    found = rules.rules_in("R-INT-5, 7 and R-INT-27 to 29; R-CON-4; R-SEG-84 to R-SEG-86, R-CMP-1, 2, 4; B-4")
    assert found == {
        *(("INT", n) for n in (5, 7, 27, 28, 29)),
        *(("SEG", n) for n in (84, 85, 86)),
        *(("CMP", n) for n in (1, 2, 4)),
        ("CON", 4),
        ("B", 4),
    }
