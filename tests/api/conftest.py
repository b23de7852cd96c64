"""A program that speaks to the API with a token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import User
from liaison.api.actions import issue_token
from tests.cast import Cast


@dataclass
class Program:
    """Django's client with a token; bodies are JSON unless they are text or bytes."""

    key: str
    language: str = "en"

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to one request to a path below ``/api/v1``; headers are spelled ``If_Match``."""
        if body is not None and not isinstance(body, str | bytes):
            body = json.dumps(body)
        sent = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language}
        sent |= {name.replace("_", "-"): value for name, value in headers.items() if name != "content_type"}
        return Client(raise_request_exception=True).generic(
            method,
            f"/api/v1{path}",
            body if body is not None else b"",
            content_type=headers.get("content_type", "application/json"),
            headers={name: value for name, value in sent.items() if value},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self("DELETE", path, **headers)


@pytest.fixture
def as_user(cast: Cast, at: datetime) -> Callable[[User], Program]:
    """A program with a token of the given user, used once so that its use is noted."""

    def program(user: User) -> Program:
        speaks = Program(issue_token(user, "test", at=at))
        assert speaks.get("/users/me").status_code == 200
        return speaks

    return program


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of the salesperson Aline."""
    return as_user(cast.aline)


@pytest.fixture
def viewer(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of somebody who may only read."""
    return as_user(cast.viewer)


@pytest.fixture
def administrator(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of the administrator."""
    return as_user(cast.administrator)


def problem(response: Any) -> dict[str, Any]:
    """The problem document of an answer, its form checked."""
    assert response["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == response.status_code
    assert document["type"].startswith("/api/v1/docs#")
    assert document["title"]
    assert document["detail"]
    return document


def fields(response: Any) -> list[str]:
    """The fields a 422 names."""
    assert response.status_code == 422, response.content
    return [error["field"] for error in problem(response).get("errors", [])]
