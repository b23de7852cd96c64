"""Fields of forms: label, control, hint and error tied together for eyes, fingers and screen readers."""

from __future__ import annotations

from typing import Literal

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.web.templatetags.ui.html import EMPTY, classes, element, join
from liaison.web.templatetags.ui.icons import plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()

Look = Literal["", "segmented", "radios", "checks", "plain"]


def _css(widget: forms.Widget) -> str:
    """The class of a control by its kind."""
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    return "input"


def _control(
    bound: BoundField,
    described: list[str],
    *,
    num: bool = False,
    placeholder: str = "",
    autofocus: bool = False,
    css: str = "",
) -> SafeString:
    """The widget with its class, its state and what describes it."""
    widget = bound.field.widget
    own = str(widget.attrs.get("class", ""))
    attrs: dict[str, str | bool] = {
        "class": classes(_css(widget), own, "num" if num else "", css),
        "aria-describedby": " ".join(described),
    }
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if placeholder:
        attrs["placeholder"] = placeholder
    if autofocus:
        attrs["autofocus"] = True
    return bound.as_widget(attrs={key: value for key, value in attrs.items() if value})


def _choices(bound: BoundField, look: Look, described: list[str]) -> SafeString:
    """Radios or checks of a choice, as a segmented control or one below the other."""
    options = []
    for option in bound:
        data = option.data
        mark = element(
            "input",
            type=data["type"],
            name=data["name"],
            value=str(data["value"]) or True,  # a bare attribute: without it a blank choice sends "on"
            id=data["attrs"].get("id", ""),
            checked=data["selected"],
            disabled=bool(data["attrs"].get("disabled")),
        )
        words = option.choice_label
        css = "" if look == "segmented" else "check"
        options.append(
            element("label", join(mark, words if look == "segmented" else element("span", words)), class_=css)
        )
    return element(
        "span" if look == "segmented" else "div",
        join(*options),
        class_="segmented" if look == "segmented" else "stack tight",
        role="radiogroup" if bound.field.widget.__class__ is forms.RadioSelect else "group",
        aria_labelledby=f"{bound.auto_id}-label",
        aria_describedby=" ".join(described),
    )


@register.part
def field(  # noqa: PLR0913 - what may be said about a field
    bound: BoundField,
    *,
    label: object = None,
    hint: object = None,
    wide: bool = False,
    affix: object = "",
    look: Look = "",
    num: bool = False,
    placeholder: str = "",
    autofocus: bool = False,
    hide_label: bool = False,
    css: str = "",
) -> SafeString:
    """A field of a form: ``{% field form.subject wide=True %}``.

    `affix` stands behind the control (CHF, min); `look` turns a choice into a ``segmented`` control
    or ``radios``/``checks`` one below the other; `hide_label` leaves the label to screen readers;
    `wide` takes the whole row of ``fields``. Hint and errors are tied to the control by
    ``aria-describedby``; hidden fields come out bare.
    """
    if bound.is_hidden:
        return bound.as_widget()
    widget = bound.field.widget
    name = bound.label if label is None else label
    if hint is not None:
        bound.help_text = str(hint)  # else Django ties the control to a hint that is not there
    help_text = bound.help_text
    hint_id, error_id = f"{bound.auto_id}-hint", f"{bound.auto_id}-error"
    described = [key for key, given in ((error_id, bound.errors), (hint_id, help_text)) if given]
    below = join(
        element("span", help_text, class_="hint", id=hint_id) if help_text else EMPTY,
        errors_of(bound.errors, error_id),
    )
    frame = classes("field", "wide" if wide else "", css)
    if isinstance(widget, forms.CheckboxInput):
        control = element("label", join(_control(bound, described), element("span", name)), class_="check")
        return element("div", join(control, below), class_=frame)
    optional = (
        EMPTY
        if bound.field.required or not _marks_optional(bound)
        else element("span", gettext("optional"), class_="optional")
    )
    words = join(name, optional)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        plain: Look = "checks" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios"
        heading = element(
            "span", words, class_="sr-only" if hide_label else "label", id=f"{bound.auto_id}-label"
        )
        return element("div", join(heading, _choices(bound, look or plain, described), below), class_=frame)
    control = _control(bound, described, num=num or bool(affix), placeholder=placeholder, autofocus=autofocus)
    if affix:
        control = element("span", join(control, element("span", affix, aria_hidden="true")), class_="affix")
    heading = element("label", words, for_=bound.id_for_label, class_="sr-only" if hide_label else "")
    return element("div", join(heading, control, below), class_=frame)


def _marks_optional(bound: BoundField) -> bool:
    """Whether the form asks to name its optional fields (``mark_optional = True`` on the form)."""
    return bool(getattr(bound.form, "mark_optional", False))


def errors_of(errors: object, id: str = "") -> SafeString:  # noqa: A002 - HTML's word
    """The errors of a field, each on its line with an icon."""
    said = [element("span", join(plain_icon("warning"), element("span", error))) for error in (errors or ())]  # type: ignore[attr-defined]
    return element("span", join(*said), class_="error", id=id) if said else EMPTY


@register.part
def form_errors(form: forms.BaseForm) -> SafeString:
    """The errors that belong to no field, and how many fields are to be mended, read out at once."""
    if not form.is_bound or not form.errors:
        return EMPTY
    general = form.non_field_errors()
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    said = [*general, *hidden] or [gettext("Please mend the marked fields.")]
    words = join(*(element("p", error) for error in said))
    return element("div", join(plain_icon("warning"), element("div", words)), class_="note bad", role="alert")


@register.block
def fields(content: str) -> SafeString:
    """A grid of fields, as many in a row as have room."""
    return element("div", mark_safe(content), class_="fields")  # noqa: S308
