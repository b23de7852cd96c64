"""`python -m liaison.ops.web`: the supervisor's child that serves web and API with Granian."""

from __future__ import annotations

import multiprocessing
from typing import Any

import structlog
from granian import Granian
from granian.constants import Interfaces

from liaison import config
from liaison.ops.installation import loading, set_up_django
from liaison.ops.processes import end_with_parent
from liaison.ops.supervisor import wait_at_gate

log = structlog.get_logger(__name__)

THREADS = 8
"""As many as database connections in the pool of a process."""

STOP_TIMEOUT = 10
"""Seconds an answer may go on after the server was asked to stop."""

LOGS = {
    "formatters": {"liaison": {"()": "liaison.ops.logs.make_formatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "liaison"}
    },
    "loggers": {"_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}


def load() -> Any:
    """The application, in the process that serves it; that one too ends with its parent."""
    end_with_parent(parent=_server)
    try:
        return _load()
    except Exception:
        log.exception("web_not_loaded")
        raise SystemExit(1) from None


def _load() -> Any:
    set_up_django()
    with loading():
        from django.template import engines
        from django.urls import get_resolver

        # Load what the first request would: it is not kept waiting, and what is broken shows now.
        engines.all()
        _patterns = get_resolver().url_patterns
    wait_at_gate()
    # Only now: the middleware looks once at which static files there are, and pages shall name these.
    from django.contrib.staticfiles.storage import staticfiles_storage

    from liaison.wsgi import application

    staticfiles_storage.url("web/liaison.css")
    return application


_server = 0


def main() -> None:
    """Serve until SIGTERM."""
    import os

    global _server  # noqa: PLW0603 - known only once this process runs, read by the one it forks
    _server = os.getpid()
    end_with_parent()
    settings = config.read()
    # macOS, and Python from 3.14, would start a process that inherits no gate.
    multiprocessing.set_start_method("fork")
    Granian(
        "liaison.wsgi:application",
        address=settings.bind,
        port=settings.port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        workers_kill_timeout=STOP_TIMEOUT,
        log_level="error",  # type: ignore[arg-type]
        log_dictconfig=LOGS,
    ).serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main()
