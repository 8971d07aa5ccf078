"""The shipped example with its members many times over, as a workbook of its own."""

import sys
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

PER_MEMBER = {
    "Socios": ("codigo", "dni"),
    "Familia": ("socio", "dni"),
    "Entregas": ("socio",),
    "Primas": (),
    "Prestamos": ("numero", "socio"),
    "Pagos": ("socio", "prestamo"),
    "Emergencias": ("numero", "socio", "beneficiario_dni"),
}
ACCENTS = str.maketrans("áéíóú ", "aeiou_")

Row = tuple[object, ...]


def enlarge(source: Path, target: Path, times: int) -> None:
    """Write `source` with everything that belongs to members `times` over."""
    book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    with xlsxwriter.Workbook(target) as larger:
        dated = larger.add_format({"num_format": "dd/mm/yyyy"})
        for sheet in book.worksheets:
            if sheet.title.startswith("R "):
                continue
            page = larger.add_worksheet(sheet.title)
            rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
            for index, row in enumerate(_repeated(sheet.title, rows, times)):
                for column, value in enumerate(row):
                    if hasattr(value, "year"):
                        page.write_datetime(index, column, value, dated)
                    elif isinstance(value, str):
                        page.write_string(index, column, value)
                    elif value is not None:
                        page.write(index, column, value)


def _repeated(title: str, rows: Sequence[Row], times: int) -> Iterator[Row]:
    keys = PER_MEMBER.get(title)
    yield from rows
    if keys is None or not rows:
        return
    head = [str(value or "").lower().translate(ACCENTS) for value in rows[0]]
    places = {head.index(key): key for key in keys}
    for copy in range(1, times):
        for row in rows[1:]:
            yield tuple(_renamed(value, places.get(i), copy) for i, value in enumerate(row))


def _renamed(value: object, key: str | None, copy: int) -> object:
    if key is None or value is None:
        return value
    # Nine letters and digits: the form of a foreigner's card, and so a valid DNI.
    return f"{chr(64 + copy)}{value}"


if __name__ == "__main__":
    enlarge(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
