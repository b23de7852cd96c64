"""The components as typed template tags, one for each part of the design; built into every template.

The catalogue (`/catalogue/`) shows all of them in all states, with the code that makes them.
"""

from __future__ import annotations

from liaison.web.templatetags.ui import (
    charts,
    controls,
    data,
    fields,
    icons,
    lists,
    loose,
    overlays,
    surfaces,
    timeline,
    words,
)
from liaison.web.templatetags.ui.registry import Components

register = Components()
register.take(
    icons.register,
    controls.register,
    surfaces.register,
    overlays.register,
    fields.register,
    loose.register,
    data.register,
    lists.register,
    timeline.register,
    charts.register,
    words.register,
)
