"""How quick Liaison is: its own verbs, queries and pages, measured on a scratch database.

Each job is measured against what hand-written SQL reaches on the same server (`against`), or against
itself where growth is the question. `docs/develop/performance.md` holds the table.
"""
