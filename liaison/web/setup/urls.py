"""The addresses of the set-up. A blank language stands in an address as `-`."""

from django.urls import path

from liaison.web.setup import (
    codes,
    documents,
    events,
    groups,
    languages,
    organization,
    overview,
    people,
    previews,
    salutations,
    templates,
    users,
)

urlpatterns = [
    path("", overview.overview, name="setup"),
    path("groups/", groups.groups, name="setup_groups"),
    path("groups/new", groups.new_group, name="setup_group_new"),
    path("groups/<str:code>/", groups.group, name="setup_group"),
    path("groups/<str:code>/deletion", groups.group_deletion, name="setup_group_deletion"),
    path("templates/", templates.templates, name="setup_templates"),
    path("templates/new", templates.new_template, name="setup_template_new"),
    path("templates/<str:code>/", templates.template, name="setup_template"),
    path("templates/<str:code>/deletion", templates.template_deletion, name="setup_template_deletion"),
    path("templates/<str:code>/languages/new", languages.new_language, name="setup_language_new"),
    path("templates/<str:code>/languages/<str:step>/", languages.language, name="setup_language"),
    path(
        "templates/<str:code>/languages/<str:step>/file", languages.language_file, name="setup_language_file"
    ),
    path(
        "templates/<str:code>/languages/<str:step>/file/removal",
        languages.language_file_removal,
        name="setup_language_file_removal",
    ),
    path(
        "templates/<str:code>/languages/<str:step>/copy", languages.language_copy, name="setup_language_copy"
    ),
    path(
        "templates/<str:code>/languages/<str:step>/deletion",
        languages.language_deletion,
        name="setup_language_deletion",
    ),
    path(
        "templates/<str:code>/languages/<str:step>/preview",
        previews.language_preview,
        name="setup_language_preview",
    ),
    path(
        "templates/<str:code>/languages/<str:step>/trial",
        previews.language_trial,
        name="setup_language_trial",
    ),
    path("contact-options", previews.contact_options, name="setup_contact_options"),
    path("merge-fields/", languages.merge_field_list, name="setup_merge_fields"),
    path("events/", events.events, name="setup_events"),
    path("events/<str:slot>/", events.event, name="setup_event"),
    path("document-templates/", documents.documents, name="setup_documents"),
    path("document-templates/new", documents.new_document, name="setup_document_new"),
    path("document-templates/<str:code>/", documents.document, name="setup_document"),
    path("document-templates/<str:code>/file", documents.document_file, name="setup_document_file"),
    path("salutations/", salutations.salutation_list, name="setup_salutations"),
    path("salutations/new", salutations.new_salutation, name="setup_salutation_new"),
    path("salutations/<int:pk>/", salutations.salutation, name="setup_salutation"),
    path("salutations/<int:pk>/properties", salutations.salutation_form, name="setup_salutation_form"),
    path("salutations/<int:pk>/formulas/new", salutations.formula, name="setup_formula_new"),
    path("salutations/<int:pk>/formulas/<int:formula_pk>/", salutations.formula, name="setup_formula"),
    path(
        "salutations/<int:pk>/formulas/<int:formula_pk>/deletion",
        salutations.formula_deletion,
        name="setup_formula_deletion",
    ),
    path("codes/", codes.code_list, name="setup_code_tables"),
    path("codes/<str:table>/", codes.code_list, name="setup_codes"),
    path("codes/<str:table>/new", codes.new_code, name="setup_code_new"),
    path("codes/<str:table>/<int:pk>/", codes.code, name="setup_code"),
    path("codes/<str:table>/<int:pk>/deletion", codes.code_deletion, name="setup_code_deletion"),
    path("company/", organization.company, name="setup_organization"),
    path("salespeople/", people.salesperson_list, name="setup_salespeople"),
    path("salespeople/new", people.new_salesperson, name="setup_salesperson_new"),
    path("salespeople/<str:code>/", people.salesperson, name="setup_salesperson"),
    path("teams/", people.team_list, name="setup_teams"),
    path("teams/new", people.new_team, name="setup_team_new"),
    path("teams/<str:code>/", people.team, name="setup_team"),
    path("users/", users.user_list, name="setup_users"),
    path("users/new", users.new_user, name="setup_user_new"),
    path("users/<int:pk>/", users.user, name="setup_user"),
    path("users/<int:pk>/closing", users.user_closing, name="setup_user_closing"),
    path("users/<int:pk>/opening", users.user_opening, name="setup_user_opening"),
]
