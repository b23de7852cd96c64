"""The machinery of lists: what the address says becomes filters, order, columns and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory

from liaison.accounts.models import SavedView
from liaison.kit.errors import Refused
from liaison.web.catalogue.sample import PEOPLE_LIST
from liaison.web.shell.lists import Listing
from liaison.web.shell.selection import read_selection
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def listing_of(cast: Cast, query: str = "") -> Listing[Any]:
    return PEOPLE_LIST.state(cast.aline, QueryDict(query), "/people/")


def test_filters_are_read_by_their_kind(cast: Cast) -> None:
    listing = listing_of(cast, "q=+no+ra+&language=fr&state=own,ready&since=2026-11-24&archived=1")
    assert listing.text("q") == "no ra"
    assert listing.text("language") == "fr"
    assert listing.many("state") == ("ready", "own")
    assert listing.day("since") == date(2026, 11, 24)
    assert listing.flag("archived") is True


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday&archived=maybe&unknown=1&q=%00&language=%00&state=,%00,",
        "since=0000-00-00&sort=password&column=secret",
        "since=&language=&state=&q=",
        "since=2026-11-24T10:00&sort=-",
    ],
)
def test_what_the_list_does_not_know_is_ignored(cast: Cast, query: str) -> None:
    listing = listing_of(cast, query)
    assert listing.query() == ""
    assert listing.narrowed is False
    assert listing.order == ("name", False)


def test_what_is_no_choice_any_more_narrows_all_the_same(cast: Cast) -> None:
    """Left out, it would show and export everything."""
    listing = listing_of(cast, "language=xx&state=gone%00,own,old,gone")
    assert listing.query() == "language=xx&state=own&state=gone&state=old"
    assert [str(words).split("\N{NO-BREAK SPACE}: ")[1] for words, _url in listing.chips] == [
        "xx", "Personnalisé", "gone", "old",
    ]  # fmt: skip
    fields = {one.filter.key: one.pairs for one in listing.fields}
    assert fields["language"] == [("fr", "Français"), ("de", "Deutsch"), ("xx", "xx")]
    assert [code for code, _words in fields["state"]] == ["ready", "own", "gone", "old"]


def test_query_is_canonical_and_reads_back_the_same(cast: Cast) -> None:
    listing = listing_of(cast, "sort=-cost&column=no,cost&state=own&state=ready&language=fr&cursor=abc&x=1")
    query = listing.query()
    assert query == "language=fr&state=ready&state=own&sort=-cost&column=no&column=cost"
    assert listing_of(cast, query).query() == query


def test_address_changes_one_thing_and_starts_again_at_the_top(cast: Cast) -> None:
    listing = listing_of(cast, "language=fr&sort=-cost&cursor=abc")
    assert listing.url() == "/people/?language=fr&sort=-cost"
    assert listing.url(sort="name") == "/people/?language=fr&sort=name"
    assert listing.url(language=None) == "/people/?sort=-cost"
    assert listing.clear_url == "/people/?sort=-cost"
    assert listing.query(cursor=listing.cursor).endswith("cursor=abc")


def test_text_is_cut_and_freed_of_nul(cast: Cast) -> None:
    assert len(listing_of(cast, "q=" + "x" * 5000).text("q")) == 200
    assert listing_of(cast, "q=a%00b").text("q") == "ab"


def test_columns_can_be_chosen_but_the_fixed_stays(cast: Cast) -> None:
    assert [column.key for column in listing_of(cast).columns] == [
        "no", "name", "company", "last", "cost", "state",
    ]  # fmt: skip
    chosen = listing_of(cast, "column=language&column=cost")
    assert [column.key for column in chosen.columns] == ["name", "language", "cost"]
    assert chosen.shows == {"name", "language", "cost"}
    assert chosen.width == 4


def test_choosing_no_column_leaves_those_that_are_fixed(client: Client, cast: Cast) -> None:
    """What the form of the columns sends for the fixed ones is not kept in the address beside others."""
    client.force_login(cast.administrator)
    assert '<input type="hidden" name="column" value="name">' in client.get("/catalogue/").content.decode()
    none = listing_of(cast, "column=name")
    assert [column.key for column in none.columns] == ["name"]
    assert (none.query(), none.width) == ("column=name", 2)
    assert listing_of(cast, none.query()).columns == none.columns
    assert listing_of(cast, "column=name&column=cost").query() == "column=cost"


def test_headings_know_their_direction(cast: Cast) -> None:
    listing = listing_of(cast, "sort=-cost")
    assert listing.direction_of("cost") == "desc"
    assert listing.direction_of("name") == ""
    assert listing_of(cast).direction_of("name") == "asc"


def test_chips_name_the_filters_and_take_them_away(cast: Cast) -> None:
    listing = listing_of(cast, "q=nora&state=ready&state=own&since=2026-11-24&archived=1")
    assert listing.chips == [
        ("État\N{NO-BREAK SPACE}: Prêt", "/people/?q=nora&state=own&since=2026-11-24&archived=1"),
        ("État\N{NO-BREAK SPACE}: Personnalisé", "/people/?q=nora&state=ready&since=2026-11-24&archived=1"),
        ("Depuis le\N{NO-BREAK SPACE}: 24.11.2026", "/people/?q=nora&state=ready&state=own&archived=1"),
        ("Archivé", "/people/?q=nora&state=ready&state=own&since=2026-11-24"),
    ]


def test_views_are_saved_found_replaced_and_deleted(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    given = {
        "area": "catalogue",
        "name": "Français",
        "query": "language=fr",
        "next": "/catalogue/?language=fr",
    }
    response = client.post("/views", given)
    assert (response.status_code, response["Location"]) == (303, "/catalogue/?language=fr")
    client.post("/views", {**given, "query": "language=de", "shared": "on"})
    view = SavedView.objects.get()
    assert (view.query, view.shared, view.user) == ("language=de", True, cast.aline)
    listing = listing_of(cast, "language=de")
    assert listing.saved == [view]
    assert listing.current_view == view
    assert listing_of(cast, "language=fr").current_view is None
    seen_by = {
        one: PEOPLE_LIST.state(one, QueryDict(""), "/people/") for one in (cast.marc, cast.administrator)
    }
    assert [one.deletable for one in (listing, *seen_by.values())] == [[view], [], [view]]
    client.force_login(cast.marc)
    assert client.post(f"/views/{view.pk}/deletion").status_code == 403
    client.force_login(cast.aline)
    assert client.post(f"/views/{view.pk}/deletion").status_code == 303
    assert SavedView.objects.count() == 0


def test_a_view_keeps_no_character_that_cannot_be_stored(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    given = {"area": "cata\0logue", "name": "a\0b", "query": "language=\0fr", "next": "/catalogue/"}
    assert client.post("/views", given).status_code == 303
    view = SavedView.objects.get()
    assert (view.area, view.name, view.query) == ("catalogue", "ab", "language=fr")


def test_views_of_others_do_not_exist(client: Client, cast: Cast) -> None:
    view = SavedView.objects.create(user=cast.marc, area="catalogue", name="Meins", query="")
    client.force_login(cast.aline)
    assert client.post(f"/views/{view.pk}/deletion").status_code == 404
    assert listing_of(cast).saved == []


def test_a_view_needs_a_name(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    assert client.post("/views", {"area": "catalogue", "name": " \x00"}).status_code == 422
    assert SavedView.objects.count() == 0


def selection_of(cast: Cast, **posted: Any) -> Any:
    request = RequestFactory().post("/", posted)
    request.user = cast.aline
    return read_selection(request, PEOPLE_LIST)  # type: ignore[arg-type]


def test_ticked_lines_are_meant_once_each(cast: Cast) -> None:
    chosen = selection_of(cast, pk=["3", "1", "3", "x", "-1", "٣", str(2**63)])
    assert (chosen.ids, chosen.everything) == ((3, 1), False)


def test_all_that_match_are_meant_by_their_filters(cast: Cast) -> None:
    chosen = selection_of(cast, pk=["3"], all="1", filters="language=fr&sort=-cost")
    assert chosen.ids == ()
    assert chosen.everything is True
    assert chosen.matching.text("language") == "fr"


def test_nothing_chosen_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        selection_of(cast)
    assert refused.value.refusals[0].code == "nothing_chosen"


def test_the_part_follows_filters_and_the_address_stays_canonical(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    htmx = {"HX-Request": "true", "HX-Target": "list"}
    response = client.get("/catalogue/?q=&language=de&since=&x=1", headers=htmx)
    assert response["HX-Push-Url"] == "/catalogue/?language=de"
    html = response.content.decode()
    assert not html.startswith("<!doctype")
    assert html.count("<table") == 1
    more = client.get("/catalogue/?language=de&cursor=next", headers=htmx).content.decode()
    assert more.count("<table") == 0
    assert more.count("<tr data-row>") == 3


def test_following_rows_opened_as_a_page_stand_in_their_table(client: Client, cast: Cast) -> None:
    """So is what a browser without scripts, a new tab or a link that somebody kept opens."""
    client.force_login(cast.administrator)
    html = client.get("/catalogue/?language=de&cursor=next").content.decode()
    held = html.partition('id="list"')[2]
    assert held.index("<table") < held.index("<thead") < held.index("<tr data-row>")
    assert "data-select-page" in held


def test_older_keeps_the_state_of_the_address(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    html = client.get("/catalogue/?language=de&sort=-cost").content.decode()
    assert 'href="/catalogue/?language=de&amp;sort=-cost&amp;cursor=next"' in html


def test_headings_sort_and_turn_round(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    html = client.get("/catalogue/?language=de&sort=-cost").content.decode()
    assert 'href="/catalogue/?language=de&amp;sort=cost" class="sort"' in html
    assert 'href="/catalogue/?language=de&amp;sort=-last" class="sort"' in html
    assert html.count('aria-sort="descending"') == 1
