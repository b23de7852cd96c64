"""The translations: `python -m tests.house.catalogues` gathers the words and compiles them.

With `--check` nothing is written: it says what is missing, left over, untranslated or not compiled.
The compiled catalogues are committed beside their sources, so that no machine needs gettext to run
Liaison; they are written with Babel. Gathering the words needs gettext (`xgettext`).
"""

from __future__ import annotations

import gettext
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "liaison"
TRANSLATED = ("fr", "de", "it")
"""English is written in the code; its catalogue may stay empty."""
LANGUAGES = (*TRANSLATED, "en")
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
Key = tuple[str, str]


def source(language: str, product: Path = PRODUCT) -> Path:
    return product / "locale" / language / "LC_MESSAGES" / "django.po"


def exist() -> bool:
    """Whether the translations have been begun."""
    return source("fr").is_file()


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(catalog: Catalog) -> Iterator[Message]:
    """All words, without the header."""
    return (message for message in catalog if message.id)


def key(message: Message) -> Key:
    identifier = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", identifier


def gather(product: Path) -> None:
    """Bring the sources below `product` up to date with the code (needs gettext)."""
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    # -P: the folder `locale` of the product must not hide the module of that name.
    options = ["--no-wrap", "--no-obsolete", "--add-location", "file"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "django", "makemessages", *languages, *options],
        cwd=product,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    for language in LANGUAGES:
        path = source(language, product)
        text = path.read_text(encoding="utf-8")
        # Neither the day nor what a word was guessed from, once somebody has translated it.
        text = re.sub(r'^(?:"POT-Creation-Date:|# \|).*\n', "", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")


def compiled(catalog: Catalog) -> bytes:
    """The same bytes for the same words, whenever it is done."""
    catalog.creation_date = catalog.revision_date = ALWAYS
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def left_undone(language: str) -> list[str]:
    """What the source of one language still lacks, and whether it is compiled."""
    path = source(language)
    catalog = read(path, language)
    found = []
    for message in messages(catalog):
        identifier = key(message)[1]
        given = message.string if isinstance(message.string, tuple) else (message.string,)
        if language in TRANSLATED and not all(given):
            found.append(f"{language}: not translated: {identifier!r}")
        elif language in TRANSLATED and message.fuzzy:
            found.append(f"{language}: only guessed: {identifier!r}")
        elif any(given):
            found += [f"{language}: {error}: {identifier!r}" for error in message.check(catalog)]
    target = path.with_suffix(".mo")
    if not target.is_file() or _words(target.read_bytes()) != _words(compiled(catalog)):
        found.append(f"{language}: not compiled; run `make messages`")
    return found


def _words(content: bytes) -> dict[object, str]:
    translations = gettext.GNUTranslations(io.BytesIO(content))
    words: dict[object, str] = dict(translations._catalog)  # type: ignore[attr-defined]
    words.pop("", None)  # the header holds the day of the compiling
    return words


def out_of_step() -> list[str]:
    """Words of the code that the sources lack, and words they have that the code no longer says."""
    with tempfile.TemporaryDirectory() as folder:
        product = Path(folder) / "liaison"
        shutil.copytree(PRODUCT, product, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        gather(product)
        found = []
        for language in LANGUAGES:
            said = {key(message) for message in messages(read(source(language, product), language))}
            known = {key(message) for message in messages(read(source(language), language))}
            found += [f"{language}: missing: {word!r}" for _context, word in sorted(said - known)]
            found += [f"{language}: left over: {word!r}" for _context, word in sorted(known - said)]
    return found


def main() -> int:
    if "--check" not in sys.argv:
        gather(PRODUCT)
        for language in LANGUAGES:
            source(language).with_suffix(".mo").write_bytes(compiled(read(source(language), language)))
        return 0
    if not exist():
        sys.stdout.write("The translations have not been begun.\n")
        return 0
    problems = [problem for language in LANGUAGES for problem in left_undone(language)]
    if shutil.which("xgettext"):
        problems += out_of_step()
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
