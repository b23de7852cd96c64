"""The addresses of contacts."""

from django.urls import path

from liaison.web.contacts import (
    addresses,
    bulk,
    codes,
    consents,
    editing,
    importing,
    listing,
    record,
    retyping,
)

urlpatterns = [
    path("contacts/", listing.contacts, name="contacts"),
    path("contacts/export/", listing.contacts_export, name="contacts_export"),
    path("contacts/bulk/", bulk.contacts_bulk, name="contacts_bulk"),
    path("contacts/companies/", listing.companies, name="companies"),
    path("contacts/new-person/", editing.person_new, name="person_new"),
    path("contacts/new-company/", editing.company_new, name="company_new"),
    path("contacts/import/", importing.contacts_import, name="contacts_import"),
    path("contacts/import/<int:pk>/", importing.contacts_import_trial, name="contacts_import_trial"),
    path(
        "contacts/import/<int:pk>/jobs/<uuid:job_id>/",
        importing.contacts_import_job,
        name="contacts_import_job",
    ),
    path(
        "contacts/import/<int:pk>/jobs/<uuid:job_id>/stopping/",
        importing.contacts_import_stop,
        name="contacts_import_stop",
    ),
    path("contacts/<str:no>/", record.contact_card, name="contact"),
    path("contacts/<str:no>/edit/", editing.contact_edit, name="contact_edit"),
    path("contacts/<str:no>/type/", retyping.contact_type, name="contact_type"),
    path("contacts/<str:no>/archive/", editing.contact_archive, name="contact_archive"),
    path("contacts/<str:no>/retrieval/", editing.contact_retrieval, name="contact_retrieval"),
    path("contacts/<str:no>/consents/", consents.contact_consent, name="contact_consent"),
    path("contacts/<str:no>/salutation/", record.salutation, name="contact_salutation"),
    path("contacts/<str:no>/history/", record.history, name="contact_history"),
    path("contacts/<str:no>/codes/", codes.contact_codes, name="contact_codes"),
    path("contacts/<str:no>/codes/removal/", codes.contact_code_removal, name="contact_code_removal"),
    path("contacts/<str:no>/codes/search-word/", codes.contact_search_word, name="contact_search_word"),
    path("contacts/<str:no>/codes/options/", codes.contact_code_options, name="contact_code_options"),
    path("contacts/<str:no>/addresses/new/", addresses.address_new, name="address_new"),
    path("contacts/<str:no>/addresses/<int:pk>/", addresses.address_edit, name="address_edit"),
    path("contacts/<str:no>/addresses/<int:pk>/revival/", addresses.address_revival, name="address_revival"),
    path(
        "contacts/<str:no>/addresses/<int:pk>/deletion/", addresses.address_deletion, name="address_deletion"
    ),
]
