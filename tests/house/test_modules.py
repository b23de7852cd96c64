"""What imports alone cannot say about the modules of the house."""

from __future__ import annotations

import ast

from tests.house.tree import DOMAINS, DOORS, PRODUCT, modules, modules_of

ROOMS = {
    "listeners",
    "jobs",
    "actions",
    "bulk",
    "queries",
    "models",
    "rules",
    "facts",
    "apps",
    "search",
    "sets",
}
CONDITIONS = {
    "liaison.interactions.figures": "what queries of several rooms share",
    "liaison.interactions.visibility": "the same",
    "liaison.segments.sources.log": "it offers the choices of the log, which are no tables",
    "liaison.jobs.progress": "the frame around a job, above the actions",
}
LARGE = {"liaison.interactions.bulk"}
"""Modules to be cut in two at the next occasion; none may join them."""


def test_doors_fetch_nothing_themselves() -> None:
    """The API has tables of its own, and so the rooms for them."""
    found = [
        module.name
        for module in modules_of(*DOORS)
        if module.attributes() & {"objects", "_default_manager"}
        and module.name not in {"liaison.api.actions", "liaison.api.queries"}
    ]

    assert found == []


def test_only_sets_and_search_open_a_cursor() -> None:
    found = [
        module.name
        for module in modules()
        if "cursor" in module.calls()
        and module.name != "liaison.kit.sql"
        and (module.domain not in DOMAINS or module.room not in {"bulk", "search"})
    ]

    assert found == []


def verbs_of_doors() -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a domain's actions that a door takes."""
    taken = {
        (name.split(".")[1], name.rpartition(".")[2])
        for module in modules_of(*DOORS)
        for name in module.imports()
        if name.split(".")[:1] == ["liaison"] and name.split(".")[2:3] == ["actions"]
    }
    return {
        f"{module.domain}.{function.name}": function
        for module in modules_of(*DOMAINS, "api")
        if module.room == "actions"
        for function in module.functions()
        if (module.domain, function.name) in taken
    }


def test_every_verb_of_a_door_is_told_who_and_when() -> None:
    """What the machine itself does, e.g. delivering, has nobody to name."""
    verbs = verbs_of_doors()

    missing = [
        name
        for name, function in verbs.items()
        if not {"by", "at"} <= {argument.arg for argument in function.args.kwonlyargs}
    ]
    assert missing == []
    assert len(verbs) > 20


def test_nothing_happens_behind_a_callers_back() -> None:
    """No signals: what follows from a verb is announced and listened to."""
    signals = {"django.dispatch", "django.db.models.signals", "django.core.signals"}

    assert [module.name for module in modules() if module.imports() & signals] == []


def test_domains_know_no_pages() -> None:
    pages = (
        "django.http",
        "django.shortcuts",
        "django.template",
        "django.forms",
        "django.views",
        "django.urls",
    )

    found = {
        (module.name, name)
        for module in modules_of("kit", *DOMAINS)
        for name in module.imports()
        if name.startswith(pages)
    }
    assert found == set()


def test_bulk_belongs_to_the_actions_of_its_own_domain() -> None:
    found = [
        (module.name, name)
        for module in modules()
        for name in module.imports()
        if name.startswith("liaison.")
        and name.split(".")[2:3] == ["bulk"]
        and name.split(".")[1] != module.domain
    ]

    assert found == []


def test_modules_named_for_their_subject_know_no_tables() -> None:
    found = {
        module.name
        for module in modules_of(*DOMAINS)
        if module.room not in ROOMS
        and module.name not in CONDITIONS
        and any(
            name.startswith("liaison.") and name.split(".")[2:3] == ["models"] for name in module.imports()
        )
    }

    assert found == set()


def test_there_is_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}

    assert [
        m.name for m in modules() if drawers & set(m.path.relative_to(PRODUCT).with_suffix("").parts)
    ] == []


def test_classes_are_named_for_what_they_are() -> None:
    suffixes = ("Manager", "Helper", "Util", "Utils", "Service", "Handler", "Data", "Info")
    found = [
        f"{module.name}.{node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(suffixes)
    ]

    assert found == []


def test_modules_stop_at_four_hundred_lines() -> None:
    large = {m.name for m in modules() if len(m.path.read_text(encoding="utf-8").splitlines()) > 400}

    assert large == LARGE


def test_functions_stop_at_sixty_lines() -> None:
    """Of code: a component's arguments with their meaning are not what makes a function long."""
    long = [
        f"{module.name}.{node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.body[-1 if len(node.body) == 1 else 1].lineno > 60
    ]

    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    assert [module.name for module in modules() if not ast.get_docstring(module.tree)] == []
