"""Headings as people write them: `fecha_ingreso` -> `Fecha ingreso`.

Knows the accents that keys leave out; folding a heading gives its key back.
"""

from collections.abc import Mapping
from types import MappingProxyType

_ACCENTED: Mapping[str, str] = MappingProxyType(
    {
        "categoria": "categoría",
        "codigo": "código",
        "descripcion": "descripción",
        "devolucion": "devolución",
        "dni": "DNI",
        "guia": "guía",
        "hectareas": "hectáreas",
        "institucion": "institución",
        "minima": "mínima",
        "numero": "número",
        "parametro": "parámetro",
        "prestamo": "préstamo",
        "ruc": "RUC",
        "usd": "USD",
    }
)


def heading_text(key: str) -> str:
    """A key as a heading; the reader folds it back."""
    words = [_ACCENTED.get(word, word) for word in key.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]
