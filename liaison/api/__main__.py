"""Prints the published description: ``python -m liaison.api > docs/api/openapi.json``."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Write the OpenAPI document to standard output."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    django.setup()
    from liaison.api import urls  # noqa: F401, PLC0415 - loads every operation
    from liaison.api.description import as_json  # noqa: PLC0415 - needs Django set up

    sys.stdout.write(as_json())


if __name__ == "__main__":
    main()
