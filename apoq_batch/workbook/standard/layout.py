"""The standard workbook as data: sheets, columns, kinds, headings in Spanish and English.

The reader, the blank workbook, the manual page and the tests all come from this table;
it must not know how a cell is read or drawn. Help texts are translated by the catalogues.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from enum import StrEnum

from apoq_batch.core.bounds import Bound
from apoq_batch.core.places import Section
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import FundType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.records import Relation

HEADER_ROWS = 20


class CellKind(Enum):
    """What a cell holds, and so how it is read, checked and formatted."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MONEY = "money"
    USD = "usd"
    INT = "int"
    DECIMAL = "decimal"
    PERCENT = "percent"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DNI = "dni"
    RUC = "ruc"
    EMAIL = "email"
    QUARTER = "quarter"
    MONTH = "month"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a list, with its two names."""

    value: StrEnum
    es: str
    en: str

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.en if language == "en" else self.es


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an input sheet: the record's field, its headings, what it holds."""

    field: str
    es: str
    en: str
    kind: CellKind
    required: bool = False
    bound: Bound = Bound.NOT_NEGATIVE
    choices: tuple[Choice, ...] = ()
    refers_to: Section | None = None
    help: str

    def heading(self, language: str) -> str:
        """Its heading in a language, as a key."""
        return self.en if language == "en" else self.es


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One input sheet of the standard workbook."""

    section: Section
    es: str
    en: str
    columns: tuple[Column, ...]
    required: bool = False
    about: str

    def title(self, language: str) -> str:
        """Its title in a language."""
        return self.en if language == "en" else self.es


def column(
    field: str,
    headings: str,
    kind: CellKind,
    help: str,
    bound: Bound = Bound.NOT_NEGATIVE,
    *,
    choices: tuple[Choice, ...] = (),
    refers_to: Section | None = None,
) -> Column:
    """A column from `es | en` headings, the Spanish one starred when it is required."""
    es, en = (part.strip() for part in headings.split("|"))
    return Column(
        field=field,
        es=es.rstrip("*"),
        en=en,
        kind=kind,
        required=es.endswith("*"),
        bound=bound,
        choices=choices,
        refers_to=refers_to,
        help=help,
    )


def sheet(section: Section, titles: str, about: str, *columns: Column) -> Sheet:
    """A sheet from `es | en` titles, the Spanish one starred when it is required."""
    es, en = (part.strip() for part in titles.split("|"))
    return Sheet(
        section=section,
        es=es.rstrip("*"),
        en=en,
        columns=columns,
        required=es.endswith("*"),
        about=about,
    )


def choice_column(
    field: str, headings: str, help: str, choices: tuple[Choice, ...]
) -> Column:
    """A column whose cells hold one of some words."""
    return column(field, headings, CellKind.CHOICE, help, choices=choices)


def member_column() -> Column:
    """The column with a member's code."""
    return column(
        "member",
        "socio* | member",
        CellKind.CODE,
        "The member's code.",
        refers_to=Section.MEMBERS,
    )


def fund_column(field: str, headings: str, help: str) -> Column:
    """A column with a fund's code."""
    return column(field, headings, CellKind.CODE, help, refers_to=Section.FUNDS)


GUIDE_TITLES: Mapping[str, str] = {"es": "Instrucciones", "en": "Instructions"}
LISTS_TITLES: Mapping[str, str] = {"es": "Listas", "en": "Lists"}

FUND_TYPES = (
    Choice(value=FundType.LOANS, es="préstamos", en="loans"),
    Choice(value=FundType.EMERGENCY, es="emergencia", en="emergency"),
    Choice(value=FundType.PROJECTS, es="proyectos", en="projects"),
    Choice(value=FundType.OTHER, es="otro", en="other"),
)
STATUSES = (
    Choice(value=MemberStatus.ACTIVE, es="hábil", en="active"),
    Choice(value=MemberStatus.SUSPENDED, es="inhábil", en="suspended"),
    Choice(value=MemberStatus.WITHDRAWN, es="retirado", en="withdrawn"),
    Choice(value=MemberStatus.DECEASED, es="fallecido", en="deceased"),
)
RELATIONS = (
    Choice(value=Relation.SPOUSE, es="cónyuge", en="spouse"),
    Choice(value=Relation.PARTNER, es="conviviente", en="partner"),
    Choice(value=Relation.CHILD, es="hijo", en="child"),
)
METHODS = (
    Choice(value=Method.DEDUCTION, es="descuento", en="deduction"),
    Choice(value=Method.CASH, es="efectivo", en="cash"),
    Choice(value=Method.BANK, es="banco", en="bank"),
    Choice(value=Method.WRITEOFF, es="castigo", en="writeoff"),
    Choice(value=Method.APPLIED, es="aplicación", en="applied"),
    Choice(value=Method.REFUND, es="devolución", en="refund"),
)
CLAIM_TYPES = (
    Choice(value=ClaimType.SURGERY, es="cirugía", en="surgery"),
    Choice(value=ClaimType.ILLNESS, es="enfermedad", en="illness"),
    Choice(value=ClaimType.FUNERAL, es="sepelio", en="funeral"),
)
PROJECT_STATUSES = (
    Choice(value=ProjectStatus.APPROVED, es="aprobado", en="approved"),
    Choice(value=ProjectStatus.RUNNING, es="en curso", en="running"),
    Choice(value=ProjectStatus.FINISHED, es="terminado", en="finished"),
)
CHOICE_LISTS = (FUND_TYPES, STATUSES, RELATIONS, METHODS, CLAIM_TYPES, PROJECT_STATUSES)

YES: Mapping[str, str] = {"es": "sí", "en": "yes"}
NO: Mapping[str, str] = {"es": "no", "en": "no"}
LARGE_PARCEL_HECTARES = Decimal(5)


def choice_name(value: StrEnum, language: str) -> str:
    """A choice's name in a language, as it stands in the workbook."""
    choices = (choice for choices in CHOICE_LISTS for choice in choices)
    return next(choice for choice in choices if choice.value is value).name(language)
