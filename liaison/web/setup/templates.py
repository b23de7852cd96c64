"""Interaction templates: the list, a new one, and what one proposes."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.campaigns.queries import campaigns
from liaison.interactions.actions.templates import change_template, create_template, delete_template
from liaison.interactions.models import InteractionGroup
from liaison.interactions.queries.set_up import interaction_groups
from liaison.kit.clock import now
from liaison.letters.queries import document_templates
from liaison.web.setup.forms.templates import NewTemplateForm, TemplateForm
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines
from liaison.web.setup.template_list import TEMPLATES, template_lines
from liaison.web.setup.template_page import TITLE, TemplatePage, template_or_404, template_url
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest


@require_safe
@signed_in
def templates(request: UserRequest) -> HttpResponseBase:
    """All templates with number, cost and minutes of their interactions (R-INT-8, R-INT-186)."""
    add_url = reverse("setup_template_new")
    group = TEMPLATES.read(request).text("group")
    return answer_lines(
        request,
        TEMPLATES,
        lambda listing: template_lines(request, listing),
        ListPage(
            title=TITLE,
            name="interaction-templates",
            lede=_("The kinds of interaction, with everything that need not be typed each time."),
            add=_("New template"),
            add_url=f"{add_url}?{urlencode({'group': group})}" if group else add_url,
            may_add=Right.CHANGE_TEMPLATES,
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_template(request: UserRequest) -> HttpResponse:
    """A new template; opened from the list of one group it gets that group (R-INT-3)."""
    require(request.user, Right.CHANGE_TEMPLATES)
    back = reverse("setup_templates")
    form = NewTemplateForm(
        posted(request), groups=_groups(request.user), initial={"group": request.GET.get("group", "")}
    )
    if form.is_valid():
        with refusals_in(form):
            made = create_template(
                form.cleaned_data["code"],
                form.chosen,
                channel=form.cleaned_data["channel"],
                description=form.cleaned_data["description"],
                descriptions=form.descriptions,
                by=request.user,
                at=now(),
            )
            return moved(request, template_url(made), toast=_("Template created."))
    return answer_form(
        request,
        form,
        FormPage(
            title=_("New template"), action=request.get_full_path(), back=back, way=[Crumb(TITLE, back)]
        ),
    )


def _groups(viewer: User, own: InteractionGroup | None = None) -> list[InteractionGroup]:
    """The groups that can be chosen: active ones, and the one the template has."""
    return [group for group in interaction_groups(viewer) if group.active or group == own]


@require_http_methods(["GET", "POST"])
@signed_in
def template(request: UserRequest, code: str) -> HttpResponse:
    """What a template proposes; for who may not change it, to be read."""
    found = template_or_404(request.user, code)
    viewer = request.user
    may_change = allowed(viewer, Right.CHANGE_TEMPLATES)
    page = TemplatePage(viewer, found)
    form = TemplateForm(
        found,
        posted(request),
        groups=_groups(viewer, found.group),
        documents=list(document_templates(viewer)),
        languages=page.languages,
        campaigns=list(campaigns(viewer)),
    )
    if not may_change:
        form.freeze()
    if form.is_valid():
        require(viewer, Right.CHANGE_TEMPLATES)
        with refusals_in(form):
            given = form.cleaned_data
            change_template(
                found,
                version=given["version"],
                create_language=given["create_language"],
                remove_file=given["remove_file"],
                by=viewer,
                at=now(),
                **form.changes,
            )
            return moved(request, template_url(found), toast=_("Template saved."))
    return answer(request, "setup/template.html", {"form": form, "page": page, "may_change": may_change})


@require_POST
@signed_in
def template_deletion(request: UserRequest, code: str) -> HttpResponse:
    """Delete a template that nothing uses (R-INT-18)."""
    delete_template(template_or_404(request.user, code), by=request.user, at=now())
    return moved(request, reverse("setup_templates"), toast=_("Template deleted."))
