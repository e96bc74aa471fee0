"""Every regular expression of the source, with the methods that the source applies it by.

Found in the syntax tree, so that none can be forgotten: those compiled under a name, and calls such
as ``re.sub("...", ...)``. What is put together at run time is found as well, but not what it is.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split")
_FOLDERS = {"rumor": "rumor", "features": "rumor.features", "experiments": "rumor.experiments"}
# All of these look for one place after the other, and so do the same work.
_SCANS = dict.fromkeys(("findall", "sub", "subn", "split"), "finditer")
_ANY = frozenset(("search", "fullmatch", "finditer"))


@dataclass
class Site:
    """A place in the source with a regular expression.

    Attributes
    ----------
    module : str
    name : str
        The constant it is kept in, else the function it stands in.
    literal : str, bytes or None
        The expression, if it stands in the call that applies it.
    built : bool
        Whether it is put together at run time.
    methods : set of str
        Those of `re.Pattern` that it is applied by, with ``finditer`` for all that scan a text.
    flags : int
        Given beside the expression where it is applied.
    """

    module: str
    name: str
    literal: str | bytes | None = None
    built: bool = False
    methods: set[str] = field(default_factory=set)
    flags: int = 0

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"

    def pattern(self) -> re.Pattern:
        """Return the expression, compiled."""
        kept = self.literal
        if kept is None:
            kept = getattr(import_module(self.module), self.name)
        return re.compile(kept, self.flags)


def sites(root: Path) -> list[Site]:
    """Find the regular expressions of the packages in a checkout."""
    found: list[Site] = []
    for folder, package in _FOLDERS.items():
        for path in sorted((root / folder).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            parts = path.relative_to(root / folder).with_suffix("").parts
            module = ".".join((package, *parts)).removesuffix(".__init__")
            if "import re\n" in source:
                found += in_module(ast.parse(source), module)
    return found


def in_module(tree: ast.Module, module: str) -> Iterator[Site]:
    """Find the regular expressions of a module."""
    named = {
        target: node.value
        for node in tree.body
        if (target := _assigned(node)) and _function_of_re(node.value) == "compile"
    }
    used = _methods(tree, frozenset(named))
    yield from (Site(module, name, methods=used[name]) for name in named)
    constants = {target for node in tree.body if (target := _assigned(node))}
    known = {id(call) for call in named.values()}
    for owner, call in _calls(tree, "<module>"):
        if id(call) not in known:
            applied, given = _function_of_re(call), call.args[0]
            methods = {_SCANS.get(applied, applied)} if applied != "compile" else set(_ANY)
            if isinstance(given, ast.Name) and given.id in constants:
                yield Site(module, given.id, methods=methods, flags=_flags(call))
                continue
            literal = given.value if isinstance(given, ast.Constant) else None
            yield Site(module, owner, literal, literal is None, methods, _flags(call))


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of functions of `re`, each with the function it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and _function_of_re(child):
            yield owner, child
        within = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from _calls(child, child.name if within else owner)


def _assigned(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return ""


def _function_of_re(node: ast.AST | None) -> str:
    """Return the name of the function of `re` that is called, if one is."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    owner, name = node.func.value, node.func.attr
    known = isinstance(owner, ast.Name) and owner.id == "re" and name in ("compile", *METHODS)
    return name if known else ""


def _flags(call: ast.Call) -> int:
    """Return the flags that are given to a function of `re`."""
    owned = (each for each in ast.walk(call) if isinstance(each, ast.Attribute))
    names = (each.attr for each in owned if isinstance(each.value, ast.Name))
    return sum({getattr(re, name).value for name in names if name in re.RegexFlag.__members__})


def _methods(tree: ast.Module, named: frozenset[str]) -> dict[str, set[str]]:
    """Say by which methods each expression is applied; one that is passed on, by any there is."""
    used: dict[str, set[str]] = defaultdict(set)
    others: set[str] = set()
    owners: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if owner in named:
                used[owner].add(_SCANS.get(node.attr, node.attr))
                owners.add(id(node.value))
            elif owner != "re":
                others.add(_SCANS.get(node.attr, node.attr))
    for node in ast.walk(tree):
        read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        if read and node.id in named and id(node) not in owners:
            used[node.id] |= others or _ANY
    return defaultdict(lambda: set(_ANY), used)
