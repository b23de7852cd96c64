"""The quick log: one typed line, understood in French, German, Italian and English.

What a line may say, and how doubts are settled. Past is preferred: the line reports what happened.

*Day.* Words ("hier", "vorgestern", "ieri", "ce matin", "il y a 2 jours", "vor 3 Wochen"), weekdays
("lundi" is the last Monday before today, never today), dates ("3.11.", "3 novembre", "3.11.2026",
"2026-11-03", "November 3rd"). A day without year is the last such day; if that is more than half a year
ago, or a year makes it a day to come, the words are left alone. So are days behind a preposition that
makes them a deadline or part of a name ("pour lundi", "bis Freitag", "offre du 3.11.") and days in running
words after the first clause ("appelé Nora, commande repoussée à lundi"): those are what was said, not when.

*Time.* "14h20", "14 h 20", "14:20", "14.20 Uhr", "14 Uhr 20", "2pm", "alle 14". A bare number is never a
time. "14h 20 min" is two o'clock and twenty minutes. "1h30" is a duration, unless a word makes it a time
("à 1h30"): below six, hours are taken for a duration. A time without day is today's; if that is still to
come the words are left alone, whereas "aujourd'hui 17h" is taken at its word. A range ("14h-15h30",
"von 14 bis 15 Uhr") gives time and duration; one that does not end after its start ("15h-14h", "22h-2h") is
left alone. Times that a change of clock skips move on by the hour skipped, times it repeats are the first of
the two.

*Cost.* An amount counts when it stands on its own ("20 min CHF 20") or is called a cost ("frais CHF 20");
"offre CHF 4000" is what was said.

*Failed attempt.* "pas répondu", "nicht erreicht", "non risponde", "no answer" at the end of a clause.

*Channel and direction.* "appelé", "mail reçu", "Besuch", "visita" … stay in the text; only a label with a
colon ("Tél: …") is taken away.

The first of each kind counts. What was understood is cut out of the description and listed in `spans`;
a span whose text is handed back in `leave` is no longer understood, which is how a chip is undone.
"""

from liaison.interactions.quick.note import QuickNote, Span
from liaison.interactions.quick.reading import understand

__all__ = ["QuickNote", "Span", "understand"]
