"""Full text in four languages: stems by language, accents folded."""

from django.db import migrations

DICTIONARIES = {"fr": "french", "de": "german", "it": "italian", "en": "english"}

CONFIGURATIONS = "".join(
    f"""
CREATE TEXT SEARCH CONFIGURATION liaison_{language} (COPY = {name});
ALTER TEXT SEARCH CONFIGURATION liaison_{language}
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {name}_stem;
"""
    for language, name in DICTIONARIES.items()
)

# A text longer than a quarter of a million characters is found by its beginning: a vector holds a megabyte.
# Written in PL/pgSQL, which keeps what it has planned: a function in SQL is planned anew by every statement.
FUNCTIONS = """
CREATE FUNCTION liaison_vector(config regconfig, head text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ BEGIN
    RETURN setweight(to_tsvector(config, head), 'A') || setweight(to_tsvector(config, left(body, 250000)), 'B');
END $$;

CREATE FUNCTION liaison_search(language text, subject text, description text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    head text := subject || ' ' || description;
    config regconfig := CASE left(language, 2)
        WHEN 'fr' THEN 'public.liaison_fr'::regconfig
        WHEN 'de' THEN 'public.liaison_de'::regconfig
        WHEN 'it' THEN 'public.liaison_it'::regconfig
        WHEN 'en' THEN 'public.liaison_en'::regconfig
    END;
BEGIN
    IF config IS NOT NULL THEN
        RETURN public.liaison_vector(config, head, body);
    END IF;
    RETURN public.liaison_vector('public.liaison_fr', head, body)
        || public.liaison_vector('public.liaison_de', head, body)
        || public.liaison_vector('public.liaison_it', head, body)
        || public.liaison_vector('public.liaison_en', head, body);
END $$;

CREATE FUNCTION liaison_query(given text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ BEGIN
    RETURN websearch_to_tsquery('public.liaison_fr', given) || websearch_to_tsquery('public.liaison_de', given)
        || websearch_to_tsquery('public.liaison_it', given) || websearch_to_tsquery('public.liaison_en', given);
END $$;
"""

BACK = """
DROP FUNCTION liaison_query(text);
DROP FUNCTION liaison_search(text, text, text, text);
DROP FUNCTION liaison_vector(regconfig, text, text);
""" + "".join(f"DROP TEXT SEARCH CONFIGURATION liaison_{language};" for language in DICTIONARIES)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("contacts", "0001_text")]
    operations = [migrations.RunSQL(CONFIGURATIONS + FUNCTIONS, BACK)]
