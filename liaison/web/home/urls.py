"""The addresses of the home page and the reports."""

from django.urls import path

from liaison.web.home import statistics, views

urlpatterns = [
    path("", views.home, name="home"),
    path("reports/", statistics.reports, name="reports"),
    path("reports/<slug:report>/", statistics.report, name="report"),
    path("reports/<slug:report>/export/", statistics.report_export, name="report_export"),
]
