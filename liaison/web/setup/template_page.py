"""What stands around the forms of one template: head, tabs, completeness, figures."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.figures import NOTHING, template_figures
from liaison.interactions.models import InteractionTemplate
from liaison.interactions.queries.set_up import interaction_template, template_check, template_uses
from liaison.interactions.template_rules import LanguageCheck
from liaison.web.setup.language_names import in_address, in_order, language_name
from liaison.web.setup.pages import crumbs
from liaison.web.shell.codes import described
from liaison.web.shell.parts import Crumb, Tab
from liaison.web.shell.periods import counted_interactions

TITLE = _("Interaction templates")


def template_url(template: InteractionTemplate) -> str:
    """The page of a template."""
    return reverse("setup_template", args=[template.code])


def template_or_404(viewer: User, code: str) -> InteractionTemplate:
    """The template of that code."""
    found = interaction_template(viewer, code) if code.isprintable() else None
    if found is None:
        raise Http404
    return found


class TemplatePage:
    """What stands around the forms of a template: head, tabs, completeness, figures."""

    def __init__(self, viewer: User, template: InteractionTemplate, *, language: str | None = None) -> None:
        self.viewer, self.template, self.language = viewer, template, language
        self.check = template_check(viewer, template)
        self.figures = template_figures(viewer, [template.pk]).get(template.pk, NOTHING)

    @property
    def description(self) -> str:
        """What the template is called in the reader's language."""
        return described(self.template)

    @property
    def currency(self) -> str:
        """The company's currency, in which cost is told."""
        return str(settings.CURRENCY)

    @property
    def log_url(self) -> str:
        """The log list of this template (R-INT-184): the lines that the figure counts."""
        return counted_interactions(template=self.template.code)

    @property
    def languages(self) -> list[str]:
        """The languages the template has."""
        return [row.language for row in self.check.facts.variants]

    @property
    def crumbs(self) -> list[Crumb]:
        """The way back."""
        return crumbs(self.viewer, Crumb(TITLE, reverse("setup_templates")))

    @property
    def tabs(self) -> list[Tab]:
        """The general page and one for each language."""
        address = template_url(self.template)
        first = Tab(pgettext("page of a template", "General"), address, current=self.language is None)
        return [
            first,
            *(
                Tab(language_name(language), self.language_url(language), current=self.language == language)
                for language in in_order(self.languages)
            ),
        ]

    def language_url(self, language: str) -> str:
        """The page of one language."""
        return reverse("setup_language", args=[self.template.code, in_address(language)])

    @property
    def checks(self) -> list[tuple[str, LanguageCheck, str]]:
        """The completeness by contact language: its name, the check, the address of the row found."""
        return [
            (
                language_name(check.language),
                check,
                self.language_url(check.found) if check.found is not None else "",
            )
            for check in self.check.checks
        ]

    @property
    def may_change(self) -> bool:
        """Whether the viewer may change anything here."""
        return allowed(self.viewer, Right.CHANGE_TEMPLATES)

    @property
    def deletable(self) -> bool:
        """Whether nothing uses the template."""
        return self.may_change and not template_uses(self.template)
