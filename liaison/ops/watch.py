"""For developers: children start again when the code changes."""

from __future__ import annotations

from pathlib import Path


class Watch:
    """Looks at the product's modules; translations and templates are read anew by themselves in debug."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = self._look()

    def _look(self) -> dict[Path, int]:
        found = {}
        for path in self._folder.rglob("*.py"):
            try:
                found[path] = path.stat().st_mtime_ns
            except OSError:  # just being replaced
                continue
        return found

    def changed(self) -> bool:
        """Whether anything differs from the last look."""
        found = self._look()
        differs = found != self._seen
        self._seen = found
        return differs
