"""The types of fields at this door: strict, bounded, and described for the published description.

JSON is read strictly (``true`` is no number, a number no text); values of forms and addresses, which
have no types, may be read as what they are meant to be.
"""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date, datetime
from decimal import Decimal
from inspect import isclass
from typing import IO, Annotated, Any, get_args

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from ninja.params.models import Body as NinjaBody
from ninja.params.models import BodyModel
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from liaison.api.bodies import FormText, strict_json
from liaison.kit.clock import can_be_kept
from liaison.kit.text import Words

MAX_INTEGER = 2**63 - 1
DECIMAL = r"^-?\d{1,12}(\.\d{1,2})?$"
INSTANT = re.compile(
    r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})$", re.ASCII
)
CENT = Decimal("0.01")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
INTEGER = re.compile(r"^-?\d{1,19}$", re.ASCII)


def no(kind: str, words: Words) -> PydanticCustomError:
    """The error pydantic reports for a field, in the reader's language."""
    return PydanticCustomError(kind, "{words}", {"words": str(words)})


def _text(value: str) -> str:
    """Refuse what the database cannot hold: NUL, and halves of characters that JSON can spell."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise no("characters", _("The text contains characters that are not valid."))
    return value


def _key(value: str) -> str:
    return value.strip().upper()


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise no("decimal", _('Give an amount as text, for instance "12.50".'))
    # A short number may stand for a gigabyte of digits (1e-1000000000): it is not written out.
    plain = isinstance(value, Decimal) and -30 < value.adjusted() < 30
    text = format(value, "f") if plain else str(value)
    if not re.fullmatch(DECIMAL, text, re.ASCII):
        raise no("decimal", _("Give an amount with at most 12 digits and 2 decimals."))
    return Decimal(text).quantize(CENT)


def _instant(value: Any) -> datetime:
    if isinstance(value, str) and INSTANT.match(value):
        try:
            moment = datetime.fromisoformat(value)
            if can_be_kept(moment):
                return moment
        except ValueError:
            pass
    raise no("instant", _("Give date and time with offset, such as 2026-03-31T14:05:00+02:00."))


def _day(value: Any) -> date:
    if isinstance(value, str) and DAY.match(value):
        try:
            day = date.fromisoformat(value)
            if 1 < day.year < 9999:
                return day
        except ValueError:
            pass
    raise no("date", _("Give a date such as 2026-03-31."))


def _loose_integer(value: Any) -> Any:
    """A whole number out of a form or an address; JSON stays what it is."""
    return int(value) if isinstance(value, FormText) and INTEGER.match(value) else value


def _loose_boolean(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, FormText) else value


def address_integer(value: Any) -> Any:
    """A whole number out of an address."""
    return int(value) if isinstance(value, str) and INTEGER.match(value) else value


def _address_boolean(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_text)]
Line = Annotated[Text, StringConstraints(max_length=255)]
Code = Annotated[Text, StringConstraints(max_length=20)]
NOT_EMPTY = StringConstraints(min_length=1)
"""Of what narrows a list or a deletion: an empty value would stand for all, or for none."""
Named = Annotated[Code, NOT_EMPTY]
Key = Annotated[Code, AfterValidator(_key)]
"""The code or number of a record, typed in any case."""
NamedKey = Annotated[Key, NOT_EMPTY]
DocumentCode = Annotated[Text, StringConstraints(max_length=30), AfterValidator(_key)]
"""The code of a document template, which may be longer than others (R-INT-134)."""
Language = Annotated[Text, StringConstraints(max_length=10)]
Country = Annotated[Text, StringConstraints(max_length=2)]
Money = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": DECIMAL},
                {"type": "integer", "minimum": -(10**12) + 1, "maximum": 10**12 - 1},
            ],
            "examples": ["12.50"],
        }
    ),
]
MoneyOut = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["12.50"]})
]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-31T14:05:00+02:00"]}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-31"]}),
]
Whole = Annotated[int, Field(strict=True, ge=0, le=MAX_INTEGER), BeforeValidator(_loose_integer)]
Number = Annotated[int, Field(strict=True, ge=1, le=MAX_INTEGER), BeforeValidator(_loose_integer)]
Flag = Annotated[bool, Field(strict=True), BeforeValidator(_loose_boolean)]
QueryNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_INTEGER), BeforeValidator(address_integer)]
QueryWhole = Annotated[int, Field(strict=True, ge=0, le=MAX_INTEGER), BeforeValidator(address_integer)]
QueryFlag = Annotated[bool, Field(strict=True), BeforeValidator(_address_boolean)]


class Given(NinjaBody):  # type: ignore[misc]
    """A body that the door has read already (`bodies.py`): JSON, or a form with files."""

    def __init__(self, default: Any = ...) -> None:
        super().__init__(default)

    class _model(BodyModel):  # noqa: N801 - the name django-ninja looks for
        @classmethod
        def get_request_data(cls, request: Any, api: Any, path_params: Any) -> Any:  # noqa: ARG003
            if request.parsed is None:
                return None
            return {cls.__read_from_single_attr__: request.parsed}

    @classmethod
    def _param_source(cls) -> str:
        return "body"


class Shape(BaseModel):
    """What a program sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _lists_of_forms(cls, value: Any) -> Any:
        """A list field that a form gives once is a list of one."""
        if not isinstance(value, dict):
            return value
        return {
            name: _as_list(cls, name, item) if isinstance(item, FormText | UploadedFile) else item
            for name, item in value.items()
        }

    def given(self) -> dict[str, Any]:
        """The fields the program sent, by name; what it left out is absent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _as_list(shape: type[BaseModel], name: str, item: FormText | UploadedFile[Any]) -> Any:
    """A list of texts may be given once; a list of objects is JSON."""
    field = shape.model_fields.get(name)
    annotation = str(field.annotation) if field is not None else ""
    if "list[" not in annotation:
        return item
    return strict_json(item.encode()) if isinstance(item, str) and "str" not in annotation else [item]


class Attachment(Shape):
    """A file, as base64 in JSON; in a form the field holds the file itself."""

    name: Annotated[Line, StringConstraints(min_length=1)]
    content_base64: Text
    _content: Any = PrivateAttr(default=b"")

    @property
    def content(self) -> bytes | IO[bytes]:
        """The bytes, or the uploaded file to read them from."""
        return self._content  # type: ignore[no-any-return]


def _attachment(value: Any, handler: ValidatorFunctionWrapHandler) -> Attachment:
    if isinstance(value, UploadedFile):
        made = Attachment.model_construct(name=str(value.name or "file")[:255], content_base64="")
        made._content = value.file  # noqa: SLF001 - our own
        return made
    read: Attachment = handler(value)
    try:
        read._content = b64decode(read.content_base64, validate=True)  # noqa: SLF001 - our own
    except ValueError:
        raise no("base64", _("The content is not valid base64.")) from None
    return read


UploadedAttachment = Annotated[Attachment, WrapValidator(_attachment)]


def may_hold_file(kind: Any) -> bool:
    """Whether a value of this type is a file, or has one in a field of its own or of what it holds."""
    if isclass(kind) and issubclass(kind, BaseModel):
        return kind is Attachment or any(
            may_hold_file(field.annotation) for field in kind.model_fields.values()
        )
    return any(map(may_hold_file, get_args(kind)))


class Out(BaseModel):
    """What a program receives; only describes, the answers are built as plain dictionaries."""
