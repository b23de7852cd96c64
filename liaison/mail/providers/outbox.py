"""A folder instead of a server: every message becomes a file that any mail program opens.

The name of the file is the message's own number, and it appears whole or not at all, so the same
message handed over twice is one file.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from liaison.mail.handing_over import Envelope, Outcome, Reply

_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")
_LONGEST_NAME = 200


class Outbox:
    """Hands messages over by writing them into `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, message_id: str) -> Path:
        """Where the message of that number is, or would be."""
        return self.folder / f"{_UNSAFE.sub('_', message_id.strip('<>'))[:_LONGEST_NAME].lstrip('.')}.eml"

    def has(self, message_id: str) -> bool:
        """Whether the file is there, whole."""
        return self.path_of(message_id).is_file()

    def hand_over(self, envelope: Envelope, before_data: Callable[[], None]) -> Reply:
        """Write the file; a folder that cannot be written may be tried again later."""
        path = self.path_of(envelope.message_id)
        before_data()
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(PermissionError):  # one that an older version made, or somebody else
                self.folder.chmod(0o700)
            part.touch(mode=0o600)
            with part.open("wb") as out:
                out.write(envelope.content)
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            return Reply(Outcome.LATER, f"{self.folder}: {error.strerror}")
        return Reply(Outcome.ACCEPTED, str(path.name))

    def close(self) -> None:
        """Nothing is open."""
