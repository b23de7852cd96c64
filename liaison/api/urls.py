"""The addresses of the API: the description, every operation behind the door, and nothing else."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from liaison.api import (
    addresses,
    campaign_statuses,
    campaigns,
    codes,
    consents,
    contact_codes,
    contacts,
    deliveries,
    docs,
    formulas,
    groups,
    interaction_parts,
    interactions,
    letter_files,
    line_calls,
    line_files,
    logged_segments,
    people,
    runs,
    salutations,
    saved_criteria,
    segment_explain,
    segment_history,
    segment_languages,
    segment_lines,
    segment_manners,
    segment_papers,
    segment_steps,
    segments,
    templates,
    variants,
    work,
)
from liaison.api.description import api
from liaison.api.door import guarded, nothing_here

AREAS = (
    contacts,
    addresses,
    contact_codes,
    consents,
    codes,
    salutations,
    formulas,
    interactions,
    interaction_parts,
    deliveries,
    groups,
    templates,
    variants,
    campaigns,
    campaign_statuses,
    segments,
    segment_lines,
    line_files,
    line_calls,
    segment_languages,
    segment_manners,
    segment_history,
    segment_steps,
    segment_explain,
    segment_papers,
    saved_criteria,
    logged_segments,
    runs,
    letter_files,
    people,
    work,
)

for _area in AREAS:
    api.add_router("", _area.router)


def _operations() -> list[URLPattern | URLResolver]:
    return [
        path(route.lstrip("/").replace("{", "<").replace("}", ">"), guarded(path_view))
        for bound in api._get_bound_routers()  # noqa: SLF001 - each address gets our door instead of ninja's view
        for route, path_view in bound.path_operations.items()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", docs.openapi),
    path("docs", docs.page),
    *_operations(),
    re_path(r"^(?P<rest>.*)$", nothing_here),
]
