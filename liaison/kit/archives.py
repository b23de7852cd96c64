"""Archives (ZIP) that are the same bytes whenever the same is put into them."""

from __future__ import annotations

from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

_MADE_AT = (2000, 1, 1, 0, 0, 0)


def member(name: str, *, packed: bool = True) -> ZipInfo:
    """A file of this name in an archive: always of the same moment, `packed` or as it is."""
    made = ZipInfo(name, _MADE_AT)
    made.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
    return made
