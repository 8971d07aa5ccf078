"""Whatever happens to the sheets between two runs, hers stay and ours are there once."""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook

from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.xml_element import Element
from tests.sampling import tries
from tests.workbook.package_books import HERS
from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import edited
from tests.workbook.package_books import loaded
from tests.workbook.package_books import names_in
from tests.workbook.package_books import new_sheets
from tests.workbook.package_books import page
from tests.workbook.package_books import put
from tests.workbook.package_books import saved
from tests.workbook.package_books import take_out
from tests.workbook.package_books import text
from tests.workbook.package_books import titles

BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
ALL_ROWS = "!$1:$1048576"
TITLES = {"funds": ("R Fondos", "R Funds"), "loans": ("R Préstamos", "R Loans")}
# What Excel and LibreOffice make of a name whose sheet is gone.
DEAD = ("#REF!", "#REF!$1:$1048576")
FRESH = ("Mis fondos", "D'Ana hoy", "Año 2026 (1)", "a & b <c>")
# Titles that ours would like to have, in either language, in another case or numbered.
WANTED_BY_US = ("R Fondos", "r funds", "R Loans", "R Préstamos (2)")
SHEET = st.integers(0, 9)
Change = Callable[[Element], None]


@dataclass(kw_only=True)
class Book:
    """A file, and what it has to look like: its sheets in order, by a name that stays."""

    file: bytes = HERS
    order: list[str] = field(default_factory=lambda: ["h0", "h1"])
    titles: dict[str, str] = field(default_factory=lambda: {"h0": "Socios", "h1": "Fondos"})
    own: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def pick(self, number: int, kind: str = "") -> str | None:
        """One of the sheets, of hers or of ours; None when there is none."""
        which = [
            one for one in self.order if not kind or (one in TITLES) == (kind == "ours")
        ]
        return which[number % len(which)] if which else None


class Step:
    """Something that happens to the file."""

    def take(self, book: Book) -> None:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Run(Step):
    """The program puts its sheets in."""

    language: int
    keys: tuple[str, ...]

    def take(self, book: Book) -> None:
        wanted = tuple(
            ResultSheet(key=key, title=TITLES[key][self.language], aliases=TITLES[key])
            for key in self.keys
        )
        settled = titles(book.file, wanted)
        book.file = put(book.file, drawn(settled), settled)
        kept = [one for one in book.order if one not in TITLES or one in self.keys]
        book.order = kept + [key for key in self.keys if key not in kept]
        book.own &= set(book.order)
        book.hidden &= set(book.order)
        for sheet in settled:
            if sheet.key in book.own:
                assert sheet.title == book.titles[sheet.key]
            book.titles[sheet.key] = sheet.title
        assert_as_it_should_be(book, wanted)
        assert put(book.file, drawn(settled), settled) == book.file


@cache
def drawn(settled: tuple[ResultSheet, ...]) -> bytes:
    return new_sheets(settled)


@dataclass(frozen=True, kw_only=True)
class Rename(Step):
    """She gives a sheet another title; names follow, as in Excel."""

    kind: str
    number: int
    title: str

    def take(self, book: Book) -> None:
        sheet = book.pick(self.number, self.kind)
        taken = {
            title.casefold() for one, title in book.titles.items() if one in book.order
        }
        if sheet is None or self.title.casefold() in taken:
            return
        old, new = (quoted(title) for title in (book.titles[sheet], self.title))

        def change(root: Element) -> None:
            entries(root)[book.order.index(sheet)].set("name", self.title)
            for name in root.iterfind("{*}definedNames/{*}definedName"):
                said = name.text or ""
                plain = f"{book.titles[sheet]}!"
                name.text = said.replace(f"{old}!", f"{new}!")
                if said.startswith(plain):
                    name.text = said.replace(plain, f"{new}!", 1)

        book.file = with_sheets(book.file, change)
        book.titles[sheet] = self.title
        if sheet in TITLES:
            book.own.add(sheet)


def quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


@dataclass(frozen=True, kw_only=True)
class Move(Step):
    """She drags a tab to another place."""

    number: int
    to: int

    def take(self, book: Book) -> None:
        at, to = (place % len(book.order) for place in (self.number, self.to))

        def change(root: Element) -> None:
            held = entries(root)[at]
            sheets = held.getparent()
            assert sheets is not None
            sheets.remove(held)
            sheets.insert(to, held)

        book.file = with_sheets(book.file, change)
        book.order.insert(to, book.order.pop(at))


@dataclass(frozen=True, kw_only=True)
class Hide(Step):
    """She hides a sheet, or shows it again; one is always to be seen."""

    number: int

    def take(self, book: Book) -> None:
        sheet = book.order[self.number % len(book.order)]
        seen = [one for one in book.order if one.startswith("h") and one not in book.hidden]
        if seen == [sheet]:
            return

        def change(root: Element) -> None:
            entry = entries(root)[book.order.index(sheet)]
            if sheet in book.hidden:
                del entry.attrib["state"]
            else:
                entry.set("state", "hidden")

        book.file = with_sheets(book.file, change)
        book.hidden ^= {sheet}


@dataclass(frozen=True, kw_only=True)
class Delete(Step):
    """She deletes a sheet of ours; its name is left behind, dead."""

    number: int
    leaves: str

    def take(self, book: Book) -> None:
        sheet = book.pick(self.number, "ours")
        if sheet is None:
            return
        held = loaded(book.file)
        del held[book.titles[sheet]]
        held.defined_names[f"_apoq.{sheet}"].value = self.leaves
        book.file = saved(held)
        book.order.remove(sheet)
        book.own.discard(sheet)
        book.hidden.discard(sheet)


@dataclass(frozen=True)
class SaveElsewhere(Step):
    """openpyxl reads the file and writes it anew, without anything it does not know."""

    def take(self, book: Book) -> None:
        book.file = saved(loaded(book.file))


@dataclass(frozen=True)
class Forget(Step):
    """Another program keeps our names but neither that they are hidden nor their note."""

    def take(self, book: Book) -> None:
        def change(root: Element) -> None:
            for name in root.iterfind("{*}definedNames/{*}definedName"):
                if name.get("name", "").startswith("_apoq."):
                    for what in ("hidden", "comment"):
                        name.attrib.pop(what, None)

        book.file = with_sheets(book.file, change)


@dataclass(frozen=True)
class TakeOut(Step):
    """Our sheets go."""

    def take(self, book: Book) -> None:
        book.file = take_out(book.file)
        book.order = [one for one in book.order if one not in TITLES]
        book.own.clear()
        book.hidden &= set(book.order)
        assert_as_it_should_be(book, ())
        assert take_out(book.file) == book.file


def is_seen(entry: Element) -> bool:
    return entry.get("state", "visible") == "visible"


def entries(root: Element) -> list[Element]:
    return root.findall("{*}sheets/{*}sheet")


def with_sheets(file: bytes, change: Change) -> bytes:
    """The file with another list of sheets; what is said by position is said anew."""

    def edit(content: str) -> str:
        root: Element = etree.fromstring(content.encode())
        before = entries(root)
        names = root.findall("{*}definedNames/{*}definedName[@localSheetId]")
        local = [(name, before[int(name.get("localSheetId", ""))]) for name in names]
        views = root.findall("{*}bookViews/{*}workbookView")
        front = [(view, before[int(view.get("activeTab", "0"))]) for view in views]
        change(root)
        after = entries(root)
        for name, entry in local:
            name.set("localSheetId", str(after.index(entry)))
        for view, entry in front:
            shown = entry if is_seen(entry) else next(filter(is_seen, after))
            view.set("activeTab", str(after.index(shown)))
        return str(etree.tostring(root, encoding="unicode"))

    return edited(file, {BOOK: edit})


def her_cells(book: Workbook, title: str) -> list[tuple[object, ...]]:
    return [
        (cell.coordinate, cell.value, cell.number_format, cell.font.name, cell.font.b)
        for row in page(book, title).iter_rows()
        for cell in row
    ]


HER_CELLS = {one: her_cells(loaded(HERS), title) for one, title in Book().titles.items()}


def assert_as_it_should_be(book: Book, ours: tuple[ResultSheet, ...]) -> None:
    held, root = loaded(book.file), etree.fromstring(text(book.file, BOOK).encode())
    assert held.sheetnames == [book.titles[one] for one in book.order]
    states = {entry.get("name"): entry.get("state", "visible") for entry in entries(root)}
    hidden = {book.titles[one] for one in book.hidden}
    assert {title for title, state in states.items() if state == "hidden"} == hidden
    for one, cells in HER_CELLS.items():
        assert her_cells(held, book.titles[one]) == cells
    keys = [sheet.key for sheet in ours]
    marks = {
        name: said.value
        for name, said in held.defined_names.items()
        if "_apoq" in name and (ours or leads_to_a_sheet(str(said.value), held.sheetnames))
    }
    assert marks == {f"_apoq.{key}": quoted(book.titles[key]) + ALL_ROWS for key in keys}
    for place, key in enumerate(keys):
        shown = page(held, book.titles[key])
        assert [shown[at].value for at in ("A1", "B2", "B3")] == ["Código", 12.5, 7 + place]
        assert shown.print_title_rows == "$1:$1"
    assert_nothing_twice(book.file, root)


def leads_to_a_sheet(said: str, titles_there: list[str]) -> bool:
    """A name whose sheet she deleted marks nothing; with no sheet of ours it may be left."""
    return any(said == quoted(title) + ALL_ROWS for title in titles_there)


def assert_nothing_twice(file: bytes, root: Element) -> None:
    """Titles, numbers, ids, names and tables; what clashes makes Excel repair the file."""
    listed = entries(root)
    links = etree.fromstring(text(file, LINKS).encode())
    id_space = f"{{{TRANSITIONAL}officeDocument/2006/relationships}}id"
    names = root.findall("{*}definedNames/{*}definedName")
    tables = [
        etree.fromstring(text(file, part).encode()) for part in names_in(file, "xl/tables/")
    ]
    book_names = [one.get("name", "") for one in names if one.get("localSheetId") is None]
    for many in (
        [entry.get("name", "").casefold() for entry in listed],
        [entry.get("sheetId") for entry in listed],
        [entry.get(id_space) for entry in listed],
        [link.get("Id") for link in links],
        [link.get("Target", "").removeprefix("/xl/") for link in links],
        [(name.get("name", "").casefold(), name.get("localSheetId")) for name in names],
        [table.get("id") for table in tables],
        [
            *(t.get("displayName", "").casefold() for t in tables),
            *map(str.casefold, book_names),
        ],
    ):
        assert len(many) == len(set(many)), many
    assert {entry.get(id_space) for entry in listed} <= {link.get("Id") for link in links}
    fronts = [int(view.get("activeTab", "0")) for view in root.iter("{*}workbookView")]
    assert all(is_seen(listed[place]) for place in fronts)


RUN = st.builds(
    Run,
    language=st.sampled_from([0, 1]),
    keys=st.sampled_from([("funds", "loans"), ("funds", "loans"), ("loans",)]),
)
STEPS = st.one_of(
    RUN,
    RUN,
    st.builds(Rename, kind=st.just("ours"), number=SHEET, title=st.sampled_from(FRESH)),
    st.builds(
        Rename, kind=st.just("hers"), number=SHEET, title=st.sampled_from(WANTED_BY_US)
    ),
    st.builds(Move, number=SHEET, to=SHEET),
    st.builds(Hide, number=SHEET),
    st.builds(Delete, number=SHEET, leaves=st.sampled_from(DEAD)),
    st.builds(SaveElsewhere),
    st.builds(Forget),
    st.builds(TakeOut),
)


@tries(40)
@given(st.lists(STEPS, min_size=2, max_size=7))
def test_whatever_happens_between_runs(steps: list[Step]) -> None:
    book = Book()
    for step in [Run(language=0, keys=("funds", "loans")), *steps]:
        step.take(book)
    Run(language=0, keys=("funds", "loans")).take(book)
    TakeOut().take(book)
