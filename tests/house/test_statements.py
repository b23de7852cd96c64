"""Which tables the statements in SQL write into: only those of their own domain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.apps import apps

from tests.house.tree import PRODUCT, modules

WRITES = re.compile(
    r"(?:\bINSERT\s+INTO|\bDELETE\s+FROM|\bMERGE\s+INTO|\bTRUNCATE|\bCOPY"
    r"|(?<!FOR )(?<!KEY )(?<!DO )\bUPDATE)\s+(?:ONLY\s+)?([a-z_{][a-z_{}]*)"
)
"""Keywords are written large and tables small; ``{}`` is what a program puts in."""
MADE_HERE = re.compile(r"CREATE\s+(?:TEMP|TEMPORARY|UNLOGGED)?\s*TABLE\s+(?:IF NOT EXISTS\s+)?([a-z_]+)")
ELSEWHERE = {
    ("liaison.kit.sql", "{}"): "the table is that of whoever calls it, whose own is looked at, too",
    ("liaison.interactions.bulk", "{}"): "the children of an entry, which its own models name",
    ("liaison.contacts.sql.assign_to_all.sql", "contact_{kind}"): "only the kinds of codes, never consents",
    ("liaison.contacts.sql.take_from_all.sql", "contact_{kind}"): "the same",
    ("liaison.ops.commands.restore", "procrastinate_workers"): "the queue has no verb to forget its workers",
    **{
        ("liaison.ops.bench.filling", table): "a company of millions, made to be measured and thrown away"
        for table in (
            "number_series", "contact", "contact_phone", "contact_email", "mailing_group",
            "contact_mailing_group", "interaction_content", "interaction_entry",
        )
    },
    **{
        ("liaison.ops.bench.writing", table): "what was written to be measured goes, not by a verb"
        for table in ("interaction_entry", "interaction_content_file", "interaction_content")
    },
}  # fmt: skip


def owners() -> dict[str, str]:
    """The domain of each table of ours, those that history writes too."""
    return {
        model._meta.db_table: model.__module__.split(".")[1]
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("liaison.")
    }


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a module as it stands, whatever is put into it as ``{}``."""
    parts = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "copy_rows"
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"COPY {node.args[0].value!s}"


def written() -> Iterator[tuple[str, str, str]]:
    """Each table that a statement writes into, with module and domain; not those made for a moment."""
    for module in modules():
        found = list(texts(module.tree))
        own = {table for text in found for table in MADE_HERE.findall(text)}
        for text in found:
            for table in WRITES.findall(text):
                if table not in own:
                    yield module.name, module.domain, table
    for path in sorted(PRODUCT.rglob("sql/*.sql")):
        parts = path.relative_to(PRODUCT).parts
        for table in WRITES.findall(path.read_text(encoding="utf-8")):
            yield f"liaison.{'.'.join(parts)}", parts[0], table


def is_own(table: str, domain: str, owned: dict[str, str]) -> bool:
    """Whether the domain owns the table; one with a part put in, every table that it can be."""
    pattern = re.compile(re.sub(r"\{\w*\}", r"[a-z_]+", table))
    meant = {owner for name, owner in owned.items() if pattern.fullmatch(name)}
    return meant == {domain}


def test_statements_write_into_tables_of_their_own_domain() -> None:
    """What belongs to another domain is changed by its verbs, which know what follows from it."""
    owned, every = owners(), list(written())
    strange = {(name, table) for name, domain, table in every if not is_own(table, domain, owned)}

    assert strange == set(ELSEWHERE)
    assert len(every) > 80


def test_statements_are_read_in_all_their_forms() -> None:
    source = (
        'a = f"WITH x AS (UPDATE {one} SET a = 1) INSERT INTO two ({b}) SELECT 1 FOR UPDATE"\n'
        'copy_rows("three", (), ())\n'
        'b = "DELETE FROM ONLY four" " ON CONFLICT DO UPDATE SET x = 1"\n'
    )
    found = [table for text in texts(ast.parse(source)) for table in WRITES.findall(text)]

    assert sorted(found) == ["four", "three", "two", "{}"]
    assert is_own("contact_{kind}", "contacts", {"contact_group": "contacts", "entry": "interactions"})
    assert not is_own("entry", "contacts", {"entry": "interactions"})
