"""The input sheets of money: premium, loans, repayments, claims, projects, expenses.

Data only; the words of these records are in layout.py.
"""

from apoq_batch.core.bounds import Bound
from apoq_batch.core.places import Section
from apoq_batch.workbook.standard.layout import CLAIM_TYPES
from apoq_batch.workbook.standard.layout import METHODS
from apoq_batch.workbook.standard.layout import PROJECT_STATUSES
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import choice_column
from apoq_batch.workbook.standard.layout import column
from apoq_batch.workbook.standard.layout import fund_column
from apoq_batch.workbook.standard.layout import member_column
from apoq_batch.workbook.standard.layout import sheet

_K = CellKind

MONEY_SHEETS = (
    sheet(
        Section.PREMIUMS,
        "Primas | Premiums",
        "The premium received from buyers, one row a receipt.",
        column("date", "fecha* | date", _K.DATE, "The day the money came in."),
        column("scheme", "sello* | scheme", _K.TEXT, "The certifier, such as Fairtrade."),
        column("buyer", "comprador* | buyer", _K.TEXT, "Who paid it."),
        column("container", "contenedor | container", _K.TEXT, "The container."),
        column(
            "boxes", "cajas* | boxes", _K.INT, "The boxes it was paid for.", Bound.POSITIVE
        ),
        column("usd", "usd | usd", _K.USD, "The dollars; blank means boxes by premium."),
        column(
            "rate",
            "tipo_cambio | rate",
            _K.DECIMAL,
            "Soles per dollar that day; blank means the setting.",
            Bound.POSITIVE,
        ),
        column("soles", "soles | soles", _K.MONEY, "The soles; blank means usd by rate."),
    ),
    sheet(
        Section.LOANS,
        "Prestamos | Loans",
        "The loans handed out, one row a loan.",
        column("number", "numero* | number", _K.CODE, "The loan's number."),
        member_column(),
        column("quarter", "trimestre* | quarter", _K.QUARTER, "The quarter it belongs to."),
        column("date", "fecha* | date", _K.DATE, "The day it was handed out."),
        column(
            "principal",
            "monto* | principal",
            _K.MONEY,
            "The amount lent, in soles.",
            Bound.POSITIVE,
        ),
        column(
            "instalments",
            "cuotas* | instalments",
            _K.INT,
            "How many monthly instalments, 1 to 24.",
            Bound.INSTALMENTS,
        ),
        column(
            "first_due", "primera_cuota* | first_due", _K.DATE, "When the first is due."
        ),
        column(
            "opening_balance",
            "saldo_inicial | opening_balance",
            _K.MONEY,
            "For a loan older than the opening date: what was still owed on it.",
        ),
    ),
    sheet(
        Section.REPAYMENTS,
        "Pagos | Repayments",
        "The repayments of loans, one row a payment.",
        column("date", "fecha* | date", _K.DATE, "The day of the payment."),
        member_column(),
        column(
            "loan",
            "prestamo | loan",
            _K.CODE,
            "The loan's number; blank means the oldest first.",
            refers_to=Section.LOANS,
        ),
        column(
            "amount", "monto* | amount", _K.MONEY, "The amount, in soles.", Bound.POSITIVE
        ),
        choice_column(
            "method",
            "medio* | method",
            "Deduction, cash, bank, write-off, credit applied or credit refunded.",
            METHODS,
        ),
        column("receipt", "recibo | receipt", _K.TEXT, "The number of the receipt."),
    ),
    sheet(
        Section.EMERGENCIES,
        "Emergencias | Emergencies",
        "The claims on the emergency fund; never write a diagnosis.",
        column("number", "numero* | number", _K.CODE, "The claim's number."),
        column("date", "fecha* | date", _K.DATE, "The day of the event."),
        member_column(),
        column(
            "beneficiary_dni",
            "beneficiario_dni* | beneficiary_dni",
            _K.DNI,
            "The DNI of whom it is for: the member or a relative.",
        ),
        choice_column("type", "tipo* | type", "Surgery, illness or funeral.", CLAIM_TYPES),
        column("cost", "costo* | cost", _K.MONEY, "The cost, in soles.", Bound.POSITIVE),
        column(
            "documents", "documentos* | documents", _K.YES_NO, "Whether the papers are in."
        ),
        column(
            "consent",
            "consentimiento* | consent",
            _K.YES_NO,
            "Whether the consent is signed.",
        ),
        column("resolution", "acta | resolution", _K.TEXT, "The board's resolution."),
        column("paid", "pagado | paid", _K.MONEY, "What was paid, in soles."),
        column("paid_on", "fecha_pago | paid_on", _K.DATE, "The day it was paid."),
    ),
    sheet(
        Section.PROJECTS,
        "Proyectos | Projects",
        "The projects, such as equipment for schools.",
        column("code", "codigo* | code", _K.CODE, "The project's code."),
        column("name", "nombre* | name", _K.TEXT, "Its name."),
        column("institution", "institucion* | institution", _K.TEXT, "Whom it is for."),
        fund_column("fund", "fondo* | fund", "The fund that pays it."),
        column("budget", "presupuesto* | budget", _K.MONEY, "Its budget, in soles."),
        column(
            "spent_before",
            "gastado_inicial | spent_before",
            _K.MONEY,
            "What was spent on it in earlier years.",
        ),
        column("resolution", "acta* | resolution", _K.TEXT, "The resolution behind it."),
        choice_column(
            "status", "estado* | status", "Approved, running or finished.", PROJECT_STATUSES
        ),
        column(
            "handed_over",
            "fecha_entrega | handed_over",
            _K.DATE,
            "The day it was handed over.",
        ),
    ),
    sheet(
        Section.EXPENSES,
        "Gastos | Expenses",
        "What was bought or paid out of the funds.",
        column("date", "fecha* | date", _K.DATE, "The day it was paid."),
        fund_column("fund", "fondo* | fund", "The fund that paid."),
        column(
            "project",
            "proyecto | project",
            _K.CODE,
            "The project it belongs to, if any.",
            refers_to=Section.PROJECTS,
        ),
        column("description", "descripcion* | description", _K.TEXT, "What was bought."),
        column("quantity", "cantidad | quantity", _K.INT, "How many.", Bound.POSITIVE),
        column(
            "amount", "monto* | amount", _K.MONEY, "What it cost, in soles.", Bound.POSITIVE
        ),
        column(
            "supplier_ruc", "proveedor_ruc | supplier_ruc", _K.RUC, "The supplier's RUC."
        ),
        column("voucher", "comprobante* | voucher", _K.TEXT, "The invoice or receipt."),
    ),
    sheet(
        Section.TRANSFERS,
        "Traslados | Transfers",
        "Money moved from one fund to another by a resolution.",
        column("date", "fecha* | date", _K.DATE, "The day of the transfer."),
        fund_column("from_fund", "de* | from", "The fund it leaves."),
        fund_column("to_fund", "a* | to", "The fund it goes to."),
        column(
            "amount", "monto* | amount", _K.MONEY, "The amount, in soles.", Bound.POSITIVE
        ),
        column("resolution", "acta* | resolution", _K.TEXT, "The resolution behind it."),
    ),
)
