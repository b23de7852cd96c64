"""Controls outside of Django forms, for filters, searches and single choices."""

from __future__ import annotations

from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from liaison.web.templatetags.ui.html import EMPTY, attributes, classes, element, fresh_id, join
from liaison.web.templatetags.ui.icons import IconName, plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()

InputType = Literal["text", "search", "date", "datetime-local", "number", "email", "tel", "file", "month"]


@register.part
def input(  # noqa: A001, PLR0913 - HTML's word
    name: str,
    *,
    label: object,
    value: object = "",
    type: InputType = "text",  # noqa: A002 - HTML's word
    placeholder: object = "",
    affix: object = "",
    hide_label: bool = True,
    icon: IconName = "",
    get: str = "",
    target: str = "",
    trigger: str = "",
    form: str = "",
    id: str = "",  # noqa: A002 - HTML's word
    autofocus: bool = False,
    required: bool = False,
    shortcut: str = "",
    css: str = "",
) -> SafeString:
    """A single control outside of a Django form, as filters and searches need; `label` is its name."""
    key = id or fresh_id(f"in-{name}")
    control = element(
        "input",
        type=type,
        name=name,
        value=value,
        id=key,
        class_=classes("input", "num" if affix else ""),
        placeholder=placeholder,
        form=form,
        hx_get=get,
        hx_target=target,
        hx_trigger=trigger,
        autofocus=autofocus,
        required=required,
        data_shortcut=shortcut,
        maxlength="500" if type in {"text", "search"} else "",
        autocomplete="off" if type == "search" else "",
    )
    if affix:
        control = element("span", join(control, element("span", affix, aria_hidden="true")), class_="affix")
    if icon:
        control = element("span", join(plain_icon(icon), control), class_="with-icon")
    heading = element("label", label, for_=key, class_="sr-only" if hide_label else "")
    return element("div", join(heading, control), class_=classes("field", css))


@register.part
def select(  # noqa: PLR0913 - a select is its choices and what it does
    name: str,
    choices: object,
    *,
    label: object,
    value: object = "",
    hide_label: bool = True,
    blank: object = None,
    get: str = "",
    post: str = "",
    target: str = "",
    form: str = "",
    submit: bool = False,
    id: str = "",  # noqa: A002 - HTML's word
    css: str = "",
) -> SafeString:
    """A select outside of a Django form; `choices` are pairs, `blank` names the empty choice.

    `submit` sends its form when the choice changes.
    """
    key = id or fresh_id(f"in-{name}")
    pairs = list(choices)  # type: ignore[call-overload]
    if blank is not None:
        pairs.insert(0, ("", blank))
    options = join(
        *(
            # An empty value is written out: without it the option would send its words.
            format_html(
                '<option value="{}"{}>{}</option>',
                code,
                attributes(selected=str(code) == str(value)),
                words,
            )
            for code, words in pairs
        )
    )
    control = element(
        "select",
        options,
        name=name,
        id=key,
        class_="select",
        form=form,
        hx_get=get,
        hx_post=post,
        hx_target=target,
        data_submit=submit,
    )
    heading = element("label", label, for_=key, class_="sr-only" if hide_label else "")
    return element("div", join(heading, control), class_=classes("field", css))


@register.part
def segmented(
    name: str, choices: object, *, label: str, value: object = "", submit: bool = False, form: str = ""
) -> SafeString:
    """A choice of two to four words side by side, outside of a Django form; pairs as `choices`."""
    options = join(
        *(
            element(
                "label",
                join(
                    element(
                        "input",
                        type="radio",
                        name=name,
                        value=str(code) or True,
                        checked=str(code) == str(value),
                        form=form,
                        data_submit=submit,
                    ),
                    words,
                ),
            )
            for code, words in choices  # type: ignore[attr-defined]
        )
    )
    return element("span", options, class_="segmented", role="radiogroup", aria_label=label)


@register.part
def check(
    name: str,
    label: object,
    *,
    checked: bool = False,
    value: str = "on",
    hint: object = "",
    form: str = "",
    submit: bool = False,
    hide_label: bool = False,
) -> SafeString:
    """A check box outside of a Django form."""
    words = join(label, element("span", hint, class_="small muted block") if hint else EMPTY)
    mark = element(
        "input", type="checkbox", name=name, value=value, checked=checked, form=form, data_submit=submit
    )
    return element(
        "label",
        join(mark, element("span", words, class_="sr-only" if hide_label else "grow")),
        class_="check",
    )
