"""The settings of the sheet Parametros: keys in both languages, kinds and help.

Data only. Defaults stand in core/records.py (Settings); those that depend on the month
are worked out where the settings are read.
"""

from apoq_batch.core.bounds import Bound
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.layout import column

_K = CellKind


def _setting(
    keys: str, kind: CellKind, help: str, bound: Bound = Bound.NOT_NEGATIVE
) -> Column:
    """A setting from `es | en` keys; its field is the English key."""
    field = keys.partition("|")[2].strip()
    return column(field, keys, kind, help, bound=bound)


SETTINGS = (
    _setting("version | version", _K.INT, "The version of the standard workbook: 1."),
    _setting("organizacion* | organisation", _K.TEXT, "The association's name."),
    _setting("ruc | tax_id", _K.RUC, "Its RUC, 11 digits."),
    _setting("ciudad | city", _K.TEXT, "The place written above the date of a letter."),
    _setting(
        "logotipo | logo",
        _K.TEXT,
        "A picture beside the workbook for the letters, such as logo.png; blank means none.",
    ),
    _setting("idioma | language", _K.TEXT, "The language of the results: es or en."),
    _setting("mes* | month", _K.MONTH, "The month to close, such as 2026-09."),
    _setting(
        "fecha_inicial | opening_date",
        _K.DATE,
        "The first day this workbook covers; blank means 1 January.",
    ),
    _setting(
        "fecha_emision | issue_date",
        _K.DATE,
        "The date on the letters; blank means the last day of the month.",
    ),
    _setting(
        "prima_usd_por_caja | premium_usd_per_box",
        _K.DECIMAL,
        "The premium of a box in dollars.",
        Bound.POSITIVE,
    ),
    _setting(
        "tipo_cambio | exchange_rate",
        _K.DECIMAL,
        "Soles per dollar for receipts without a rate of their own.",
        Bound.POSITIVE,
    ),
    _setting(
        "base_trimestres | base_quarters",
        _K.INT,
        "How many quarters of boxes a loan rests on, 1 to 4.",
        Bound.QUARTERS,
    ),
    _setting("prestamo_minimo | loan_minimum", _K.MONEY, "The smallest loan, in soles."),
    _setting(
        "prestamo_maximo | loan_maximum",
        _K.MONEY,
        "The largest loan, in soles; blank means none.",
        Bound.POSITIVE,
    ),
    _setting(
        "tope_por_caja | loan_cap_per_box",
        _K.MONEY,
        "The most that is lent a box of a quarter, in soles; blank means none.",
        Bound.POSITIVE,
    ),
    _setting(
        "exposicion_maxima | exposure_maximum",
        _K.MONEY,
        "The most a member may owe, in soles; blank means none.",
        Bound.POSITIVE,
    ),
    _setting(
        "multiplo_redondeo | rounding_unit",
        _K.MONEY,
        "Loans are multiples of this amount, in soles.",
        Bound.POSITIVE,
    ),
    _setting(
        "presupuesto_trimestre | quarter_budget",
        _K.MONEY,
        "The most that is lent in a quarter, in soles; blank means what there is.",
    ),
    _setting(
        "antiguedad_minima_meses | minimum_membership_months",
        _K.INT,
        "Whole months of membership that a loan needs.",
    ),
    _setting("cajas_minimas | minimum_boxes", _K.INT, "Boxes a quarter that a loan needs."),
    _setting(
        "pct_minimo_pagado | minimum_repaid_percent",
        _K.PERCENT,
        "Percent of the latest loan that must be repaid before a new one.",
        Bound.PERCENT,
    ),
    _setting(
        "mora_maxima_dias | maximum_days_late", _K.INT, "Days late that are forgiven."
    ),
    _setting(
        "cuotas | instalments",
        _K.INT,
        "Monthly instalments of a new loan, 1 to 24.",
        Bound.INSTALMENTS,
    ),
    _setting(
        "fecha_desembolso | disbursement_date",
        _K.DATE,
        "The day the new loans are handed out; blank means the day after the month.",
    ),
    _setting(
        "copago_pct | copayment_percent",
        _K.PERCENT,
        "Percent of a claim's cost that the member pays.",
        Bound.PERCENT,
    ),
    _setting("tope_cirugia | surgery_cap", _K.MONEY, "The most for a surgery, in soles."),
    _setting(
        "tope_enfermedad | illness_cap", _K.MONEY, "The most for an illness, in soles."
    ),
    _setting("tope_sepelio | funeral_cap", _K.MONEY, "The most for a funeral, in soles."),
    _setting(
        "tope_anual_familia | family_annual_cap",
        _K.MONEY,
        "The most for a member's family in a calendar year, in soles.",
    ),
    _setting(
        "carencia_meses | waiting_months",
        _K.INT,
        "Whole months of membership before the emergency fund helps.",
    ),
    _setting("edad_hijo | child_age", _K.INT, "A child is covered below this age."),
    _setting(
        "edad_hijo_estudiante | student_age",
        _K.INT,
        "A child who studies is covered below this age.",
    ),
    _setting(
        "aviso_cajas_ha_semana | warn_boxes_ha_week",
        _K.DECIMAL,
        "Warn above so many boxes a hectare in 7 days.",
    ),
)
