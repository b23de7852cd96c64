"""The salutations every installation starts with; a gap in them never stops a letter."""

from django.db import migrations

SALUTATIONS = {
    "COMPANY": ("Company", "Société", "Firma", "Società"),
    "MS": ("Ms", "Madame", "Frau", "Signora"),
    "MR": ("Mr", "Monsieur", "Herr", "Signore"),
    "NEUTRAL": ("Neutral, no gender", "Neutre", "Neutral", "Neutro"),
    "MS-DR": ("Ms with doctorate", "Madame, doctorat", "Frau mit Doktorat", "Signora con dottorato"),
    "MR-DR": ("Mr with doctorate", "Monsieur, doctorat", "Herr mit Doktorat", "Signore con dottorato"),
    "FAMILY": ("Family", "Famille", "Familie", "Famiglia"),
}
C, F, S = "company_name", "first_name", "surname"
FORMULAS = [
    ("COMPANY", "fr", "formal", "Mesdames, Messieurs,", "", ""),
    ("COMPANY", "fr", "informal", "Chère équipe de %1 ,", C, ""),
    ("COMPANY", "de", "formal", "Sehr geehrte Damen und Herren", "", ""),
    ("COMPANY", "de", "informal", "Liebes Team von %1", C, ""),
    ("COMPANY", "it", "formal", "Gentili Signore, egregi Signori,", "", ""),
    ("COMPANY", "it", "informal", "Cari amici di %1 ,", C, ""),
    ("COMPANY", "en", "formal", "Dear Sir or Madam,", "", ""),
    ("COMPANY", "en", "informal", "Dear team of %1 ,", C, ""),
    ("MS", "fr", "formal", "Madame %1 ,", S, ""),
    ("MS", "fr", "informal", "Chère %1 ,", F, ""),
    ("MS", "de", "formal", "Sehr geehrte Frau %1", S, ""),
    ("MS", "de", "informal", "Liebe %1", F, ""),
    ("MS", "it", "formal", "Gentile Signora %1 ,", S, ""),
    ("MS", "it", "informal", "Cara %1 ,", F, ""),
    ("MS", "en", "formal", "Dear Ms %1 ,", S, ""),
    ("MS", "en", "informal", "Dear %1 ,", F, ""),
    ("MR", "fr", "formal", "Monsieur %1 ,", S, ""),
    ("MR", "fr", "informal", "Cher %1 ,", F, ""),
    ("MR", "de", "formal", "Sehr geehrter Herr %1", S, ""),
    ("MR", "de", "informal", "Lieber %1", F, ""),
    ("MR", "it", "formal", "Egregio Signor %1 ,", S, ""),
    ("MR", "it", "informal", "Caro %1 ,", F, ""),
    ("MR", "en", "formal", "Dear Mr %1 ,", S, ""),
    ("MR", "en", "informal", "Dear %1 ,", F, ""),
    ("NEUTRAL", "fr", "formal", "Bonjour %1 %2 ,", F, S),
    ("NEUTRAL", "fr", "informal", "Bonjour %1 ,", F, ""),
    ("NEUTRAL", "de", "formal", "Guten Tag %1 %2", F, S),
    ("NEUTRAL", "de", "informal", "Hallo %1", F, ""),
    ("NEUTRAL", "it", "formal", "Buongiorno %1 %2 ,", F, S),
    ("NEUTRAL", "it", "informal", "Ciao %1 ,", F, ""),
    ("NEUTRAL", "en", "formal", "Dear %1 %2 ,", F, S),
    ("NEUTRAL", "en", "informal", "Hello %1 ,", F, ""),
    ("NEUTRAL", "", "formal", "%1 %2", F, S),
    ("MS-DR", "fr", "formal", "Madame la Docteure %1 ,", S, ""),
    ("MS-DR", "de", "formal", "Sehr geehrte Frau Dr. %1", S, ""),
    ("MS-DR", "it", "formal", "Gentile Dottoressa %1 ,", S, ""),
    ("MS-DR", "en", "formal", "Dear Dr %1 ,", S, ""),
    ("MR-DR", "fr", "formal", "Monsieur le Docteur %1 ,", S, ""),
    ("MR-DR", "de", "formal", "Sehr geehrter Herr Dr. %1", S, ""),
    ("MR-DR", "it", "formal", "Egregio Dottor %1 ,", S, ""),
    ("MR-DR", "en", "formal", "Dear Dr %1 ,", S, ""),
    ("FAMILY", "fr", "formal", "Chère famille %1 ,", S, ""),
    ("FAMILY", "de", "formal", "Liebe Familie %1", S, ""),
    ("FAMILY", "it", "formal", "Cara famiglia %1 ,", S, ""),
    ("FAMILY", "en", "formal", "Dear %1 family,", S, ""),
]


def forward(apps, schema_editor):
    salutations, formulas = (
        apps.get_model("contacts", "Salutation"),
        apps.get_model("contacts", "SalutationFormula"),
    )
    salutations.objects.bulk_create(
        salutations(code=code, description=en, descriptions={"en": en, "fr": fr, "de": de, "it": it})
        for code, (en, fr, de, it) in SALUTATIONS.items()
    )
    by_code = {row.code: row for row in salutations.objects.all()}
    formulas.objects.bulk_create(
        formulas(
            salutation=by_code[code],
            language=language,
            formality=formality,
            text=text,
            name_1=first,
            name_2=second,
        )
        for code, language, formality, text, first, second in FORMULAS
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_company_is_itself")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
