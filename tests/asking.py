"""A process of its own that is asked line by line, in JSON, to do something and how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cutting import database

ROOT = Path(__file__).resolve().parents[1]


class Helper:
    """The module runs on the test's database until it is closed; one answer for each order."""

    def __init__(self, module: str) -> None:
        given = {"DJANGO_SETTINGS_MODULE": "liaison.settings", "DATABASE_URL": database()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=os.environ | given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **order: object) -> Any:
        """What it answers to the order."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """No more orders: it ends, or is killed where it does not."""
        try:
            self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
