"""What stands in the way of logging for many contacts, asked of the database and not of each row."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from liaison.contacts.models import AddressRange, Contact
from liaison.interactions import rules
from liaison.interactions.draft import ManyValues, PlannedText, TemplateFacts
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


def many_objections(
    contacts: QuerySet[Contact], template: TemplateFacts, texts: list[PlannedText], values: ManyValues
) -> list[Refusal]:
    """What stands in the way for at least one of the contacts; two statements at most."""
    found: list[Refusal] = []
    reachable = contacts.filter(privacy_blocked=False)
    named = values.salesperson is not None or not values.needs_salesperson
    if not named and reachable.filter(salesperson=None).exists():
        found.append(Refusal(_("Enter the salesperson."), field="salesperson", code="E-INT-4"))
    if values.body or (template.wizard_action != "open" and not _may_mail(template, values)):
        return found
    speechless = reachable.filter(_gets_empty_text(template, texts))
    if template.wizard_action == "open" and speechless.exists():
        found.append(rules.no_content_to_open(template))
    elif speechless.filter(_gets_mail(template, values, on=local_date(values.occurred_at))).exists():
        found.append(rules.no_content_to_mail())
    return found


def _may_mail(template: TemplateFacts, values: ManyValues) -> bool:
    """Whether any contact could get an e-mail at all."""
    if values.correspondence_type is not None:
        return values.correspondence_type == "email"
    return template.default_correspondence_type == "email" or not template.ignore_contact_correspondence_type


def _gets_empty_text(template: TemplateFacts, texts: list[PlannedText]) -> Q:
    """The contacts whose text, chosen by language, its base or the default, has nothing in it."""
    empty = {text.for_language: _is_empty(template, text) for text in texts}
    languages = [language for language in empty if language != "*"]
    bases = [language for language in languages if "-" not in language]
    known = Q(language__in=languages)
    chosen = Q(pk__in=[])
    for language in languages:
        if empty[language]:
            chosen |= Q(language=language)
    by_base = Q(pk__in=[])
    for base in bases:
        by_base |= Q(language__startswith=f"{base}-")
        if empty[base]:
            chosen |= Q(language__startswith=f"{base}-") & ~known
    return chosen | (~known & ~by_base) if empty["*"] else chosen


def _is_empty(template: TemplateFacts, text: PlannedText) -> bool:
    variant = template.nearest(text.language)
    if variant is None:
        return template.document_template_id is None
    return not (variant.body or variant.file or variant.document_template_id)


def _gets_mail(template: TemplateFacts, values: ManyValues, *, on: date) -> Q:
    """The contacts whose type comes out as e-mail (R-INT-51, 91)."""
    ranges = AddressRange.objects.filter(contact=OuterRef("pk"), starting_date__lte=on)
    ranges = ranges.filter(Q(ending_date=None) | Q(ending_date__gte=on)).order_by("-starting_date")
    addressed = ~Q(email="") | Q(
        pk__in=Contact.objects.annotate(
            active_email=Subquery(ranges.values("alternative_address__email")[:1])
        )
        .exclude(active_email="")
        .exclude(active_email=None)
        .values("pk")
    )
    if values.correspondence_type is not None or template.ignore_contact_correspondence_type:
        return addressed
    wanted = Q(correspondence_type="email")
    if template.default_correspondence_type == "email":
        wanted |= Q(correspondence_type="none")
    return wanted & addressed
