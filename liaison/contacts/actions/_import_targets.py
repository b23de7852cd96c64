"""Which contact each line of a file stands for, and what it will say afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace

from liaison.accounts.models import Organization, Salesperson, User
from liaison.accounts.queries import organization
from liaison.contacts.actions.contacts import clean_number, with_defaults
from liaison.contacts.bulk import import_companies, import_matches
from liaison.contacts.fields import TEXT_LIMITS, ContactFields
from liaison.contacts.imports.lines import AddressLine, ContactLine
from liaison.contacts.imports.overlay import identities, key_of, overlay
from liaison.contacts.imports.results import Outcome
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import Contact, ContactMailingGroup, Salutation
from liaison.contacts.queries import CODES, code_ids, fields_of
from liaison.contacts.rules import ADDRESS_LIMITS, check_fields, check_lengths, cleaned, guarded, named
from liaison.kit.errors import Refusal, Refused
from liaison.kit.folding import fold
from liaison.kit.text import gettext_lazy as _

BY_EMAIL = 3
"""From here on a line is known by its name, and by what else it says, but by no number."""
BY_NAME = 4
"""By its name, and by its company if it has one."""


@dataclass(frozen=True, slots=True)
class Register:
    """What lines name by code: small tables, read once for a whole import."""

    own: Organization
    by: User | None
    salutations: dict[str, Salutation]
    salespeople: dict[str, Salesperson]
    codes: dict[tuple[str, str], tuple[int, bool]]
    """The ids of organizational levels, territories and mailing groups, and whether they are offered."""

    @classmethod
    def load(cls, by: User | None) -> Register:
        """Read them; four statements."""
        people = list(Salesperson.objects.order_by("-active", "id"))
        by_name = {fold(person.name): person for person in reversed(people)}
        return cls(
            own=organization(),
            by=by,
            salutations={one.code: one for one in Salutation.objects.all()},
            salespeople=by_name | {fold(person.code): person for person in people},
            codes=code_ids("organizational_level", "territory", "mailing_group"),
        )

    def objections(self, line: ContactLine, fields: ContactFields) -> Iterator[Refusal]:
        """Everything wrong with a line by itself; `fields` are its own, cleaned."""
        yield from line.refusals
        yield from check_fields(fields)
        named = {"company": " ".join(line.company.split()), "company_no": line.company_no}
        yield from check_lengths(named, {"company": TEXT_LIMITS["name"]})
        for address in line.addresses:
            yield from check_lengths(asdict(address), ADDRESS_LIMITS)
        code = fields.salutation
        if code and not self.offers(code):
            yield Refusal(_("There is no salutation “%(text)s”.") % {"text": code}, field="salutation")
        if line.salesperson:
            person = self.salespeople.get(fold(line.salesperson))
            if person is None or person.privacy_blocked:
                message = _("There is no salesperson “%(text)s”.") % {"text": line.salesperson}
                yield Refusal(message, field="salesperson")
        wanted = [(kind, getattr(fields, kind)) for kind in ("organizational_level", "territory")]
        wanted += [("mailing_group", code) for code in line.mailing_groups]
        for kind, code in wanted:
            if code and not self.codes.get((kind, code), (0, False))[1]:
                unknown = _("There is no code “%(text)s” in this table: %(table)s.")
                yield Refusal(unknown % {"text": code, "table": KINDS[kind].name}, field=kind)
        if line.no:
            try:
                clean_number(line.no)
            except Refused as refused:
                yield from refused.refusals

    def offers(self, salutation: str) -> bool:
        """Whether there is a salutation with that code for contacts that have it not yet."""
        return salutation in self.salutations and self.salutations[salutation].active

    def understood(self, line: ContactLine) -> ContactLine:
        """`line` without a salutation that was only guessed and is not offered: it says nothing then."""
        if not line.guessed or self.offers(line.fields.salutation):
            return line
        return replace(line, fields=replace(line.fields, salutation=""), given=line.given - {"salutation"})

    def salesperson(self, line: ContactLine) -> int | None:
        """The id of the salesperson a line names."""
        return self.salespeople[fold(line.salesperson)].pk if line.salesperson else None

    def ids(self, fields: ContactFields) -> dict[str, int | None]:
        """The ids behind the codes that stand on the contact itself, by the names of their columns."""
        ids: dict[str, int | None] = {"salutation_id": self.salutation_id(fields.salutation)}
        for kind in ("organizational_level", "territory"):
            found = self.codes.get((kind, getattr(fields, kind)))
            ids[f"{kind}_id"] = None if found is None else found[0]
        return ids

    def salutation_id(self, code: str) -> int | None:
        """The id behind a code that was checked, or of a default that may not be there."""
        found = self.salutations.get(code)
        return None if found is None else found.pk


@dataclass(slots=True, eq=False)
class Target:
    """A contact that lines stand for: stored already, or to be made."""

    contact: Contact | None
    after: ContactFields
    before: ContactFields | None = None
    no: str = ""
    old_addresses: dict[str, AddressLine] = field(default_factory=dict)
    addresses: dict[str, AddressLine] = field(default_factory=dict)
    old_groups: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    """Codes of the mailing groups it is in, and of those it comes into."""
    external_id: str = ""
    """What the lines so far say another system calls it."""
    called: str = ""
    """The number that the lines so far give it."""
    mailed: bool = False
    """Whether a line so far gives it an e-mail address."""
    company_no: str = ""
    """The number that the lines so far give its company."""

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return self.contact is None or self.after != self.before or bool(self.addresses or self.groups)

    @property
    def joins(self) -> bool:
        """Whether a stored person without company comes to one."""
        gets_one = not self.after.is_company and self.after.company is not None
        return gets_one and self.before is not None and self.before.company is None


@dataclass(slots=True)
class Settled:
    """A line and what becomes of it; the contact's number is known once it is written."""

    line: ContactLine
    outcome: Outcome
    target: Target | None = None
    reason: str = ""


class Targets:
    """The contacts that some lines of one type stand for."""

    def __init__(
        self,
        register: Register,
        lines: list[ContactLine],
        *,
        taken: AbstractSet[str],
        called: MutableMapping[int, str],
    ) -> None:
        """Look up whom the lines may mean; up to seven statements whatever their number.

        `taken` are the numbers in the whole file: whoever has one of them is no namesake's contact. `called`
        are the numbers by which earlier lines of the file called stored contacts; those of these come to it.
        """
        self.register = register
        self.settled: list[Settled] = []
        self.new: list[Target] = []
        self._same: dict[tuple[str, ...], Target] = {}
        lines = [register.understood(line) for line in lines]
        self.clean = {line.line: named(cleaned(line.fields)) for line in lines}
        self.lines = [
            line
            for line in lines
            if not self._refused(line, register.objections(line, self.clean[line.line]))
        ]
        self._matches: dict[int, list[tuple[int, int]]] = {}
        for number, by_what, pk in import_matches(
            [_asked(line, self.clean[line.line]) for line in self.lines], taken
        ):
            self._matches.setdefault(number, []).append((by_what, pk))
        self.stored = _load({pk for found in self._matches.values() for _by_what, pk in found})
        for pk, stored in self.stored.items():
            stored.called = called.get(pk, "")
        if any(line.mailing_groups for line in self.lines):
            _add_groups(self.stored)
        wanted = {_company_of(line) for line in self.lines if line.company or line.company_no}
        self.companies = import_companies(sorted(wanted)) if wanted else {}
        self.pairs: list[tuple[ContactLine, Target]] = []
        for line in self.lines:
            self._pair(line)
        called.update({pk: stored.called for pk, stored in self.stored.items() if stored.called})

    def _refused(self, line: ContactLine, refusals: Iterable[Refusal]) -> bool:
        reasons = [str(refusal.message) for refusal in refusals]
        if reasons:
            self.settled.append(Settled(line, Outcome.REFUSED, reason=" ".join(reasons)))
        return bool(reasons)

    def _is_archived(self, pk: int) -> bool:
        contact = self.stored[pk].contact
        return contact is not None and contact.archived_at is not None

    def _pair(self, line: ContactLine) -> None:
        """Find the target of `line`, or a place for a new one; refuse what fits several."""
        found = self._matches.get(line.line, [])
        surest = {pk for by_what, pk in found if by_what == found[0][0]}
        if len(surest) > 1:  # who archives one of two says which one it is
            surest = {pk for pk in surest if not self._is_archived(pk)} or surest
        if len(surest) > 1:
            numbers = ", ".join(sorted(self.stored[pk].no for pk in surest))
            message = _("Several contacts fit this line: %(numbers)s.") % {"numbers": numbers}
            self._refused(line, [Refusal(message)])
            return
        if line.company_no and _company_of(line) not in self.companies:
            unknown = _("There is no company with the number %(no)s.") % {"no": line.company_no}
            self._refused(line, [Refusal(unknown, field="company_no")])
            return
        keys = list(identities(line, self.clean[line.line]))
        target = self.stored[surest.pop()] if surest else None
        if (
            target is None
            or (found[0][0] >= BY_EMAIL and _other_number(target.called, line))
            or (found[0][0] == BY_NAME and _other_person(target, line))
        ):
            target = self._same_in_file(line, keys)
        if target is not None and target.after.type != line.fields.type:
            other = _("This number belongs to a contact of the other type.")
            self._refused(line, [Refusal(other, field="type")])
            return
        if len(companies := self._companies_of(line, target)) > 1:
            several = _("Several companies are called “%(name)s”: %(numbers)s.")
            names = {"name": line.company, "numbers": ", ".join(sorted(companies.values()))}
            self._refused(line, [Refusal(several % names, field="company")])
            return
        if target is None:
            target = Target(None, ContactFields(type=line.fields.type), no=line.no)
            self.new.append(target)
        target.external_id = target.external_id or line.fields.external_id
        target.mailed = target.mailed or bool(line.fields.emails)
        target.company_no = target.company_no or line.company_no
        target.called = target.called or line.no
        target.no = target.no or line.no
        for key in keys:
            self._same.setdefault(key, target)
        self.pairs.append((line, target))

    def _same_in_file(self, line: ContactLine, keys: list[tuple[str, ...]]) -> Target | None:
        """The contact that an earlier line of the file will make and this one means too."""
        for key in keys:
            target = self._same.get(key)
            if target is None:
                continue
            other = target.external_id or target.after.external_id
            if key[0] in {"external_id", "no"} or not (
                (other and line.fields.external_id)
                or _other_number(target.no, line)
                or (key[0] == "name" and _other_person(target, line))
            ):
                return target
        return None

    def _companies_of(self, line: ContactLine, target: Target | None) -> dict[int, str]:
        """The companies that `line` may mean: the one its contact is in goes before its namesakes."""
        held = target.contact.company if target is not None and target.contact is not None else None
        if (
            held is not None
            and line.company
            and not line.company_no
            and key_of(held.name) == key_of(line.company)
        ):
            return {held.pk: held.no}
        return self.companies.get(_company_of(line), {})

    @property
    def missing_companies(self) -> list[str]:
        """The names of companies that lines name and nobody knows, each once."""
        names: dict[str, str] = {}
        for line, target in self.pairs:
            if line.company and not line.company_no and not self._companies_of(line, target):
                names.setdefault(key_of(line.company), " ".join(line.company.split()))
        return list(names.values())

    def settle(self, made: dict[str, int]) -> None:
        """Put each line over its target; `made` are the ids of new companies by folded name."""
        for line, target in self.pairs:
            known = next(iter(self._companies_of(line, target)), None)
            company = known or made.get(key_of(line.company))
            self._overlay(line, target, company if line.company or line.company_no else None)

    def _overlay(self, line: ContactLine, target: Target, company: int | None) -> None:
        salesperson = self.register.salesperson(line)
        first = target.contact is None and not target.after.name
        if first:
            given = replace(self.clean[line.line], company=company, salesperson=salesperson)
            after = guarded(
                with_defaults(given, self.register.by, self.register.own), ContactFields(type=given.type)
            )
        else:
            given = cleaned(overlay(target.after, line, company=company, salesperson=salesperson))
            after = guarded(named(given, target.after), target.after)
            if after != target.after and self._refused(line, check_fields(after)):
                return
        moved = {
            one.code: one
            for one in line.addresses
            if target.addresses.get(one.code, target.old_addresses.get(one.code)) != one
        }
        joined = set(line.mailing_groups) - target.old_groups - target.groups
        same = after == target.after and not moved and not joined
        target.after = after
        target.addresses |= moved
        target.groups |= joined
        outcome = Outcome.CREATED if first else Outcome.UNCHANGED if same else Outcome.UPDATED
        self.settled.append(Settled(line, outcome, target, " ".join(line.remarks)))

    @property
    def written(self) -> list[Target]:
        """The targets that are to be written, new ones with a name only."""
        stored = [target for target in self.stored.values() if target.changed]
        return [*stored, *(target for target in self.new if target.after.name)]


def _other_number(no: str, line: ContactLine) -> bool:
    """Whether `line` has a number that is not `no`: its name alone does not make it the same contact."""
    return bool(no and line.no) and no != line.no


def _other_person(target: Target, line: ContactLine) -> bool:
    """Whether a namesake is somebody else: of another company or, without any, with other addresses."""
    if line.fields.is_company or line.company or line.company_no:
        return bool(target.company_no and line.company_no) and target.company_no != line.company_no
    return bool(line.fields.emails) and (target.mailed or bool(target.after.emails))


def _company_of(line: ContactLine) -> tuple[str, str]:
    return (line.company_no, "" if line.company_no else " ".join(line.company.split()))


def _asked(line: ContactLine, fields: ContactFields) -> dict[str, object]:
    return {
        "line": line.line,
        "no": line.no,
        "external_id": fields.external_id,
        "type": fields.type,
        "name": fields.name,
        "company": " ".join(line.company.split()),
        "company_no": line.company_no,
        "emails": [email.address for email in fields.emails],
    }


def _load(ids: set[int]) -> dict[int, Target]:
    """The stored contacts of those ids as they stand, kept from others until the end.

    What only refers to them, such as a comment or a consent, is written meanwhile.
    """
    if not ids:
        return {}
    found = (
        Contact.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .select_related("company", *CODES)
        .prefetch_related("phones", "emails", "alternative_addresses")
        .order_by("pk")
    )
    targets = {}
    for contact in found:
        fields = fields_of(contact)
        addresses = {
            one.code: AddressLine(
                one.code, one.address, one.address_2, one.post_code, one.city, one.region, one.country
            )
            for one in contact.alternative_addresses.all()
        }
        targets[contact.pk] = Target(contact, fields, fields, contact.no, addresses)
    return targets


def _add_groups(stored: dict[int, Target]) -> None:
    """Note in which mailing groups the stored contacts are; one statement."""
    found = ContactMailingGroup.objects.filter(contact__in=stored).values_list(
        "contact", "mailing_group__code"
    )
    for contact, code in found:
        stored[contact].old_groups.add(code)
