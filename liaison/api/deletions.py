"""What is deleted for good, counted before: asked with `dry_run`, and kept to it with `expected`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from liaison.api.shapes import QueryFlag, QueryWhole, Shape

LEFT_OUT: Any = Field(default_factory=lambda: None)
"""A filter of a deletion that was not sent; null is refused, for it would stand for all."""


class Counted(Shape):
    """Whether it is only counted, and how many may go."""

    dry_run: Annotated[QueryFlag, Field(description="True deletes nothing, and says how many would go.")] = (
        False
    )
    expected: Annotated[
        QueryWhole | None, Field(description="How many were counted; if others would go, none does (409).")
    ] = None
