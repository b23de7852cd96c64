"""How a component becomes a template tag: its arguments are checked when the template compiles.

Django refuses a misspelt *name* of an argument by itself. Here a misspelt *value* is refused too: where
the function says ``Literal["primary", "quiet"]``, a template that writes ``kind="primry"`` does not
compile.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from django.template.base import FilterExpression, Node, Parser, Token
from django.template.exceptions import TemplateSyntaxError
from django.template.library import Library, TagHelperNode

Function = TypeVar("Function", bound=Callable[..., Any])
Compiler = Callable[[Parser, Token], Node]


def _choices(hint: object) -> frozenset[object] | None:
    """The values a hint names, when it names values at all."""
    return frozenset(get_args(hint)) if get_origin(hint) is Literal else None


def _checked(compiler: Compiler, function: Callable[..., Any]) -> Compiler:
    hints = {name: _choices(hint) for name, hint in get_type_hints(function).items()}
    names = [name for name in inspect.signature(function).parameters if name not in {"context", "content"}]

    def compile_checked(parser: Parser, token: Token) -> Node:
        node = compiler(parser, token)
        assert isinstance(node, TagHelperNode)
        for name, given in _given(node, names):
            allowed = hints.get(name)
            literal = getattr(given.var, "literal", None) if given.is_var else given.var
            if allowed is None or literal is None or given.filters or literal in allowed:
                continue
            known = ", ".join(sorted(str(value) for value in allowed))
            raise TemplateSyntaxError(
                f"'{function.__name__}' has no {name} {str(literal)!r}; known are: {known}"
            )
        return node

    return compile_checked


def _given(node: TagHelperNode, names: list[str]) -> Iterator[tuple[str, FilterExpression]]:
    yield from zip(names, node.args, strict=False)
    yield from node.kwargs.items()


class Components(Library):
    """A tag library whose literal arguments are checked at compile time."""

    def __init__(self) -> None:
        super().__init__()
        self.functions: dict[str, Callable[..., Any]] = {}

    def part(self, function: Function) -> Function:
        """Register a part that returns its HTML; a first parameter ``context`` receives the context."""
        takes_context = "context" in inspect.signature(function).parameters
        self.simple_tag(function, takes_context=takes_context)
        return self._check(function)

    def block(self, function: Function) -> Function:
        """Register a part around a content, closed by ``end<name>``."""
        takes_context = "context" in inspect.signature(function).parameters
        self.simple_block_tag(function, takes_context=takes_context)
        return self._check(function)

    def template(self, path: str) -> Callable[[Function], Function]:
        """Register a part whose HTML stands in the template `path`; the function returns its context."""

        def register(function: Function) -> Function:
            takes_context = "context" in inspect.signature(function).parameters
            self.inclusion_tag(path, takes_context=takes_context)(function)
            return self._check(function)

        return register

    def _check(self, function: Function) -> Function:
        name = function.__name__
        self.tags[name] = _checked(self.tags[name], function)
        self.functions[name] = function
        return function

    def take(self, *others: Library) -> None:
        """Add the tags and filters of `others`."""
        for other in others:
            self.tags.update(other.tags)
            self.filters.update(other.filters)
            self.functions |= getattr(other, "functions", {})
