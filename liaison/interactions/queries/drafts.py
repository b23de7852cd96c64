"""Drafts and postponed interactions: a user's own, or of the people they manage."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

from liaison.accounts.models import Reach, Salesperson, User
from liaison.accounts.queries import allowed, require, sight_of
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions.draft import NamedFile, Values
from liaison.interactions.models import Draft, DraftFile, Entry, FormNumber, InteractionTemplate, Visibility
from liaison.interactions.rules import MAX_TITLE
from liaison.interactions.template_rules import choose_description
from liaison.interactions.visibility import seen_by
from liaison.kit.sql import rows_often


class NoSuchDraft(ObjectDoesNotExist):
    """There is no such draft, or it is not the viewer's to see; both look the same."""


@dataclass(frozen=True, slots=True)
class DraftKeys:
    """Whom a draft is about, for the lists; None where nothing or nobody known was chosen."""

    contact_id: int | None
    contact_name: str
    company_id: int | None
    contact_blocked: bool
    salesperson_id: int | None
    template_description: str


def keys_of(values: Values) -> DraftKeys:
    """Look the chosen contact, salesperson and template up; three statements at most."""
    contact = None
    if values.contact:
        columns = ("id", "name", "company_id", "privacy_blocked")
        contact = Contact.objects.filter(no=values.contact).values_list(*columns).first()
    salesperson, template = None, ""
    if values.salesperson:
        salesperson = Salesperson.objects.filter(code=values.salesperson).values_list("id", flat=True).first()
    if values.template and not values.description:
        found = InteractionTemplate.objects.filter(code=values.template).first()
        if found is not None:
            template = choose_description(found.description, found.descriptions, get_language() or "")
    whom = contact or (None, "", None, False)
    return DraftKeys(whom[0], whom[1], whom[2], whom[3], salesperson, template)


def title_of(values: Values, keys: DraftKeys) -> str:
    """What the draft is called in the list."""
    return (
        values.description or values.subject or keys.template_description or keys.contact_name or ""
    ).strip()[:MAX_TITLE]


def _mine(viewer: User) -> Q:
    """One's own drafts; for who may manage drafts also what others postponed, as far as its entry is seen."""
    own = Q(user=viewer)
    return own | Q(_seen(viewer), postponed=True) if allowed(viewer, Right.MANAGE_DRAFTS) else own


def _seen(viewer: User) -> Q:
    """The drafts of others whose entry `viewer` would see (R-INT-198), as `visibility.seen_by` has it.

    Without salesperson a draft is of its author's; without visibility it is for whom its template says.
    """
    sight = sight_of(viewer)
    of_team = Q(pk__in=[]) if sight.team_id is None else _of(Salesperson.objects.filter(team=sight.team_id))
    seen = Q()
    if not sight.sees_private:
        seen = _for(Visibility.EVERYONE) | _for(Visibility.TEAM) & of_team
    if sight.reach == Reach.ALL:
        return seen
    reached = of_team if sight.reach == Reach.TEAM else Q(pk__in=[])
    if sight.salesperson_id is not None:
        reached |= _of(Salesperson.objects.filter(pk=sight.salesperson_id))
    return seen & reached


def _of(people: QuerySet[Salesperson]) -> Q:
    """The drafts of these salespeople."""
    keys = people.values("pk")
    return Q(salesperson_id__in=keys) | Q(salesperson_id=None, user__salesperson__in=keys)


def _for(visibility: Visibility) -> Q:
    """The drafts of this visibility; for everyone is also what has no template yet."""
    unsaid = Q(values__visibility__isnull=True) | Q(values__visibility="")
    templates = InteractionTemplate.objects.filter(code=KeyTextTransform("template", OuterRef("values")))
    if visibility == Visibility.EVERYONE:
        proposed = ~Q(Exists(templates.exclude(visibility=visibility)))
    else:
        proposed = Q(Exists(templates.filter(visibility=visibility)))
    return Q(values__visibility=visibility.value) | unsaid & proposed


def drafts_to_change(viewer: User, numbers: list[int], *, left: bool = False) -> QuerySet[Draft]:
    """All drafts of these numbers, locked; raises `NoSuchDraft` if one is not the viewer's.

    With `left` those of them that are still there and the viewer's.
    """
    found = Draft.objects.filter(_mine(viewer), entry_no__in=numbers)
    locked = list(found.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not left and len(locked) != len(set(numbers)):
        raise NoSuchDraft
    return Draft.objects.filter(pk__in=locked)


def draft_to_change(viewer: User, number: int) -> Draft:
    """The draft under its entry number, locked until the transaction ends."""
    draft = (
        Draft.objects.select_for_update(of=("self",)).filter(_mine(viewer), entry_no=number).first()
        if 0 < number < 2**63
        else None
    )
    if draft is None:
        raise NoSuchDraft
    return draft


def draft(viewer: User, number: int) -> Draft:
    """The draft under its entry number, for reading."""
    found = Draft.objects.filter(_mine(viewer), entry_no=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise NoSuchDraft
    return found


def sees_draft(viewer: User, draft: Draft) -> bool:
    """Whether the draft, as it is stored by now, is the viewer's to see."""
    return Draft.objects.filter(_mine(viewer), pk=draft.pk).exists()


def number_of_form(viewer: User, key: UUID) -> int:
    """The number that the viewer's form of this key has taken."""
    return FormNumber.objects.values_list("entry_no", flat=True).get(user=viewer, key=key)


def values_of(draft: Draft) -> Values:
    """What was typed, with the files put on it; one statement."""
    files = [
        NamedFile(file, name)
        for file, name in DraftFile.objects.filter(draft=draft).values_list("file_id", "name").order_by("id")
    ]
    return Values.from_json(draft.values, comments=draft.comments, files=files)


def file_of_draft(viewer: User, number: int, file: int | None = None) -> DraftFile:
    """A file put on a draft, by the stored file's id, else the first; raises `NoSuchDraft`."""
    require(viewer, Right.READ_CONTENT)
    found = draft(viewer, number).files.select_related("file")
    wanted = (found if file is None else found.filter(file=file)).first()
    if wanted is None:
        raise NoSuchDraft
    return wanted


def postponed(
    viewer: User,
    *,
    contact: Contact | None = None,
    people: bool = True,
    salesperson: Salesperson | None = None,
) -> QuerySet[Draft]:
    """Postponed interactions, newest first; of a contact or a salesperson (R-INT-76).

    A company has its people's too, unless `people` leaves them out.
    """
    require(viewer, Right.READ_LOG)
    found = Draft.objects.filter(_mine(viewer), postponed=True)
    if contact is not None:
        found = found.filter(_about(contact, people=people))
    if salesperson is not None:
        found = found.filter(salesperson_id=salesperson.pk)
    return found.select_related("user").order_by("-saved_at", "-id")


def _about(contact: Contact, *, people: bool = True) -> Q:
    """The drafts of a contact, of a company with its people's."""
    own = Q(contact_id=contact.pk)
    return own | Q(company_id=contact.pk) if contact.is_company and people else own


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a contact: the draft that the viewer began last, and how many were postponed."""

    begun: Draft | None
    postponed: int


ANY_OF_CONTACT = """
    SELECT 1 FROM interaction_draft
    WHERE contact_id = %(contact)s OR company_id = %(contact)s LIMIT 1"""
"""Whether anybody's draft is about the contact, or about somebody of that company."""


def waiting_for(viewer: User, contact: Contact) -> Waiting:
    """What saved itself for `contact` and was neither finished nor postponed, and what was postponed.

    The first is one's own, the second what `postponed` lists (R-INT-76, 83). For most contacts nothing
    waits, which a short statement tells; else one more asks for it.
    """
    require(viewer, Right.READ_LOG)
    if not rows_often(ANY_OF_CONTACT, {"contact": contact.pk}):
        return Waiting(None, 0)
    begun = Q(user=viewer, postponed=False, contact_id=contact.pk)
    waiting = Q(_mine(viewer), _about(contact), postponed=True)
    found = Draft.objects.filter(begun | waiting).order_by("postponed", "-saved_at", "-id")
    first = found.annotate(waiting=Window(Count("pk", filter=Q(postponed=True)))).first()
    if first is None:
        return Waiting(None, 0)
    return Waiting(None if first.postponed else first, first.waiting)


def unfinished(viewer: User) -> QuerySet[Draft]:
    """What the viewer began for nobody yet and neither finished nor postponed, newest first (R-INT-83).

    What was begun for a contact is offered on its page.
    """
    found = Draft.objects.filter(user=viewer, postponed=False, contact_id=None)
    return found.select_related("user").order_by("-saved_at", "-id")


def entry_of_form(viewer: User, form: UUID) -> int | None:
    """The number of the entry that the viewer's form has become; None as long as it has not."""
    numbers = FormNumber.objects.filter(user=viewer, key=form).values("entry_no")
    return Entry.objects.filter(pk__in=numbers).values_list("pk", flat=True).first()


def was_logged(number: int, viewer: User | None = None) -> bool:
    """Whether the draft of this number has become an entry; with `viewer` only one that they may see."""
    found = Entry.objects.filter(pk=number)
    return (found if viewer is None else found.filter(seen_by(viewer).q)).exists()
