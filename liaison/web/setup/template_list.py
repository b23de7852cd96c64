"""The list of interaction templates with their figures and what is missing in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.interactions.figures import NOTHING, Figures, template_figures
from liaison.interactions.models import Channel, InteractionTemplate
from liaison.interactions.queries.set_up import interaction_groups, interaction_templates, template_checks
from liaison.interactions.template_rules import missing_languages
from liaison.web.setup.columns import ACTIVE, FIGURES, PERIOD, STATE, active_asked, period_of
from liaison.web.shell.codes import described
from liaison.web.shell.lists import ChoiceFilter, ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.requests import UserRequest


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template as the list shows it, with all it proposes for the file."""

    template: InteractionTemplate
    figures: Figures
    languages: str
    missing: str

    @property
    def active(self) -> bool:
        """Whether it is still offered."""
        return self.template.active

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("setup_template", args=[self.template.code])


def _group_choices(viewer: User) -> list[tuple[str, str]]:
    return [(group.code, described(group)) for group in interaction_groups(viewer)]


TEMPLATES = ListSpec[TemplateLine](
    area="setup-templates",
    route="setup_templates",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.template.code, sort="code", fixed=True),
        ListColumn(
            "description", _("Description"), lambda line: described(line.template), sort="description"
        ),
        ListColumn("group", _("Interaction group"), lambda line: line.template.group.code, sort="group"),
        ListColumn("channel", _("Channel"), lambda line: line.template.get_channel_display(), sort="channel"),
        ListColumn(
            "unit_cost", _("Unit cost"), lambda line: line.template.unit_cost, "money", sort="unit_cost"
        ),
        ListColumn(
            "unit_duration",
            _("Unit duration (min)"),
            lambda line: line.template.unit_duration_min,
            "minutes",
            sort="unit_duration",
            shown=False,
        ),
        ListColumn(
            "information_flow",
            _("Information flow"),
            lambda line: line.template.get_information_flow_display(),
            shown=False,
        ),
        ListColumn(
            "initiated_by",
            _("Initiated by"),
            lambda line: line.template.get_initiated_by_display(),
            shown=False,
        ),
        ListColumn(
            "correspondence_type",
            _("Correspondence type"),
            lambda line: line.template.get_default_correspondence_type_display(),
            shown=False,
        ),
        ListColumn(
            "wizard_action",
            _("Wizard action"),
            lambda line: line.template.get_wizard_action_display(),
            shown=False,
        ),
        ListColumn(
            "default_language",
            _("Default language"),
            lambda line: line.template.default_language,
            shown=False,
        ),
        ListColumn("languages", _("Languages"), lambda line: line.languages, shown=False),
        ListColumn("missing", _("Missing content"), lambda line: line.missing),
        *FIGURES,
        ACTIVE,
    ),
    filters=(
        TextFilter("q", _("Search")),
        ChoiceFilter("group", _("Interaction group"), front=True, choices=_group_choices),
        ChoiceFilter("channel", _("Channel"), front=True, choices=Channel.choices),
        STATE,
        *PERIOD,
    ),
)


def template_lines(request: UserRequest, listing: Listing[TemplateLine]) -> Iterator[TemplateLine]:
    """The lines that the filters leave; three statements."""
    viewer = request.user
    found = list(
        interaction_templates(
            viewer,
            active=active_asked(listing),
            group=listing.text("group"),
            channel=listing.text("channel"),
            text=listing.text("q"),
        )
    )
    figures = template_figures(viewer, period=period_of(listing))
    checks = template_checks(viewer, found)
    for template in found:
        check = checks[template.pk]
        yield TemplateLine(
            template,
            figures.get(template.pk, NOTHING),
            ", ".join(row.language for row in check.facts.variants),
            ", ".join(missing_languages(check.checks)),
        )
