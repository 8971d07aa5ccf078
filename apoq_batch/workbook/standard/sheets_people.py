"""The input sheets of the association: settings, board, funds, split, members, boxes.

Data only; the words of these records are in layout.py, the settings in settings.py.
"""

from apoq_batch.core.bounds import Bound
from apoq_batch.core.places import Section
from apoq_batch.workbook.standard.layout import FUND_TYPES
from apoq_batch.workbook.standard.layout import RELATIONS
from apoq_batch.workbook.standard.layout import STATUSES
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import choice_column
from apoq_batch.workbook.standard.layout import column
from apoq_batch.workbook.standard.layout import fund_column
from apoq_batch.workbook.standard.layout import member_column
from apoq_batch.workbook.standard.layout import sheet

_K = CellKind

SETTINGS_COLUMNS = (
    column("setting", "parametro* | setting", _K.TEXT, "The name of the setting."),
    column("value", "valor | value", _K.ANY, "Its value; blank means the default."),
)

PEOPLE_SHEETS = (
    sheet(
        Section.SETTINGS,
        "Parametros* | Settings",
        "The association, the month to close and the parameters of the rules.",
        *SETTINGS_COLUMNS,
    ),
    sheet(
        Section.BOARD,
        "Directiva | Board",
        "The board: who signs the letters and who gets the report.",
        column("role", "cargo* | role", _K.TEXT, "The office, such as president."),
        column("name", "nombre* | name", _K.TEXT, "The full name."),
        column("dni", "dni | dni", _K.DNI, "The DNI, 8 digits."),
        column("email", "correo | email", _K.EMAIL, "Where the report is sent."),
        column(
            "signs", "firma | signs", _K.YES_NO, "Whether the person signs the letters."
        ),
    ),
    sheet(
        Section.FUNDS,
        "Fondos* | Funds",
        "The funds the premium is split over, with their opening balances.",
        column("code", "codigo* | code", _K.CODE, "A short code, such as PRE."),
        column("name", "nombre* | name", _K.TEXT, "The fund's name."),
        choice_column("type", "tipo* | type", "What the fund is for.", FUND_TYPES),
        column(
            "opening_cash",
            "saldo_inicial* | opening_cash",
            _K.MONEY,
            "Cash in the fund on the opening date, in soles.",
            Bound.ANY,
        ),
        column(
            "minimum_reserve",
            "reserva_minima | minimum_reserve",
            _K.MONEY,
            "What must always stay in the fund, in soles.",
        ),
        column(
            "premium_category",
            "categoria_prima | premium_category",
            _K.TEXT,
            "The certifier's category of premium use.",
        ),
    ),
    sheet(
        Section.SPLIT,
        "Distribucion* | Split",
        "How the assembly split the premium over the funds, from a date on.",
        column("since", "vigente_desde* | from", _K.DATE, "From which day it holds."),
        fund_column("fund", "fondo* | fund", "The fund's code."),
        column(
            "percent",
            "porcentaje* | percent",
            _K.PERCENT,
            "The fund's percent; those of one date add up to 100.",
            Bound.PERCENT,
        ),
        column("resolution", "acta* | resolution", _K.TEXT, "The assembly's resolution."),
    ),
    sheet(
        Section.MEMBERS,
        "Socios* | Members",
        "The members, one row each.",
        column("code", "codigo* | code", _K.CODE, "The member's number or code."),
        column("dni", "dni* | dni", _K.DNI, "The DNI, 8 digits, as text."),
        column("surnames", "apellidos* | surnames", _K.TEXT, "Both surnames."),
        column("names", "nombres* | names", _K.TEXT, "The given names."),
        column("sector", "sector | sector", _K.TEXT, "The sector of the valley."),
        column("joined", "fecha_ingreso* | joined", _K.DATE, "The day the member joined."),
        choice_column(
            "status",
            "estado* | status",
            "Active, suspended, withdrawn or deceased.",
            STATUSES,
        ),
        column(
            "status_since",
            "fecha_estado | status_since",
            _K.DATE,
            "Since when, if not active; before it the member was active.",
        ),
        column(
            "credit",
            "saldo_a_favor | credit",
            _K.MONEY,
            "What the association owed the member on the opening date.",
        ),
        column("hectares", "hectareas | hectares", _K.DECIMAL, "The parcel in hectares."),
        column("phone", "celular | phone", _K.TEXT, "The mobile number."),
        column("email", "correo | email", _K.EMAIL, "The e-mail address."),
    ),
    sheet(
        Section.FAMILY,
        "Familia | Family",
        "The relatives the emergency fund covers.",
        member_column(),
        column("dni", "dni* | dni", _K.DNI, "The relative's DNI, 8 digits."),
        column("name", "nombre* | name", _K.TEXT, "The relative's full name."),
        choice_column(
            "relation", "parentesco* | relation", "Spouse, partner or child.", RELATIONS
        ),
        column("born", "fecha_nacimiento* | born", _K.DATE, "The date of birth."),
        column("student", "estudia | student", _K.YES_NO, "Whether a child studies."),
        column(
            "disabled",
            "discapacidad | disabled",
            _K.YES_NO,
            "Whether a child has a disability.",
        ),
        column(
            "declared", "desde* | declared", _K.DATE, "The day the relative was declared."
        ),
    ),
    sheet(
        Section.DELIVERIES,
        "Entregas* | Deliveries",
        "The boxes each member delivered, earlier years too.",
        column("date", "fecha* | date", _K.DATE, "The day of the delivery."),
        member_column(),
        column(
            "boxes",
            "cajas* | boxes",
            _K.INT,
            "Whole boxes of 18.14 kg; negative only to adjust.",
            Bound.ANY,
        ),
        column("rejected", "descarte | rejected", _K.INT, "Boxes rejected."),
        column("note", "guia | note", _K.TEXT, "The number of the delivery note."),
    ),
)
