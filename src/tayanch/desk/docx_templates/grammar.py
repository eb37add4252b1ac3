"""What may stand between the braces: known names, choosing and repeating. Whatever is not named here is refused.

A list of what is allowed and not of what is forbidden: attacks on template languages go through calls, attributes and
filters that nobody thought of (OWASP, server-side template injection).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from tayanch.desk.docx_templates.problems import Problem, excerpt
from tayanch.desk.docx_templates.variables import LISTS, LOOP, VARIABLES, nearest

FILTERS = {"upper": str.upper, "lower": str.lower, "capitalize": str.capitalize, "trim": str.strip, "length": len}
COMPARISONS = {"eq", "ne", "lt", "lteq", "gt", "gteq"}
LONGEST_SOURCE, DEEPEST_LOOP, LONGEST_TEXT = 2_000_000, 2, 500
# What XML gives a meaning to, and what docxtpl looks for after the values are in: written so that neither can see it.
_HIDDEN = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'{}%#_"}


def environment() -> SandboxedEnvironment:
    """Jinja with nothing in it but the allowed filters; every value is escaped as it is printed."""
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=printed)
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    return made


def printed(value: Any) -> Markup:
    """*value* as text inside an XML element; nothing in it can be markup or a variable."""
    return Markup(str(value).translate(_HIDDEN))  # noqa: S704 (this is the escaping)


@dataclass(slots=True)
class Found:
    """What a source uses, and what is the matter with it."""

    where: str
    lines: list[str]
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, node: Any, found: str = "", instead: str = "") -> None:
        number = node.lineno or 0
        line = self.lines[number - 1] if 0 < number <= len(self.lines) else ""
        self.problems.append(Problem(code, self.where, excerpt(found or line), instead))


# What a name stands for in a loop: the columns of a row; none: it is a line of text.
Scope = Mapping[str, tuple[str, ...] | None]


def look(source: str, where: str = "text") -> Found:
    """Read a Jinja *source* and walk all of it; nothing is compiled and nothing runs."""
    found = Found(where, source.split("\n"))
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as mistake:
        found.wrong("syntax", mistake)
        return found
    except (RecursionError, MemoryError):
        found.problems.append(Problem("syntax", where))
        return found
    try:
        _statements(tree.body, {}, 0, found)
    except RecursionError:
        found.problems.append(Problem("syntax", where))
    return found


def _statements(body: list[nodes.Node], scope: Scope, depth: int, found: Found) -> None:
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                if not isinstance(part, nodes.TemplateData):
                    _printed(part, scope, found)
        elif isinstance(node, nodes.If):
            _expression(node.test, scope, found)
            for branch in (node.body, node.elif_, node.else_):
                _statements(branch, scope, depth, found)  # type: ignore[arg-type]
        elif isinstance(node, nodes.For):
            _loop(node, scope, depth, found)
        else:
            found.wrong("tag", node)


def _loop(node: nodes.For, scope: Scope, depth: int, found: Found) -> None:
    target, over = node.target, node.iter
    if not isinstance(target, nodes.Name) or target.name in {*VARIABLES, "loop"} or target.name.startswith("_"):
        return found.wrong("loop-name", node)
    is_list = isinstance(over, nodes.Name) and over.name in VARIABLES and VARIABLES[over.name].type in LISTS
    if not is_list or node.recursive or node.test is not None or depth >= DEEPEST_LOOP:
        return found.wrong("loop", node)
    name = over.name  # type: ignore[attr-defined]
    found.used.add(name)
    columns = VARIABLES[name].columns if VARIABLES[name].type == "rows" else None
    _statements(node.body, {**scope, target.name: columns, "loop": LOOP}, depth + 1, found)
    _statements(node.else_, scope, depth, found)
    return None


def _printed(node: nodes.Node, scope: Scope, found: Found) -> None:
    """What is printed must be a text or a number: a list or a yes would come out as a word of the program."""
    if isinstance(node, nodes.Name) and node.name not in scope and node.name in VARIABLES:
        kind = VARIABLES[node.name].type
        if kind in LISTS or kind == "yes":
            found.wrong("print-list" if kind in LISTS else "print-yes", node, node.name)
    if isinstance(node, nodes.Name) and scope.get(node.name) is not None:
        found.wrong("print-row", node, node.name)
    if isinstance(node, nodes.CondExpr):
        if node.expr2 is None:  # nothing would be printed: a blank
            found.wrong("no-else", node)
        for branch in (node.expr1, node.expr2):
            if branch is not None:
                _printed(branch, scope, found)
        return _expression(node.test, scope, found)
    if isinstance(node, nodes.Concat):
        for part in node.nodes:
            _printed(part, scope, found)
        return None
    if isinstance(node, nodes.Compare | nodes.Not | nodes.And | nodes.Or):
        found.wrong("print-yes", node)
    return _expression(node, scope, found)


def _expression(node: nodes.Node, scope: Scope, found: Found) -> None:
    if isinstance(node, nodes.Name):
        _name(node, scope, found)
    elif isinstance(node, nodes.Getattr):
        _attribute(node, scope, found)
    elif isinstance(node, nodes.Filter):
        _filter(node, scope, found)
    elif isinstance(node, nodes.Const):
        if isinstance(node.value, str) and len(node.value) > LONGEST_TEXT:
            found.wrong("expression", node)
    elif _is_harmless(node):
        for part in _parts(node):
            _expression(part, scope, found)
    else:
        found.wrong("expression", node)


def _is_harmless(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Compare):
        return all(operand.op in COMPARISONS for operand in node.ops)
    return isinstance(node, nodes.Not | nodes.And | nodes.Or | nodes.CondExpr | nodes.Concat)


def _parts(node: nodes.Node) -> Iterator[nodes.Node]:
    for part in node.iter_child_nodes():
        yield part.expr if isinstance(part, nodes.Operand) else part


def _name(node: nodes.Name, scope: Scope, found: Found) -> None:
    if node.name in scope:
        return
    if node.name in VARIABLES:
        found.used.add(node.name)
    else:
        found.wrong("unknown", node, node.name, nearest(node.name))


def _attribute(node: nodes.Getattr, scope: Scope, found: Found) -> None:
    owner = node.node
    columns = scope.get(owner.name) if isinstance(owner, nodes.Name) else None
    if columns is None:
        if isinstance(owner, nodes.Name):
            _name(owner, scope, found)
        found.wrong("attribute", node, f".{node.attr}")
    elif node.attr not in columns:
        found.wrong("attribute", node, f".{node.attr}", ", ".join(columns))


def _filter(node: nodes.Filter, scope: Scope, found: Found) -> None:
    if node.name not in FILTERS:
        found.wrong("filter", node, f"|{node.name}", ", ".join(sorted(FILTERS)))
    elif node.args or node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
        found.wrong("expression", node)
    if node.node is not None:
        _expression(node.node, scope, found)
