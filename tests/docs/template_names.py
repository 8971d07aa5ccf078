"""Every name that a template uses, followed from what it is given to the dataclasses.

Reads templates as Jinja2 parses them: attributes, loops, `set`, macros, includes, blocks.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import is_dataclass
from types import UnionType
from typing import Any
from typing import Union
from typing import get_args
from typing import get_origin

from jinja2 import BaseLoader
from jinja2 import Environment
from jinja2 import nodes

from scripts.template_page import fields_of

Scope = dict[str, Any]

# What Jinja2 knows of a loop.
LOOP: Scope = dict.fromkeys(("index", "first", "last", "length"), str)


@dataclass(slots=True, kw_only=True)
class Reader:
    """One language's templates read with types for values; gathers what they use."""

    environment: Environment
    language: str
    unknown: list[str] = field(default_factory=list)
    used: set[tuple[type, str]] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)
    place: str = ""

    def template(self, name: str, scope: Scope) -> None:
        """Read a template that knows the names of `scope`."""
        parsed, before = self._parsed(name), self.place
        extends = next(parsed.find_all(nodes.Extends), None)
        own = {block.name: block for block in parsed.find_all(nodes.Block)}
        # The block that is furthest from the layout counts, and is read where it stands.
        scope["blocks"] = {**own, **scope.get("blocks", {})}
        self.place = name
        self._all(parsed.body, scope)
        if extends is not None:
            self.template(self._names(extends.template, scope)[0], scope)
        self.place = before

    def _parsed(self, name: str) -> nodes.Template:
        loader = self.environment.loader
        assert isinstance(loader, BaseLoader)
        self.templates.add(name)
        source, _, _ = loader.get_source(self.environment, name)
        return self.environment.parse(source, name)

    def _all(self, found: list[nodes.Node], scope: Scope) -> None:
        for node in found:
            self._read(node, scope)

    def _read(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self._type(part, scope)
            case nodes.For():
                held = element(self._type(node.iter, scope))
                inner = {**scope, "loop": LOOP, **dict(self._bound(node.target, held))}
                self._all(node.body, inner)
                self._all(node.else_, scope)
            case nodes.If():
                self._type(node.test, scope)
                self._all([*node.body, *node.elif_, *node.else_], scope)
            case nodes.Assign():
                scope.update(self._bound(node.target, self._type(node.node, scope)))
            case nodes.AssignBlock():
                self._all(node.body, scope)
                scope.update(self._bound(node.target, str))
            case nodes.Macro():
                scope[node.name] = node
            case nodes.Block():
                self._all(scope["blocks"][node.name].body, scope)
            case _:
                self._read_other(node, scope)

    def _read_other(self, node: nodes.Node, scope: Scope) -> None:
        """What brings in another template."""
        match node:
            case nodes.Import():
                scope[node.target] = self._module(node, scope)
            case nodes.FromImport():
                module = self._module(node, scope)
                scope.update({str(name): module[str(name)] for name in node.names})
            case nodes.Include():
                for name in self._names(node.template, scope):
                    self.template(name, dict(scope))
            case nodes.Extends():
                pass
            case _:
                raise TypeError(f"{self.place}:{node.lineno}: {type(node).__name__}")

    def _bound(self, target: nodes.Node, kind: object) -> Iterator[tuple[str, object]]:
        assert isinstance(target, nodes.Name)
        yield target.name, kind

    def _module(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Scope:
        (name,) = self._names(node.template, scope)
        module: Scope = {"blocks": {}}
        before, self.place = self.place, name
        self._all(self._parsed(name).body, module)
        self.place = before
        # A macro knows the names of its own file.
        return {
            key: (module, one) if isinstance(one, nodes.Macro) else one
            for key, one in module.items()
        }

    def _names(self, node: nodes.Node, scope: Scope) -> list[str]:
        """Which templates an include, an import or an extends may mean."""
        if isinstance(node, nodes.Const):
            return [str(node.value)]
        assert isinstance(node, nodes.Add)
        self._type(node.left, scope)
        assert isinstance(node.right, nodes.Const)
        return [f"{language}{node.right.value}" for language in ("es", "en")]

    def _type(self, node: nodes.Node, scope: Scope) -> Any:
        match node:
            case nodes.Name():
                if node.name not in scope:
                    self._miss(node, node.name)
                return scope.get(node.name)
            case nodes.Getattr():
                return self._attribute(node, self._type(node.node, scope), node.attr)
            case nodes.Getitem():
                return self._item(node, scope)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.Filter(node=nodes.Node() as filtered):
                return self._filtered(node, self._type(filtered, scope), scope)
            case nodes.Or() | nodes.CondExpr():
                kinds = [self._type(one, scope) for one in node.iter_child_nodes()]
                return kinds[0]
            case _:
                for one in node.iter_child_nodes():
                    self._type(one, scope)
                return str

    def _filtered(self, node: nodes.Filter, kind: Any, scope: Scope) -> Any:
        """What a filter makes of a list: `sum` joins lists, `batch` makes lists of it."""
        for argument in (*node.args, *node.kwargs):
            self._type(argument, scope)
        match node.name:
            case "sum":
                return element(kind)
            case "batch":
                return tuple[kind, ...]
            case "selectattr":
                return kind
        return str

    def _item(self, node: nodes.Getitem, scope: Scope) -> Any:
        kind, key = self._type(node.node, scope), self._type(node.arg, scope)
        if isinstance(kind, dict):
            assert not isinstance(key, dict)
            return str
        return element(kind)

    def _attribute(self, node: nodes.Node, kind: object, name: str) -> Any:
        if isinstance(kind, dict):
            if name not in kind:
                self._miss(node, name)
            return kind.get(name)
        if kind is None:
            return None
        for one in alternatives(kind):
            if isinstance(one, type) and is_dataclass(one) and name in fields_of(one):
                self.used.add((one, name))
                return fields_of(one)[name]
        self._miss(node, name)
        return None

    def _call(self, node: nodes.Call, scope: Scope) -> type:
        if isinstance(node.node, nodes.Getattr):
            # `self.name()` is the block of that name once more.
            self._all(scope["blocks"][node.node.attr].body, scope)
            return str
        assert isinstance(node.node, nodes.Name)
        found = scope[node.node.name]
        module, macro = found if isinstance(found, tuple) else (scope, found)
        assert isinstance(macro, nodes.Macro)
        given = [self._type(one, scope) for one in node.args]
        given += [str] * (len(macro.args) - len(given))
        names = [argument.name for argument in macro.args]
        self._all(macro.body, {**module, **dict(zip(names, given, strict=True))})
        return str

    def _miss(self, node: nodes.Node, name: str) -> None:
        self.unknown.append(f"{self.place}:{node.lineno}: {name}")


def alternatives(kind: object) -> tuple[object, ...]:
    """The types that a value may have where it is there at all."""
    union = get_origin(kind) in (Union, UnionType)
    return get_args(kind) if union else (kind,)


def element(kind: object) -> object:
    """What a list of this type holds; None for what is not known."""
    for one in alternatives(kind):
        if get_origin(one) is tuple:
            return get_args(one)[0]
    assert kind is None, f"no list: {kind}"
    return None


def read(
    environment: Environment, language: str, name: str, names: Mapping[str, object]
) -> Reader:
    """A template read in a language, given these names."""
    reader = Reader(environment=environment, language=language)
    reader.template(name, dict(names))
    return reader
