from liaison.contacts.models import Contact
from tests.cast import Cast


def test_company_is_its_own_company_whoever_writes_it(cast: Cast) -> None:
    """R-CON-42"""
    Contact.objects.filter(pk=cast.company.pk).update(company=None)

    cast.company.refresh_from_db()
    assert cast.company.company_id == cast.company.pk
    assert cast.company.name_key == "beguelin mecanique sa"
