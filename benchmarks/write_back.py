"""Two result sheets put into a large workbook, beside openpyxl doing the same job.

`python -m benchmarks.write_back` makes the workbooks, times both as whole processes in
turn, and prints seconds, memory and ratios; it also asks of the result that nothing of
hers is lost.
"""

import re
import statistics
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value
from apoq_batch.tables.model import table
from benchmarks.__main__ import Measured
from benchmarks.__main__ import measure
from benchmarks.__main__ import show

SIZES = (20_000, 200_000)
MEMBERS, MONTHS, RESULT_COLUMNS = 367, 12, 9
_VALUE = re.compile(rb"</f><v>[^<]")
KEYS = ("members", "loans")
TITLES = {"members": "R Socios", "loans": "R Préstamos"}


def make_book(size: Path, target: Path) -> None:
    """367 members with a sum a month each, over so many deliveries of eight columns."""
    import xlsxwriter

    rows = int(size.name)
    with xlsxwriter.Workbook(target) as book:
        money = book.add_format({"num_format": '"S/" #,##0.00'})
        members = book.add_worksheet("Socios")
        for row in range(MEMBERS):
            members.write_row(row + 1, 0, [f"S-{row:03}", f"Socio {row}"])
            for month in range(MONTHS):
                sums = f"=SUMIFS(Entregas!$C:$C,Entregas!$B:$B,$A{row + 2})+{month}"
                members.write_formula(row + 1, month + 2, sums, money, row * month)
        deliveries = book.add_worksheet("Entregas")
        for row in range(rows):
            facts = [row % 365 + 46_000, f"S-{row % MEMBERS:03}", row % 97, row % 5]
            deliveries.write_row(row + 1, 0, [*facts, f"G-{row}", "norte", row * 0.25])
            deliveries.write_formula(row + 1, 7, f"=C{row + 2}*0.5", money, row % 97 / 2)


def results() -> tuple[Table, ...]:
    """Two tables as large as those of the members."""
    said = "The day of the delivery."
    sums = tuple(
        TableColumn(
            key=f"sum{n}",
            es=f"Suma {n}",
            en=f"Sum {n}",
            help=said,
            format=Format.MONEY,
            is_summed=True,
        )
        for n in range(RESULT_COLUMNS - 2)
    )
    code = TableColumn(key="code", es="Código", en="Code", help=said)
    name = TableColumn(key="member", es="Socio", en="Member", help=said)
    rows: list[tuple[Value, ...]] = [
        (f"S-{row:03}", f"Socio {row}", *(row * n for n in range(RESULT_COLUMNS - 2)))
        for row in range(MEMBERS)
    ]
    return tuple(table(key, (code, name, *sums), rows, has_total=True) for key in KEYS)


def ours(source: Path, target: Path) -> None:
    """The job by our own package."""
    from apoq_batch.workbook.package.package import open_package
    from apoq_batch.workbook.package.result_sheets import ResultSheet
    from apoq_batch.workbook.package.result_sheets import put
    from apoq_batch.workbook.package.result_sheets import titles
    from apoq_batch.workbook.results.draw import draw

    original = open_package(source.name, source.read_bytes())
    wanted = tuple(ResultSheet(key=key, title=TITLES[key]) for key in KEYS)
    sheets = titles(original, wanted)
    by_key = {sheet.key: sheet.title for sheet in sheets}
    drawn = draw(results(), by_key, language="es", period="2026", uses_1904=False)
    target.write_bytes(put(original, drawn, sheets))


def theirs(source: Path, target: Path) -> None:
    """The job by openpyxl, without formats, links or totals."""
    import openpyxl

    book = openpyxl.load_workbook(source)
    for one in results():
        page = book.create_sheet(TITLES[one.key])
        page.append([column.es for column in one.columns])
        for row in one.rows:
            page.append([value / 100 if isinstance(value, int) else value for value in row])
    book.save(target)


def pair(book: Path, folder: Path, label: str) -> None:
    """Time both on one workbook, in turn, and print the ratios."""
    taken: dict[str, Measured] = {}
    for name in ("theirs", "ours"):
        command = [sys.executable, "-m", __spec__.name, name, str(book)]
        target = folder / f"{name}.xlsx"
        taken[name] = measure(f"{name}, {label}", [*command, str(target)], runs=3)
        show(taken[name], taken["theirs"])
    spent = {name: statistics.median(one.processor) for name, one in taken.items()}
    times = spent["theirs"] / spent["ours"]
    memory = taken["ours"].megabytes / taken["theirs"].megabytes
    print(
        f"    {times:.1f} times less processor time, {memory:.2f} of the memory, {kept(book, folder)}"
    )


def kept(book: Path, folder: Path) -> str:
    """How many of her stored formula values each of the two left in the file."""
    counts = [
        _stored_values(path)
        for path in (book, folder / "ours.xlsx", folder / "theirs.xlsx")
    ]
    return f"formula values of hers kept: {counts[1]} and {counts[2]} of {counts[0]}"


def _stored_values(path: Path) -> int:
    with ZipFile(BytesIO(path.read_bytes())) as package:
        sheets = [f"xl/worksheets/sheet{number}.xml" for number in (1, 2)]
        return sum(len(_VALUE.findall(package.read(name))) for name in sheets)


def main() -> None:
    """Measure, or do one job when told which."""
    jobs = {"ours": ours, "theirs": theirs, "book": make_book}
    if len(sys.argv) > 1:
        jobs[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in SIZES:
            book = folder / f"{rows}.xlsx"
            # In a process of its own: a child is charged with the memory of its parent.
            own = [sys.executable, "-m", __spec__.name, "book", str(rows), str(book)]
            subprocess.run(own, check=True)
            pair(book, folder, f"{rows:,} rows, {book.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
