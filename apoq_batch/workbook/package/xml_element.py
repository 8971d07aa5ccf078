"""An XML element as lxml makes it: what we use of it, as lxml has no public name for it.

Knows elements; must not know what any of them means.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import MutableMapping
from typing import Any
from typing import Protocol
from typing import TypeAlias
from typing import overload

# Of lxml, which has no types.
Document: TypeAlias = Any


class Element(Protocol):
    """An element of a tree: its children in their order, its attributes, its first text.

    Names are `{namespace}name`, or `{*}name` in any namespace; paths are those of
    ElementPath. An element is in one place: to append or insert it elsewhere moves it.
    The tag of an element is its name; comments, which stand among the children, have another.
    """

    tag: object
    text: str | None

    @property
    def attrib(self) -> MutableMapping[str, str]:
        """The attributes, to be read and changed."""

    @property
    def nsmap(self) -> Mapping[str | None, str]:
        """The namespaces that can be used in it, by their prefixes."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator["Element"]: ...

    def __getitem__(self, place: int) -> "Element": ...

    # The value of an attribute, or the default.
    @overload
    def get(self, key: str) -> str | None: ...

    @overload
    def get(self, key: str, default: str) -> str: ...

    def set(self, key: str, value: str) -> None:
        """Give an attribute a value."""

    def find(self, path: str) -> "Element | None":
        """The first element that a path leads to."""

    def findall(self, path: str) -> "list[Element]":
        """All elements that a path leads to, in their order."""

    def iterfind(self, path: str) -> "Iterator[Element]":
        """As `findall`, one at a time."""

    def iter(self, name: str = ...) -> "Iterator[Element]":
        """This element and all below it, those of a name only if one is given."""

    def iterchildren(self, name: str = ...) -> "Iterator[Element]":
        """The children, those of a name only if one is given."""

    def append(self, element: "Element") -> None:
        """Make another element its last child."""

    def extend(self, elements: "Iterable[Element]") -> None:
        """Append several."""

    def insert(self, place: int, element: "Element") -> None:
        """Make another element its child of that number, counted from 0."""

    def remove(self, element: "Element") -> None:
        """Take a child out."""

    def addnext(self, element: "Element") -> None:
        """Put another element behind this one."""

    def addprevious(self, element: "Element") -> None:
        """Put another element before this one."""

    def getparent(self) -> "Element | None":
        """The element it is a child of."""

    def getroottree(self) -> Document:
        """The document it is in, with what stands around its root."""
