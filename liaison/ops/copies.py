"""A full copy of an installation in a folder, and back: database, files, secret.

    manifest.json   what it is, and how much
    database.dump   the database, one moment of it (pg_dump, custom format)
    files/ab/…      the stored files, each as its name says; no more are needed than that moment knew
    secret.key      what signs sessions

A copy is made beside and renamed at the end: a folder of that name is a whole copy. While it is made
no file is swept away, so every file that the dumped moment knew is still there.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from liaison import __version__
from liaison.config import Config
from liaison.files.blobs import MARK
from liaison.ops.installation import Explained
from liaison.ops.postgres.programs import NoPostgres, client_programs
from liaison.ops.prepared import BROUGHT_BACK

FORMAT = 1
_STEP = 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBERS_GONE_OUT = b"""
SELECT setval(oid::regclass, coalesce(pg_sequence_last_value(oid), 0) + 1000000) FROM pg_class
WHERE relkind = 'S' AND relname IN ('contact_id_seq', 'delivery_item_id_seq', 'interaction_entry_id_seq');
"""
"""What was written after the copy went out under numbers that it does not know. They are in links to
unsubscribe and in addresses that bounces and answers come back to: given again, those would be of
somebody else."""
_HOLD = f"""
DO $$ BEGIN EXECUTE (
    SELECT format('COMMENT ON TABLE %s IS %L', oid::regclass, '{BROUGHT_BACK}') FROM pg_class
    WHERE relkind = 'r' AND relname = 'django_migrations'
); END $$;
""".encode()
"""What waits in the copy may have gone out since; noted in the same transaction, so that none forgets it.
The script of the copy has left no search path behind."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds."""

    format: int
    version: str
    made_at: str
    server: int
    files: int
    bytes: int


def make_copy(settings: Config, target: Path, *, server: int, at: datetime) -> tuple[Manifest, list[Path]]:
    """Copy everything to `target`, which must not exist yet; nothing remains of a copy that failed.

    `server` is the major version of the database server. The caller keeps the files from being swept.
    Answers also which stored files are damaged: they are left out, for one of them must not cost the copy.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Explained(f"{target} exists already; a copy never overwrites anything.")
    part = target.with_name(f"{target.name}.part-{secrets.token_hex(4)}")
    try:
        part.mkdir(mode=0o700, parents=True)
        _dump(settings, part / "database.dump", server)
        count, size, damaged = _copy_files(settings.files, part / "files")
        _copy_secret(settings, part / "secret.key")
        manifest = Manifest(FORMAT, __version__, at.isoformat(timespec="seconds"), server, count, size)
        (part / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
        if target.exists():
            target.rmdir()
        part.rename(target)
    except OSError as error:
        beside = ""
        if error.filename in {str(part), str(target)}:
            beside = f"; it is made beside, so {target.parent} must take it: name a new folder in a volume"
        raise Explained(f"{target} could not be written: {error.strerror}{beside}") from error
    finally:
        if part.exists():
            shutil.rmtree(part, ignore_errors=True)
    return manifest, damaged


def read_manifest(source: Path, *, damaged: bool = False) -> Manifest:
    """What the copy in `source` says it holds; raises `Explained` when it is no copy, or not whole.

    With `damaged` its files may be missing or cut.
    """
    try:
        found = json.loads((source / "manifest.json").read_text(encoding="utf-8"))
        manifest = Manifest(**found)
    except (OSError, ValueError, TypeError) as error:
        raise Explained(f"{source} is no copy made with `liaison backup`.") from error
    if manifest.format > FORMAT:
        raise Explained(f"{source} was made by Liaison {manifest.version}; install that version or newer.")
    if not (source / "database.dump").is_file():
        raise Explained(f"{source} is not whole: database.dump is missing.")
    if damaged:
        return manifest
    sizes = [blob.stat().st_size for blob in _blobs(source / "files")]
    if len(sizes) != manifest.files:
        raise Explained(f"{source} is not whole: it has {len(sizes)} files of {manifest.files}.")
    if sum(sizes) != manifest.bytes:
        raise Explained(f"{source} is not whole: its files have {sum(sizes)} bytes of {manifest.bytes}.")
    return manifest


def refuse_place_of_others(folder: Path, source: Path) -> None:
    """Raise `Explained` when `folder` holds files of another installation than the copy's.

    Two in one folder would sweep away each other's files. What an interrupted restore put there is the
    copy's own.
    """
    known = contents_in(source / "files")
    if (folder / MARK).exists() or any(blob.name not in known for blob in _blobs(folder)):
        raise Explained(
            f"{folder} holds the files of another installation: bring the copy back into a new LIAISON_HOME"
            " (or LIAISON_STORAGE_URL)."
        )


def bring_back_files(
    settings: Config, source: Path, *, keep_secret: bool = False, without_damaged: bool = False
) -> tuple[Path | None, int, list[Path]]:
    """Copy files and secret back. Done before the database, so that it never names what is missing.

    With `keep_secret` another secret that stands there is put aside. A damaged file is refused, or left
    out with `without_damaged`. Returns where the other secret is then, how many files are back, and what
    was left out.
    """
    aside = None
    try:
        count, _size, damaged = _copy_files(source / "files", settings.files)
        if damaged and not without_damaged:
            raise Explained(f"{damaged[0]} is damaged: its content is not what its name says.")
        if (source / "secret.key").is_file() and not os.environ.get("LIAISON_SECRET_KEY", "").strip():
            aside = _bring_back_secret(settings.home / "secret.key", source / "secret.key", keep=keep_secret)
    except OSError as error:
        raise Explained(f"{settings.files} could not be written: {error.strerror}") from error
    return aside, count, damaged


def _bring_back_secret(target: Path, source: Path, *, keep: bool) -> Path | None:
    secret, aside = source.read_bytes(), None
    if keep and target.is_file() and target.read_bytes().strip() != secret.strip():
        aside = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        target.replace(aside)
    _write(target, secret)
    return aside


def bring_back_database(source: Path, *, made_by: int, server: int, url: str, hold: bool) -> None:
    """Fill the empty database from the dump, in one transaction: all of it or nothing.

    `made_by` and `server` are the major versions of the server it was made from and goes to. With `hold`
    what waits in it is held back before anything else is done with it, see `ops.prepare`.
    """
    folder = _programs(max(made_by, server))
    script = subprocess.Popen(
        [
            str(folder / "pg_restore"),
            "--no-owner",
            "--no-privileges",
            "-f",
            "-",
            str(source / "database.dump"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    applied = subprocess.Popen(
        [str(folder / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull],
        env=_environment(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert applied.stdin is not None
    _pass_on(script, applied.stdin, server, hold=hold)
    said = applied.communicate()[1]
    assert script.stderr is not None
    script_said = script.stderr.read()
    script.wait()
    if script.returncode or applied.returncode:
        words = (script_said or said).decode(errors="replace").strip().splitlines()
        raise Explained(f"The database could not be brought back: {words[0] if words else 'interrupted'}")


def _pass_on(script: subprocess.Popen[bytes], psql: IO[bytes], server: int, *, hold: bool) -> None:
    """Hand the statements on in a transaction, without a setting that older servers do not know.

    It is committed once the script has come to its end: psql takes the end of what it reads for the end of
    all, also when somebody was killed in the middle.
    """
    lines, skipped = script.stdout, server >= 17
    assert lines is not None
    try:
        psql.write(b"BEGIN;\n")
        for line in lines:
            if not skipped and line.startswith(b"SET transaction_timeout"):
                skipped = True
                continue
            psql.write(line)
            if skipped:
                shutil.copyfileobj(lines, psql, 1024 * 1024)
                break
        if script.wait() == 0:
            psql.write(_NUMBERS_GONE_OUT + (_HOLD if hold else b"") + b"COMMIT;\n")
        psql.flush()
    except BrokenPipeError:
        pass
    finally:
        lines.close()


def _dump(settings: Config, target: Path, server: int) -> None:
    done = subprocess.run(
        [str(_programs(server) / "pg_dump"), "-Fc", "--no-owner", "--no-privileges", "-f", str(target)],
        env=_environment(database_url(settings)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["interrupted"]
        reason = next(
            (line for line in words if "error:" in line), words[-1]
        )  # warnings and hints stand around it
        raise Explained(f"The database could not be copied: {reason}")
    target.chmod(0o600)


def _programs(server: int) -> Path:
    try:
        return client_programs(server)
    except NoPostgres as error:
        raise Explained(str(error)) from error


def database_url(settings: Config) -> str:
    """The address of the database in use, the private one's included."""
    if settings.database_url:
        return settings.database_url
    return (settings.home / "postgres" / "address").read_text(encoding="utf-8").strip()


def _environment(url: str) -> dict[str, str]:
    """How PostgreSQL's programs are told the address: a password on their command line could be read."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    found: Mapping[str, Any] = {
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGHOST": options.get("host") or parts.hostname or "",
        "PGPORT": options.get("port") or str(parts.port or ""),
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
        "PGSSLCERT": options.get("sslcert", ""),
        "PGSSLKEY": options.get("sslkey", ""),
    }
    return {**os.environ, **{name: value for name, value in found.items() if value}}


def _copy_files(source: Path, target: Path) -> tuple[int, int, list[Path]]:
    """Copy stored files that are not there yet; returns how many there are, their bytes, and the damaged.

    A damaged one is not what its name says; it is not copied and does not count.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    count, size, damaged = 0, 0, []
    for blob in _blobs(source):
        place = target / blob.parent.name / blob.name
        length = blob.stat().st_size
        if not place.exists() or place.stat().st_size != length:
            place.parent.mkdir(mode=0o700, exist_ok=True)
            if not _copy_sound(blob, place):
                damaged.append(blob)
                continue
        count, size = count + 1, size + length
    return count, size, damaged


def _copy_sound(blob: Path, place: Path) -> bool:
    """Copy a stored file whose content has the hash that it is named after; else nothing, and False."""
    part, digest = place.with_suffix(".part"), hashlib.sha256()
    with blob.open("rb") as given, part.open("wb") as taken:
        while step := _read(given):
            digest.update(step)
            taken.write(step)
    if step is None or digest.hexdigest() != blob.name:
        part.unlink()
        return False
    shutil.copystat(blob, part)
    part.replace(place)
    return True


def _read(given: IO[bytes]) -> bytes | None:
    """The next bytes of a stored file; None where the disk cannot give them back, as from a bad sector."""
    try:
        return given.read(_STEP)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return None


def contents_in(folder: Path) -> set[str]:
    """The hashes of the stored files below a folder."""
    return {blob.name for blob in _blobs(folder)}


def _blobs(folder: Path) -> Iterator[Path]:
    """The stored files below a folder, and nothing else that somebody may have put there."""
    for shelf in sorted(folder.glob("[0-9a-f][0-9a-f]")):
        yield from (blob for blob in shelf.iterdir() if _HASH.fullmatch(blob.name))


def _copy_secret(settings: Config, target: Path) -> None:
    if (settings.home / "secret.key").is_file():
        _write(target, (settings.home / "secret.key").read_bytes())


def _write(target: Path, content: bytes) -> None:
    part = target.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.replace(target)
