"""The door every request of the API comes through, before and after its operation.

In this order: is there such an operation, who asks and how often, can the request be read, is it a
repeat. Whatever goes wrong on the way, or inside, becomes a problem document.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja.operation import Operation, PathView

from liaison.api.auth import ApiRequest, identify
from liaison.api.bodies import check_address, read_body
from liaison.api.errors import Problem, answer_to, problem
from liaison.api.idempotency import once
from liaison.api.shapes import may_hold_file
from liaison.kit.clock import now

View = Callable[..., HttpResponseBase]


class Rules:
    """What the door must know of one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        bodies = [model for model in operation.models if model.__ninja_param_source__ == "body"]
        self.takes_form = bool(getattr(operation.view_func, "takes_files", False))
        self.holds_files = any(map(may_hold_file, bodies))
        self.takes_body = bool(bodies)
        self.parameters: set[str] = set()
        self.lists: set[str] = set()
        for model in operation.models:
            if model.__ninja_param_source__ == "query":
                self.parameters |= set(getattr(model, "__ninja_flatten_map__", {}))
                self.lists |= set(getattr(model, "__ninja_collection_fields__", []))

    def check_parameters(self, request: HttpRequest) -> None:
        """Refuse parameters the operation does not know, and those given twice."""
        for name, values in request.GET.lists():
            if name not in self.parameters:
                raise Problem(422, _("There is no parameter of this name."), field=name)
            if len(values) > 1 and name not in self.lists:
                raise Problem(422, _("Give this parameter only once."), field=name)

    def check_body(self, body: Any) -> None:
        """Refuse a body where none is taken: what it says would be left undone, and told as done.

        An empty object says nothing; some programs send it with every request.
        """
        if not self.takes_body and body not in (None, {}):
            raise Problem(
                422, _("This request takes no body; what narrows it goes into the address."), field="body"
            )


def takes_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an operation whose body may be a form with files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def guarded(path_view: PathView) -> View:
    """The view of one address."""
    operations = {
        method: Rules(operation) for operation in path_view.operations for method in operation.methods
    }
    if "GET" in operations:
        operations["HEAD"] = operations["GET"]
    allowed = ", ".join(sorted(operations))

    @csrf_exempt
    def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
        _speak_to(request)
        rules = operations.get(request.method or "")
        if rules is None:
            return problem(405, _("This address does not know this method."), headers={"Allow": allowed})
        try:
            response = _serve(cast("ApiRequest", request), rules, path)
        except Exception as error:  # noqa: BLE001 - every error becomes a document, the unforeseen is logged
            response = answer_to(request, error)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Vary", "Authorization, Accept-Language")
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return view


def read_only(view: Callable[[HttpRequest], HttpResponse]) -> View:
    """An address that is only read, needs no token and refuses everything else like any other."""

    @csrf_exempt
    @wraps(view)
    def guard(request: HttpRequest) -> HttpResponse:
        _speak_to(request)
        if request.method not in {"GET", "HEAD"}:
            words = _("This address does not know this method.")
            return problem(405, words, headers={"Allow": "GET, HEAD"})
        return view(request)

    return guard


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """Addresses below the API that do not exist."""
    _speak_to(request)
    return problem(404, _("There is no such address in this API."))


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is refused before it comes to the door, as a request to a host that is not ours."""
    _speak_to(request)
    if isinstance(exception, DisallowedHost):
        return problem(400, _("Liaison is reached under another host name."))
    return problem(400, _("The request cannot be read."))


def _serve(request: ApiRequest, rules: Rules, path: dict[str, Any]) -> HttpResponseBase:
    request.at = now()
    request.token = identify(request, request.at)
    request.user = request.token.user
    check_address(request)
    rules.check_parameters(request)
    request.parsed = None
    if request.method not in {"GET", "HEAD"}:
        request.parsed = read_body(request, takes_form=rules.takes_form, holds_files=rules.holds_files)
    rules.check_body(request.parsed)
    return once(request, lambda: rules.operation.run(request, **path))


def _speak_to(request: HttpRequest) -> None:
    """Answer in the language the caller reads."""
    translation.activate(translation.get_language_from_request(request))
