from __future__ import annotations

from tests.web.segments.conftest import ground

__all__ = ["ground"]
