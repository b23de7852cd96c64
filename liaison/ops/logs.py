"""Logs: lines with ids and without personal content.

JSON lines on standard error, coloured text on a terminal. A traceback is told by type, places and
the database's codes; its message is left out, since a message quotes what people typed.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_FRAMES = 15


def configure(_: object = None) -> None:
    """Set up the logs of this process; Django calls it as LOGGING_CONFIG."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Console()
    handler.setFormatter(make_formatter())
    handler.set_name("liaison")
    logging.getLogger("django").handlers.clear()
    root = logging.getLogger()
    for old in [old for old in root.handlers if old.get_name() == "liaison"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger("django.request").addFilter(_broke)


def _broke(record: logging.LogRecord) -> bool:
    """Of Django's lines about requests only those with an error: the others are told by ours."""
    record.msg, record.args = "request_failed", ()
    return bool(record.exc_info)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_error,
    ]


def make_formatter() -> logging.Formatter:
    """Turns our own lines and those of other packages into text for a terminal, or JSON."""
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), hide_foreign_words],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


class _Console(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now, not to what it was when the logs were set up."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        raise AttributeError(value)


QUIET = {
    "django.request": logging.ERROR,  # we tell each request ourselves
    "django.security": logging.ERROR,
    "procrastinate": logging.ERROR,
    "fontTools": logging.ERROR,
    "httpx": logging.WARNING,
    "psycopg.pool": logging.ERROR,
    "pikepdf": logging.ERROR,
}


def tell_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the exception by what can be told of it: type, places, the database's own codes."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else None
    if isinstance(given, tuple):
        error = given[1]
    elif error is None:
        error = sys.exc_info()[1]
    if error is not None:
        event["error"] = type(error).__qualname__
        event["at"] = _places(error.__traceback__)
        event.update(_codes(error))
        if _debug():
            event["words"] = str(error)
    return event


def _debug() -> bool:
    return os.environ.get("LIAISON_DEBUG") == "1"


def _places(found: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(found)[-_FRAMES:]
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames
    ]


def _codes(error: BaseException) -> dict[str, Any]:
    """The codes of a system or database error: they name tables and rules, never values."""
    cause = error.__cause__ if getattr(error.__cause__, "sqlstate", None) else error
    told: dict[str, Any] = {}
    if isinstance(error, OSError):
        told["errno"] = error.errno
    if isinstance(error, ImportError):
        told["module"] = error.name
    if sqlstate := getattr(cause, "sqlstate", None):
        told["sqlstate"] = sqlstate
        diagnosis = getattr(cause, "diag", None)
        for name in ("table_name", "column_name", "constraint_name"):
            if value := getattr(diagnosis, name, None):
                told[name] = value
    return told


def hide_foreign_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of the lines of other packages keep the first sentence, not what was filled in.

    The queue's sentences are filled in already, with all that a job was given: of them what happened is kept.
    """
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and not _debug():
        if record.name.partition(".")[0] == "procrastinate":
            event["event"] = getattr(record, "action", None) or "queue_error"
            job = getattr(record, "job", None)
            if isinstance(job, dict):  # the line of a failed job comes when ours has ended, which knew it
                event.update(job=job.get("id"), task=job.get("task_name"))
        else:
            event["event"] = str(record.msg).partition("\n")[0]
    return event
