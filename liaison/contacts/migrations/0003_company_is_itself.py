"""A company is its own company, whoever writes the row (R-CON-42)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION contact_company_is_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.type = 'company' THEN
        NEW.company_id := NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contact_company_is_itself BEFORE INSERT OR UPDATE OF type, company_id ON contact
FOR EACH ROW EXECUTE FUNCTION contact_company_is_itself();
"""

BACK = """
DROP TRIGGER contact_company_is_itself ON contact;
DROP FUNCTION contact_company_is_itself();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
