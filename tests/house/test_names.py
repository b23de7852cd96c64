"""The handbook calls things what they are called on the screens."""

from __future__ import annotations

from tests.house import names


def test_the_names_in_other_languages_are_up_to_date() -> None:
    assert names.TARGET.read_text(encoding="utf-8") == names.page()


def test_every_name_in_the_handbook_stands_on_a_screen() -> None:
    known = {*names.translations("fr"), *names.OTHERS}
    unknown = {
        (path.name, name)
        for path in names.handbook()
        for name in names.names_in(path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert unknown == set()


def test_names_are_found_in_italics_alone() -> None:
    text = "**Bold** and *Set-up → Our\ncompany*, *after*, *On a contact:* `*Code*`, *MR*, 2*Three*"
    assert list(names.names_in(text)) == ["Set-up", "Our company"]
