"""What is served of the product's own files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from liaison.ops.static_files import LeanFiles, lean


@pytest.mark.parametrize(
    ("name", "text", "served"),
    [
        (
            "a.css",
            "/* why\n so */\n.a {\n  color: red; /* here */\n}\n\n.b {}\n",
            ".a {\ncolor: red; \n}\n.b {}\n",
        ),
        (
            "a.js",
            '// What\nconst a = 1; // kept\n  // why\n  b("// text");\n',
            'const a = 1; // kept\n  b("// text");\n',
        ),
    ],
)
def test_comments_are_not_served(name: str, text: str, served: str) -> None:
    assert lean(name, text).lstrip("\n") == served


def test_files_of_packages_stay_as_they_are(tmp_path: Path) -> None:
    storage = LeanFiles(location=tmp_path, base_url="/static/")
    for name in ("web/a.js", "django_htmx/a.js"):
        content = ContentFile(b"// What\na();\n")
        content.read()
        storage.save(name, content)

    assert (tmp_path / "web/a.js").read_bytes() == b"a();\n"
    assert (tmp_path / "django_htmx/a.js").read_bytes() == b"// What\na();\n"
