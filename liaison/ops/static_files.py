"""The style sheet and the scripts of the product as they are served: without their comments."""

from __future__ import annotations

import re

from django.core.files import File
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OF_STYLES = re.compile(r"/\*.*?\*/|(?<=\n)[ \t]+|(?<=\n)\n", re.DOTALL)
_OF_SCRIPTS = re.compile(r"^[ \t]*//[^\n]*\n", re.MULTILINE)
"""Whole lines alone: what stands behind a word might be part of a text."""


def lean(name: str, text: str) -> str:
    """The text of the file without comments, and without the indentation of style sheets."""
    return (_OF_STYLES if name.endswith(".css") else _OF_SCRIPTS).sub("", text)


class LeanFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Keeps what is ours lean; what comes from packages stays as it is."""

    def _save(self, name: str, content: File[bytes]) -> str:
        if name.startswith("web/") and name.endswith((".css", ".js")):
            content.seek(0)  # to name it by its hash it was read already
            content = ContentFile(lean(name, content.read().decode()).encode())
        kept: str = super()._save(name, content)
        return kept
