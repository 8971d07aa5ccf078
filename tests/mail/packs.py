"""A small pack, sealed as the program seals it, without closing a month."""

import json
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from apoq_batch.pack import publishing
from apoq_batch.pack.recovery import PlannedWrite

MONTH = "2026-09"
NO_WORKBOOK = PlannedWrite(workbook=Path("libro.xlsx"), before="", after=None)
ROSA = {"role": "Presidenta", "name": "Rosa Inés Chero", "email": "rosa@apoq.example"}
LUIS = {"role": "Tesorero", "name": "Luis, «el Ñato» Mena", "email": "luis@apoq.example"}
ANA = {"role": "Vocal", "name": "Ana Soto", "email": "ana@apoq.example"}
SUMMARY = (
    ("Boxes and premium", "Boxes of the month", 35_740),
    ("Boxes and premium", "Boxes of the year", 296_484),
    ("Boxes and premium", "Premium in soles", {"centimos": 1_052_596_51}),
    ("Loans", "Loans proposed", 295),
    ("Loans", "Amount proposed", {"centimos": 97_190_00}),
    ("Loans", "Portfolio", {"centimos": 14_487_88}),
    ("Loans", "PAR30", "345671/1448788"),
    ("Premium by month", "Aug 2026", {"centimos": 5_00}),
    ("Premium by month", "Sep 2026", {"centimos": 61_500_25}),
)
REPORT = b"%PDF-1.7 the report of the month\n%%EOF\n"


def results(
    board: Iterable[Mapping[str, str]] = (ROSA,),
    organisation: str = "Asociación de Querecotillo",
    **changes: Any,
) -> dict[str, Any]:
    """What `resultados.json` says, as far as mail asks."""
    told = {(group, figure): value for group, figure, value in SUMMARY}
    told |= changes.pop("figures", {})
    return {
        "version": "0.1.0",
        "month": MONTH,
        "parameters": {"organisation": organisation},
        "board": list(board),
        "sheets": {
            "summary": [
                {"group": group, "figure": figure, "value": value}
                for (group, figure), value in told.items()
            ],
            "funds": [
                {"code": "PRE", "available": 8_89},
                {"code": "ADM", "available": -50},
            ],
        },
        **changes,
    }


def files_of(
    told: Mapping[str, Any], report: bytes | None = REPORT, **more: bytes
) -> dict[str, bytes]:
    """The files of a pack; of `more`, `workbook` and `letters` have their place."""
    plain = json.dumps(told, ensure_ascii=False).encode()
    files = {publishing.RESULTS: plain, "original/libro.xlsx": b"original"}
    files["Año 2026 – libro.xlsx"] = more.get("workbook", b"PK workbook")
    if report is not None:
        files["informe-directiva.pdf"] = report
    if "letters" in more:
        files["cartas/S0001-uno.pdf"] = more["letters"]
        files["cartas/S0002-dos.pdf"] = b"%PDF letter two"
    return files


def published_folder(
    output: Path, files: Mapping[str, bytes], language: str = "es"
) -> Path:
    """The folder of a pack, in its place."""
    with publishing.building(output, MONTH) as staging:
        for name, content in files.items():
            publishing.put(staging, name, content)
        publishing.write_manifest(staging, {"month": MONTH, "language": language})
        return publishing.publish(staging, NO_WORKBOOK)


def make_pack(
    output: Path, *board: Mapping[str, str], language: str = "es", **more: Any
) -> Path:
    """A pack whose board these are."""
    files = files_of(results(board or (ROSA,)), **more)
    return published_folder(output, files, language)
