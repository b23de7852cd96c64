from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import structlog

from liaison import config
from liaison.ops import logs
from liaison.ops.commands import demo
from liaison.ops.demo.load import Loaded

log = structlog.get_logger("liaison.files.actions")


def test_loading_tells_its_outcome_and_no_line_of_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(password: str, *, at: datetime) -> Loaded:
        log.info("file_stored")
        log.warning("disk_nearly_full")
        return Loaded(400, 1200, 20000)

    monkeypatch.setattr("liaison.ops.demo.load.is_loaded", lambda: False)
    monkeypatch.setattr("liaison.ops.demo.load.load", load)
    monkeypatch.setattr("liaison.ops.demo.load.who_signs_in", lambda _password: {"aline": True, "eva": True})
    logs.configure()
    settings = config.read({"LIAISON_HOME": str(tmp_path), "LIAISON_BIND": "0.0.0.0", "LIAISON_PORT": "8123"})

    demo.show(settings, "geheim-1400")
    told = capsys.readouterr()
    log.info("afterwards")

    assert told.out.startswith("Loaded 400 companies, 1200 people and 20000 interactions in ")
    assert "  Address    http://127.0.0.1:8123/\n" in told.out
    assert told.out.endswith("  Sign in    aline, eva and others\n  Password   geheim-1400\n\n")
    assert ("file_stored" in told.err, "disk_nearly_full" in told.err) == (False, True)
    assert "afterwards" in capsys.readouterr().err
