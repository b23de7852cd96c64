"""Whether this process lives, and whether the installation can work, for whoever watches over it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.ops.checks import check_database, check_files, check_queue, check_storage, run_checks


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Database, queue and storage work; what is wrong is told to the operator by `liaison check`.

    With all files gone the folder is not mounted: what is stored now would stand below the mount.
    """
    findings = run_checks(
        {
            "database": check_database,
            "queue": check_queue,
            "storage": check_storage,
            "files": check_files,
        }
    )
    ready = all(finding.sound for finding in findings)
    parts = {finding.name: "ok" if finding.sound else "failed" for finding in findings}
    return JsonResponse({"status": "ok" if ready else "failed", **parts}, status=200 if ready else 503)


urlpatterns = [path("healthz", healthz, name="healthz"), path("readyz", readyz, name="readyz")]
