"""Groups and templates: the kinds of interaction, and what they say in each language."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, by_code, list_of
from liaison.api.shapes import (
    Code,
    DocumentCode,
    Flag,
    Given,
    Language,
    Line,
    Money,
    MoneyOut,
    Named,
    Out,
    QueryFlag,
    Shape,
    Text,
)
from liaison.api.statistics import FiguresOut, PeriodQuery, show_figures
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import NoSuchCampaign, campaign
from liaison.contacts.models import CorrespondenceType
from liaison.interactions import figures
from liaison.interactions.actions.templates import change_template, create_template, delete_template
from liaison.interactions.models import (
    Channel,
    InformationFlow,
    InitiatedBy,
    InteractionGroup,
    InteractionTemplate,
    Visibility,
    WizardAction,
)
from liaison.interactions.queries import set_up
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _
from liaison.letters.models import DocumentTemplate
from liaison.letters.queries import document_template

router = Router(tags=["Templates"])

TemplateCode = Annotated[Code, Path(description="Code of the template.")]
Words = Annotated[dict[Language, Line], Field(max_length=30, description='By language: `{"de": "Anruf"}`.')]


class TemplateFields(Shape):
    """What a template proposes for its interactions."""

    description: Line | None = None
    descriptions: Words | None = None
    channel: Channel | None = None
    unit_cost: Money | None = None
    unit_duration_min: Money | None = None
    information_flow: InformationFlow | None = None
    initiated_by: InitiatedBy | None = None
    default_correspondence_type: CorrespondenceType | None = None
    ignore_contact_correspondence_type: Flag | None = None
    default_language: Language | None = None
    wizard_action: WizardAction | None = None
    document_template: Annotated[DocumentCode | None, Field(description="Code; null takes it away.")] = None
    campaign: Annotated[Code | None, Field(description="Number; null takes it away.")] = None
    campaign_target: Flag | None = None
    campaign_response: Flag | None = None
    needs_approval: Annotated[Flag | None, Field(description="A second person approves mailings.")] = None
    visibility: Visibility | None = None
    position: Annotated[int | None, Field(strict=True, ge=0, le=32767)] = None
    active: Flag | None = None
    create_language: Annotated[
        Flag, Field(description="A default language without row gets one; false leaves the old default.")
    ] = True


class TemplateIn(TemplateFields):
    """A kind of interaction to create."""

    code: Code
    group: Annotated[Code, Field(description="Code of the interaction group.")]


class TemplatePatch(TemplateFields):
    """What to change on a template; drafts and entries keep what they took."""

    group: Code | None = None
    remove_file: Annotated[Flag, Field(description="A document template may take a file's place.")] = False


class TemplateOut(Out):
    """A kind of interaction with its defaults."""

    code: str
    group: str
    description: str
    descriptions: dict[str, str]
    channel: Channel
    unit_cost: MoneyOut
    unit_duration_min: MoneyOut
    information_flow: InformationFlow
    initiated_by: InitiatedBy
    default_correspondence_type: CorrespondenceType
    ignore_contact_correspondence_type: bool
    default_language: str
    wizard_action: WizardAction
    document_template: str | None
    campaign: str | None
    campaign_target: bool
    campaign_response: bool
    needs_approval: bool
    visibility: Visibility
    position: int
    active: bool


class TemplatesQuery(Paged):
    """Filters of the templates."""

    active: QueryFlag | None = None
    group: Named = ""
    channel: Channel | None = None
    q: Annotated[Text, Field(max_length=100, description="Words in code or description.")] = ""


def show_template(template: InteractionTemplate) -> dict[str, Any]:
    """A template as JSON."""
    return {
        **{name: getattr(template, name) for name in PLAIN},
        "group": template.group.code,
        "document_template": template.document_template.code if template.document_template else None,
        "campaign": template.campaign.no if template.campaign else None,
    }


PLAIN = [name for name in TemplateOut.model_fields if name not in {"group", "document_template", "campaign"}]


@router.get("/interaction-templates", response=list_of(TemplateOut), summary="List templates")
def list_templates(request: ApiRequest, query: Annotated[TemplatesQuery, Query()]) -> HttpResponse:
    """Lists the kinds of interaction by code."""
    found = set_up.interaction_templates(
        request.user,
        active=query.active,
        group=query.group,
        channel=query.channel or "",
        text=query.q,
    )
    return answer(by_code(found, query, show_template))


@router.post(
    "/interaction-templates",
    response={201: TemplateOut},
    summary="Create a template",
    openapi_extra={"x-etag": True},
)
def create_interaction_template(request: ApiRequest, body: Annotated[TemplateIn, Given()]) -> HttpResponse:
    """Creates a kind of interaction; with a default language its row is made too."""
    fields = fields_from(request, body)
    group = _group(request, fields.pop("group"))
    made = create_template(fields.pop("code"), group, by=request.user, at=request.at, **fields)
    location = f"/api/v1/interaction-templates/{made.code}"
    shown = template_of(request, made.code)
    return answer(show_template(shown), status=201, version=shown.version, location=location)


@router.get(
    "/interaction-templates/{code}",
    response=TemplateOut,
    summary="One template",
    openapi_extra={"x-etag": True},
)
def read_template(request: ApiRequest, code: TemplateCode) -> HttpResponse:
    """Shows a kind of interaction, active or not."""
    template = template_of(request, code)
    return answer(show_template(template), version=template.version)


def _group(request: ApiRequest, code: str) -> InteractionGroup:
    """The interaction group of that code, refused when there is none."""
    group = set_up.interaction_group(request.user, code)
    if group is None:
        raise Refused(Refusal(_("There is no such group."), field="group", code="E-INT-47"))
    return group


@router.patch(
    "/interaction-templates/{code}",
    response=TemplateOut,
    summary="Change a template",
    openapi_extra={"x-etag": True},
)
def edit_template(
    request: ApiRequest, code: TemplateCode, body: Annotated[TemplatePatch, Given()]
) -> HttpResponse:
    """Changes what is given; drafts and entries keep what they took."""
    template = template_of(request, code)
    fields = fields_from(request, body)
    if "group" in fields:
        fields["group"] = _group(request, fields["group"])
    changed = change_template(
        template, version=expected_version(request), by=request.user, at=request.at, **fields
    )
    return answer(show_template(changed), version=changed.version)


@router.delete(
    "/interaction-templates/{code}",
    response={204: None},
    summary="Delete a template",
    openapi_extra={"x-etag": True},
)
def remove_template(request: ApiRequest, code: TemplateCode) -> HttpResponse:
    """Deletes a template that nothing uses; one in use can be made inactive."""
    template = template_of(request, code)
    delete_template(template, version=expected_version(request), by=request.user, at=request.at)
    return empty()


@router.get("/interaction-templates/{code}/statistics", response=FiguresOut, summary="Figures of a template")
def read_template_statistics(
    request: ApiRequest, code: TemplateCode, query: Annotated[PeriodQuery, Query()]
) -> HttpResponse:
    """Counts the template's interactions with their cost and minutes; cancelled ones do not count."""
    template = template_of(request, code)
    found = figures.template_figures(request.user, [template.pk], query.period)
    return answer(show_figures(found.get(template.pk, figures.NOTHING), query))


def template_of(request: ApiRequest, code: str) -> InteractionTemplate:
    """The template of that code, or 404."""
    template = set_up.interaction_template(request.user, code)
    if template is None:
        raise Problem(404, NOT_FOUND)
    return template


def fields_from(request: ApiRequest, body: Shape) -> dict[str, Any]:
    """What was sent as the verbs take it: null leaves a field as it is, but takes what it names away."""
    given = {
        name: value
        for name, value in body.given().items()
        if value is not None or name in {"document_template", "campaign"}
    }
    if given.get("document_template") is not None:
        given["document_template"] = _document(request, given["document_template"])
    if given.get("campaign") is not None:
        given["campaign"] = _campaign(request, given["campaign"])
    return given


def _campaign(request: ApiRequest, no: str) -> Campaign:
    try:
        return campaign(request.user, no)
    except NoSuchCampaign:
        refusal = Refusal(_("There is no such campaign."), field="campaign", code="E-INT-29")
        raise Refused(refusal) from None


def _document(request: ApiRequest, code: str) -> DocumentTemplate:
    found = document_template(request.user, code)
    if found is None:
        raise Refused(
            Refusal(
                _("This document template cannot be used here."), field="document_template", code="E-INT-19"
            )
        )
    return found
