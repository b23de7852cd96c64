"""What may be logged or changed, as far as no table has to be asked, and the words of each no."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from liaison.interactions.draft import ContactFacts, Filled, TemplateFacts, Values
from liaison.kit.errors import Refusal, too_long
from liaison.kit.text import gettext_lazy as _

MAX_TITLE = 255
MAX_COST = Decimal("999999999999.99")
MAX_MINUTES = Decimal("99999999.99")
FIRST_YEAR, LAST_YEAR = 1900, 2200


def shape_refusals(values: Values) -> Iterator[Refusal]:
    """What is wrong with the given values whatever template and contact they meet."""
    for name in ("cost", "duration_min"):
        number: Decimal | None = getattr(values, name)
        if number is None:
            continue
        if not number.is_finite():
            yield Refusal(_("Enter a number."), field=name, code="number")
        elif number < 0:
            yield Refusal(_("The value must not be negative."), field=name, code="E-INT-9")
        elif number > (MAX_COST if name == "cost" else MAX_MINUTES):
            yield Refusal(_("The value is too large."), field=name, code="number")
    for name in ("description", "subject", "contact_via"):
        text: str | None = getattr(values, name)
        if text is not None and len(text) > MAX_TITLE:
            yield too_long(name, MAX_TITLE)
    if values.occurred_at is not None and not FIRST_YEAR <= values.occurred_at.year <= LAST_YEAR:
        yield Refusal(_("Enter a date between 1900 and 2200."), field="occurred_at", code="date")


def may_record_for(contact: ContactFacts) -> Refusal | None:
    """Nothing new may be recorded for a privacy-blocked contact (R-INT-42)."""
    return blocked(contact.no, contact.name) if contact.privacy_blocked else None


def blocked(no: str, name: str, field: str = "contact") -> Refusal:
    """The contact wants nothing to be kept of it any more (R-INT-42)."""
    return Refusal(
        _("Contact %(no)s %(name)s is blocked for privacy reasons.") % {"no": no, "name": name},
        field=field,
        code="E-INT-10",
    )


def no_address(no: str, name: str, *, field: str = "contact") -> Refusal:
    """An e-mail to somebody without an address (E-INT-30)."""
    return Refusal(
        _("Contact %(no)s %(name)s has no e-mail address.") % {"no": no, "name": name}, field, "E-INT-30"
    )


def no_such_contact() -> Refusal:
    """A contact by a number that none has, or none that is seen (E-INT-29)."""
    return Refusal(_("There is no such contact."), "contact", "E-INT-29")


def no_such_template() -> Refusal:
    """A template by a code that none has (E-INT-29)."""
    return Refusal(_("There is no such template."), "template", "E-INT-29")


def no_such_salesperson() -> Refusal:
    """A salesperson by a code that none has (E-INT-29)."""
    return Refusal(_("There is no such salesperson."), "salesperson", "E-INT-29")


def may_use(template: TemplateFacts) -> Refusal | None:
    """An inactive template cannot be chosen for a new interaction (R-INT-18)."""
    if template.active:
        return None
    return Refusal(
        _("This template is no longer in use; choose another one."), field="template", code="E-INT-29"
    )


def may_write_in(template: TemplateFacts, language: str) -> Refusal | None:
    """A language that is chosen must be one of the template's, if it has any (R-INT-60)."""
    if not language or not template.variants or template.variant(language) is not None:
        return None
    return Refusal(
        _("Template %(code)s has no version in %(language)s.")
        % {"code": template.code, "language": language},
        field="language",
        code="E-INT-8",
    )


def missing(
    *, contact: bool, template: bool, salesperson: bool, date: bool, description: bool
) -> Iterator[Refusal]:
    """What is not there yet, in the order in which the guide asks for it (R-INT-70)."""
    if not contact:
        yield Refusal(_("Choose a contact."), field="contact", code="E-INT-3")
    if not template:
        yield Refusal(_("Choose an interaction template."), field="template", code="E-INT-1")
    if not salesperson:
        yield Refusal(_("Enter the salesperson."), field="salesperson", code="E-INT-4")
    if not date:
        yield Refusal(_("Enter the date."), field="occurred_at", code="E-INT-4")
    if not description:
        yield Refusal(_("Enter a description."), field="description", code="E-INT-2")


def no_content_to_open(template: TemplateFacts) -> Refusal:
    """The action opens what is not there (R-INT-64)."""
    return Refusal(
        _("Template %(code)s has no content to open. Add a file or choose another action.")
        % {"code": template.code},
        field="template",
        code="E-INT-6",
    )


def no_content_to_mail() -> Refusal:
    """An e-mail without anything in it (R-INT-70)."""
    return Refusal(_("An e-mail interaction needs content."), field="body", code="E-INT-7")


def content_refusals(filled: Filled, *, call: bool = False) -> Iterator[Refusal]:
    """Content where the action or the channel needs it: the last two checks of R-INT-70.

    For a `call` nothing is opened any more, so it is not asked for what could be (R-INT-110).
    """
    if filled.files or filled.body or filled.document_template_id is not None:
        return
    if filled.template.wizard_action == "open" and not call:
        yield no_content_to_open(filled.template)
    if filled.correspondence_type == "email":
        yield no_content_to_mail()


def no_such_heading(number: str) -> Refusal:
    """A logged segment or campaign entry that does not exist."""
    return Refusal(_("There is no “%(what)s”.") % {"what": number}, field="entries", code="unknown")


def would_hide() -> Refusal:
    """Who changes an entry or a colleague's draft would not see it afterwards (R-INT-198)."""
    return Refusal(
        _("You would not see this interaction any more yourself."), field="visibility", code="unseen"
    )


def would_hide_from(author: str) -> Refusal:
    """Who began the draft of an entry would not see it (R-INT-198)."""
    message = _("%(name)s, who postponed this interaction, would not see it any more.") % {"name": author}
    return Refusal(message, field="visibility", code="unseen")


def restore_parent_first() -> Refusal:
    """What was cancelled with its segment or campaign entry comes back with that one (E-SEG-41)."""
    return Refusal(
        _("Reinstate the logged segment or campaign entry first."), field="entries", code="E-SEG-41"
    )
