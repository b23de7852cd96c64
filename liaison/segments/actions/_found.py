"""Codes and numbers turned into rows, or refused in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from liaison.accounts.models import Salesperson
from liaison.campaigns.models import Campaign
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import Evaluation, InformationFlow, InitiatedBy, InteractionTemplate
from liaison.interactions.queries.settling import running_campaigns
from liaison.interactions.template_rules import not_usable
from liaison.kit.errors import Refusal, Refused
from liaison.letters.models import DocumentTemplate
from liaison.segments import rules
from liaison.segments.models import Segment, SegmentLine

CHOICES: dict[str, Any] = {
    "correspondence_type": CorrespondenceType,
    "information_flow": InformationFlow,
    "initiated_by": InitiatedBy,
    "evaluation": Evaluation,
}


def found(values: dict[str, Any], *, kept: Segment | QuerySet[SegmentLine] | None = None) -> dict[str, Any]:
    """The values with codes replaced by ids, names as on the model; raises `Refused` with all faults.

    What stands in `kept`, a segment or lines, may stay, offered any longer or not.
    """
    refusals: list[Refusal] = []
    settled: dict[str, Any] = {}
    for name, value in values.items():
        if name in CHOICES and value not in CHOICES[name].values:
            refusals.append(rules.unknown(str(value), name))
        elif name in _LOOK_UP:
            settled[f"{name}_id"] = _LOOK_UP[name](value, _present(kept, name), refusals) if value else None
        else:
            settled[name] = value.strip() if isinstance(value, str) and name != "body" else value
    if refusals:
        raise Refused(*refusals)
    return settled


def _present(kept: Segment | QuerySet[SegmentLine] | None, name: str) -> Q:
    if isinstance(kept, QuerySet):
        return Q(pk__in=kept.values(name))
    return Q(pk=getattr(kept, f"{name}_id", None))


def brought_campaign(template: InteractionTemplate) -> int | None:
    """The campaign that the template names, as long as it runs; one statement where it names one."""
    if template.campaign_id is None:
        return None
    return next(iter(running_campaigns(Q(pk=template.campaign_id)).values()), None)


def _salesperson(code: str, present: Q, refusals: list[Refusal]) -> int | None:
    usable = Salesperson.objects.filter(Q(active=True) | present, code=code.upper())
    return _first(usable, rules.unknown(code, "salesperson"), refusals)


def _campaign(no: str, present: Q, refusals: list[Refusal]) -> int | None:
    usable = Campaign.objects.filter(Q(archived_at=None) | present, no=no.upper())
    return _first(usable, rules.unknown(no, "campaign"), refusals)


def _template(code: str, present: Q, refusals: list[Refusal]) -> int | None:
    usable = InteractionTemplate.objects.filter(Q(active=True) | present, code=code.upper())
    return _first(usable, rules.unknown_template(code), refusals)


def _first(usable: QuerySet[Any], refusal: Refusal, refusals: list[Refusal]) -> int | None:
    pk: int | None = usable.values_list("pk", flat=True).first()
    if pk is None:
        refusals.append(refusal)
    return pk


def _document(pk: int, present: Q, refusals: list[Refusal]) -> int | None:
    every = DocumentTemplate.objects.filter(pk=pk)
    if every.filter(Q(active=True) | present).exists():
        return pk
    known = every.exists()
    refusals.append(not_usable() if known else rules.unknown(str(pk), "document_template"))
    return None


_LOOK_UP: dict[str, Any] = {
    "salesperson": _salesperson,
    "campaign": _campaign,
    "template": _template,
    "document_template": _document,
}
