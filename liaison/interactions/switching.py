"""What happens to a draft when contact, template or language are chosen anew (R-INT-46, 47, 58, 60, 68).

What a choice had filled is filled again from the new one; what a person typed for themselves stays.
"""

from __future__ import annotations

from dataclasses import replace

from liaison.interactions.draft import Values


def switch_contact(
    values: Values, contact: str, *, before: str | None, after: str | None, salesperson: str | None = None
) -> Values:
    """Another contact: its language and address are proposed, and its salesperson unless one stays.

    `before` and `after` are the languages in effect with the old and the new contact, None where that is
    nobody. The first contact chosen takes nothing away; another one loads its content only when its
    language is another (R-INT-68), also when there was nobody in between. `salesperson` is who stays.
    """
    if (values.contact or "") == contact:
        return values
    before = values.written_in if before is None else before
    values = replace(values, contact=contact or None)
    if before is None:
        return values
    kept = values if after in {None, before} else _without_content(values)
    return replace(
        kept,
        salesperson=salesperson,
        language=None,
        written_in=before if after is None else None,
        alternative_address=None,
        contact_via=None,
    )


def switch_template(values: Values, template: str, *, proposed: str) -> Values:
    """Another template: everything it proposes is proposed anew (R-INT-46).

    A description that was typed is kept; the one `proposed` by the old template is not (R-INT-47).
    Date, salesperson, a chosen campaign, evaluation and people are not touched; that the old template's
    campaign was taken off says nothing about the new one's (R-INT-50).
    """
    if (values.template or "") == template:
        return values
    typed = values.template is None or values.description != proposed
    return replace(
        _without_content(values),
        template=template or None,
        description=values.description if typed else None,
        language=None,
        information_flow=None,
        initiated_by=None,
        cost=None,
        duration_min=None,
        correspondence_type=None,
        visibility=None,
        campaign=values.campaign or None,
        campaign_target=None,
        campaign_response=None,
    )


def switch_language(values: Values, language: str, *, before: str) -> Values:
    """Another language than `before`, which was in effect: the content follows (R-INT-60, 68)."""
    if language == before:
        return values
    return replace(_without_content(values), language=language)


def _without_content(values: Values) -> Values:
    """The draft with the content of its template to be loaded again."""
    return replace(
        values,
        subject=None,
        body=None,
        written_in=None,
        files=(),
        template_file=None,
        document_template=None,
    )
