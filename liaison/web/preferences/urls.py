"""The address that messages lead to."""

from django.urls import path

from liaison.web.preferences import views

urlpatterns = [path("preferences/<str:token>/", views.preferences, name="preferences")]
