"""The components as typed template tags, one for each part of the design; built into every template.

The catalogue (`/catalogue/`) shows all of them in all states, and lists them with their arguments. Most are
written in Python, for a page has hundreds of them and the template engine is what costs a page its time;
those that are mostly markup stand in `templates/components/`.
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
