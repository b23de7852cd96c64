"""The events as lines of an old log: words, figures, people, files, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.past import PastEntry
from liaison.letters.cleaning import html_of
from liaison.ops.demo.company import COLLEAGUES, user_of
from liaison.ops.demo.events import Event
from liaison.ops.demo.phrases import Phrases
from liaison.ops.demo.stories import MINUTES, TALKS, TEMPLATES
from liaison.ops.demo.words import dice, say, speech

VERDICTS = (("very_positive", 14), ("positive", 46), ("neutral", 26), ("negative", 10), ("very_negative", 4))
EVALUATED = TALKS | {"call_follow", "call_happy", "call_first", "service_visit"}
MAILED = frozenset(
    {"mail_out", "quote_mail", "mail_answer", "delivery_mail", "service_mail", "parts_out", "brochure"}
)
SHARE_WITH_FILE = {
    "brochure": 1.0, "letter": 0.5, "document_in": 0.8, "quote_mail": 0.25, "mail_out": 0.4, "quote": 0.15
}  # fmt: skip
VISIBILITIES = (None, "team", "private")
ANSWERED = frozenset({"mail_question", "parts_in", "mail_in"})
ANSWERS = frozenset({"mail_answer", "parts_out", "mail_out"})
REPLIES = (
    "550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table",
    "554 5.7.1 <{address}>: Relay access denied",
    "452 4.2.2 <{address}>: The recipient's mailbox is full",
    "550 5.4.1 <{address}>: Recipient address rejected: Access denied",
)

Shelf = Mapping[str, Sequence[NamedFile]]
"""Files by the occasion they go with, and by occasion and machine (``brochure Veltor T 42``)."""


class Writer:
    """Gives each event its words, figures and history; remembers the papers of every story.

    The mails of the `unlucky` events do not arrive, so that their authors have something to mend.
    """

    def __init__(self, seed: int, files: Shelf, unlucky: Collection[Event] = ()) -> None:
        self.random: Random = dice("lines", seed)
        self.files = files
        self.unlucky = frozenset(id(event) for event in unlucky)
        self.phrases = Phrases(self.random)

    def block(self, events: Sequence[Event]) -> Iterator[PastEntry]:
        """One line for each event, in their order; answers point at the question in the same block."""
        questions: dict[int, int] = {}
        for number, event in enumerate(events, 1):
            line = self.line(event)
            if event.kind in ANSWERS:
                line = replace(line, answers=questions.pop(event.story, None))
            elif event.kind in ANSWERED:
                questions[event.story] = number
            yield line

    def line(self, event: Event) -> PastEntry:
        """The line of one event."""
        random = self.random
        said = speech(event.person.language).kind(event.kind)
        title, text = random.choice(said.titles), random.choice(said.texts)
        words = self.phrases.values(event)
        body = say(text, words, random)
        minutes = self.minutes(event.kind)
        values = Values(
            contact=event.person.no,
            template=TEMPLATES[event.kind],
            salesperson=event.seller,
            occurred_at=event.moment,
            description=say(title, words, random)[:255],
            body=html_of(body) if body else None,
            correspondence_type=None if event.kind in MAILED and event.person.fields.emails else "none",
            duration_min=None if minutes is None else Decimal(minutes),
            cost=_cost(event.kind, minutes),
            evaluation=self.evaluation(event.kind),
            attempt_failed=event.kind == "call_failed" or None,
            visibility=None if event.campaign else random.choices(VISIBILITIES, (985, 9, 6))[0],
            campaign=event.campaign or None,
            campaign_response=True if event.campaign else None,
            participants=self.participants(event),
            comments=self.comments(words),
            files=self.attached(event),
            contact_via=_via(event),
        )
        late = timedelta(minutes=(minutes or 3) + random.randrange(1, 50))
        past = PastEntry(values=values, recorded_by=user_of(event.seller), recorded_at=event.moment + late)
        return self.cancelled(self.delivered(past, event), event)

    def minutes(self, kind: str) -> int | None:
        """How long it took; None leaves it to the template."""
        if kind not in MINUTES:
            return None
        minutes = self.random.randint(*MINUTES[kind])
        return round(minutes / 15) * 15 if minutes > 30 else minutes

    def evaluation(self, kind: str) -> str | None:
        """A verdict on some of the talks."""
        if kind not in EVALUATED or self.random.random() > 0.42:
            return None
        return self.random.choices([name for name, _n in VERDICTS], [number for _name, number in VERDICTS])[0]

    def participants(self, event: Event) -> tuple[ParticipantValue, ...]:
        """Who else sat at the table."""
        if event.kind not in TALKS:
            return ()
        others = [
            one
            for one in event.customer.people
            if one.no != event.person.no and not one.fields.privacy_blocked
        ]
        wanted = min(len(others), self.random.choices((0, 1, 2, 3), (50, 30, 14, 6))[0])
        found = [ParticipantValue(contact=one.no) for one in self.random.sample(others, wanted)]
        if self.random.random() < 0.22:
            found.append(ParticipantValue(salesperson=self.random.choice(COLLEAGUES[event.seller])))
        return tuple(found)

    def comments(self, words: Mapping[str, str]) -> tuple[str, ...]:
        """A remark among colleagues, now and then."""
        if self.random.random() > 0.045:
            return ()
        texts = speech("fr").kind("comments").texts
        wanted = self.random.choices((1, 2), (80, 20))[0]
        return tuple(text.format_map(words) for text in self.random.sample(texts, wanted))

    def attached(self, event: Event) -> tuple[NamedFile, ...]:
        """A file where one goes with the occasion."""
        share = SHARE_WITH_FILE.get(event.kind, 0.0)
        shelf = self.files.get(f"{event.kind} {event.machine.model}") or self.files.get(event.kind)
        if not shelf or self.random.random() >= share:
            return ()
        return (self.random.choice(shelf),)

    def delivered(self, past: PastEntry, event: Event) -> PastEntry:
        """What the mail server said; most mails arrive."""
        fields, random = event.person.fields, self.random
        if event.kind not in MAILED or not fields.emails:
            return past
        state = random.choices(("sent", "failed", "bounced"), (984, 11, 5))[0]
        if id(event) in self.unlucky:
            state = "failed"
        reply = f"250 2.0.0 Ok: queued as {random.randrange(16**9):09X}"
        if state != "sent":
            reply = random.choice(REPLIES).format(address=fields.emails[0].address)
        sent = event.moment + timedelta(seconds=random.randrange(2, 40))
        return replace(past, delivery_status=state, delivery_at=sent, delivery_note=reply)

    def cancelled(self, past: PastEntry, event: Event) -> PastEntry:
        """A few were recorded by mistake and say why; answers to a campaign never."""
        if self.random.random() >= 0.012 or event.campaign:
            return past
        reason = self.random.choice(speech("fr").kind("cancel_reasons").texts)
        later = event.moment + timedelta(minutes=self.random.randrange(60, 3000))
        return replace(past, canceled_at=later, cancel_reason=reason)


def _via(event: Event) -> str | None:
    """The number called or the address written to."""
    fields = event.person.fields
    if event.kind.startswith("call") and fields.phones:
        return fields.phones[-1].number
    return fields.emails[0].address if event.kind in MAILED and fields.emails else None


def _cost(kind: str, minutes: int | None) -> Decimal | None:
    """What it costs the house, rounded to five centimes; None leaves it to the template."""
    if minutes is None:
        return None
    rate = Decimal("1.40") if kind in TALKS or kind == "service_visit" else Decimal("0.125")
    return (rate * minutes * 20).quantize(Decimal(1)) / 20
