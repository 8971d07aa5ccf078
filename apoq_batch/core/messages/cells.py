"""Everything we can say about sheets, headings and single cells.

The kinds with prefix None take the letters of the sheet on which they are found, so
number 004 on Entregas is ENT-004. Texts are English; the catalogues translate them.
"""

from apoq_batch.core.findings import WORKBOOK_PREFIX
from apoq_batch.core.findings import Kind
from apoq_batch.core.findings import Severity

_BOOK = WORKBOOK_PREFIX
_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

BLANK_REQUIRED = Kind(
    prefix=None,
    number=1,
    severity=_ERROR,
    message="The column «{heading}» is blank in this row.",
    hint="Write the value in this cell; if the row is not needed, delete the whole row.",
)
FORMULA_WITHOUT_VALUE = Kind(
    prefix=None,
    number=2,
    severity=_ERROR,
    message="The cell has the formula «{value}» but no stored result.",
    hint="Open the workbook in Excel, let it calculate, save it and drop it in again.",
)
CELL_ERROR_VALUE = Kind(
    prefix=None,
    number=3,
    severity=_ERROR,
    message="The cell shows the error «{value}».",
    hint="Correct the formula, or write the value itself in this cell.",
)
NOT_WHOLE = Kind(
    prefix=None,
    number=4,
    severity=_ERROR,
    message="I read «{value}» and expected a whole number.",
    hint="Write a whole number, such as {example}, without decimals or letters.",
)
NOT_NUMBER = Kind(
    prefix=None,
    number=5,
    severity=_ERROR,
    message="I read «{value}» and expected a number.",
    hint="Write only the number, such as {example}.",
)
TOO_MANY_DECIMALS = Kind(
    prefix=None,
    number=6,
    severity=_ERROR,
    message="The amount «{value}» has more than two decimals.",
    hint="Write it in whole céntimos, such as {example}.",
)
OUT_OF_RANGE = Kind(
    prefix=None,
    number=7,
    severity=_ERROR,
    message="The value «{value}» is outside what is allowed: {allowed}.",
    hint="Write a value that is {allowed}.",
)
NOT_DATE = Kind(
    prefix=None,
    number=8,
    severity=_ERROR,
    message="I read «{value}» and expected a date between 1901 and 2199.",
    hint="Write the date as day/month/year, such as 30/09/2026.",
)
UNKNOWN_CHOICE = Kind(
    prefix=None,
    number=9,
    severity=_ERROR,
    message="«{value}» is not one of the choices of this column.",
    hint="Write one of these: {choices}.",
)
NOT_YES_NO = Kind(
    prefix=None,
    number=10,
    severity=_ERROR,
    message="I read «{value}» and expected yes or no.",
    hint="Write yes or no.",
)
WRONG_DNI = Kind(
    prefix=None,
    number=11,
    severity=_ERROR,
    message="«{value}» does not have the form of a DNI.",
    hint="Write the 8 digits of the DNI, or the 9 letters and digits of a foreigner's card.",
)
WRONG_RUC = Kind(
    prefix=None,
    number=12,
    severity=_ERROR,
    message="«{value}» is not a valid RUC: it needs 11 digits and the right check digit.",
    hint="Copy the 11 digits of the RUC from the voucher.",
)
WRONG_EMAIL = Kind(
    prefix=None,
    number=13,
    severity=_ERROR,
    message="«{value}» is not an e-mail address.",
    hint="Write it as name@place.pe, with no spaces, or leave the cell blank.",
)
WRONG_QUARTER = Kind(
    prefix=None,
    number=14,
    severity=_ERROR,
    message="I read «{value}» and expected a quarter.",
    hint="Write the year and the quarter, such as 2026-T3.",
)
NOT_TEXT = Kind(
    prefix=None,
    number=15,
    severity=_ERROR,
    message="I read «{value}» and expected a text.",
    hint="Write the text itself in this cell.",
)
TEXT_TOO_LONG = Kind(
    prefix=None,
    number=16,
    severity=_ERROR,
    message="The text has {length} characters and at most {limit} fit: «{value}».",
    hint="Shorten the text to {limit} characters.",
)
DATE_AS_TEXT = Kind(
    prefix=None,
    number=17,
    severity=_WARNING,
    message="The date «{value}» is stored as text; I read {read}.",
    hint="Write the date again in this cell so that Excel takes it as a date.",
)
NUMBER_AS_TEXT = Kind(
    prefix=None,
    number=18,
    severity=_WARNING,
    message="The number «{value}» is stored as text; I read {read}.",
    hint="Write the number again in this cell, without symbols or letters.",
)
DNI_ZEROS_RESTORED = Kind(
    prefix=None,
    number=19,
    severity=_WARNING,
    message="The DNI «{value}» has lost its leading zeros; I read {read}.",
    hint="Write '{read} with the apostrophe in front, so that Excel keeps the zeros.",
)
INVISIBLE_CHARACTERS = Kind(
    prefix=None,
    number=20,
    severity=_WARNING,
    message="The text has characters that cannot be seen; I read «{read}».",
    hint="Write the text again by hand in this cell, without copying it.",
)
WRONG_MONTH = Kind(
    prefix=None,
    number=21,
    severity=_ERROR,
    message="I read «{value}» and expected a month.",
    hint="Write the year and the month, such as 2026-09.",
)

MISSING_SHEET = Kind(
    prefix=_BOOK,
    number=1,
    severity=_ERROR,
    message="The sheet «{title}» is missing.",
    hint="Add the sheet «{title}» as it is in the blank workbook.",
)
MISSPELT_SHEET = Kind(
    prefix=_BOOK,
    number=2,
    severity=_ERROR,
    message="The sheet «{title}» is missing; there is one called «{nearest}».",
    hint="Rename the sheet «{nearest}» to «{title}» if that is the one.",
)
SHEET_TWICE = Kind(
    prefix=_BOOK,
    number=3,
    severity=_ERROR,
    message="The sheets «{first}» and «{second}» are both the sheet «{title}».",
    hint="Put all the rows in one of them and delete or rename the other.",
)
MISSING_HEADING = Kind(
    prefix=_BOOK,
    number=4,
    severity=_ERROR,
    message="The column «{heading}» is missing from the first 20 rows.",
    hint="Write the heading «{heading}» in the row of headings.",
)
MISSPELT_HEADING = Kind(
    prefix=_BOOK,
    number=5,
    severity=_ERROR,
    message="The column «{heading}» is missing; the nearest heading is «{nearest}».",
    hint="Write «{heading}» in place of «{nearest}» if that is the column.",
)
HEADING_TWICE = Kind(
    prefix=_BOOK,
    number=6,
    severity=_ERROR,
    message="The column «{heading}» is there twice: in {first} and in {second}.",
    hint="Leave one of the two columns and delete or rename the other.",
)
NO_ROWS = Kind(
    prefix=_BOOK,
    number=7,
    severity=_ERROR,
    message="The sheet «{title}» has no rows.",
    hint="Write at least one row below the headings.",
)
TOO_MANY_ROWS = Kind(
    prefix=_BOOK,
    number=8,
    severity=_ERROR,
    message="The sheet has more than {limit} rows with something written.",
    hint="Leave only the rows of this year in the sheet.",
)
ROWS_AFTER_GAP = Kind(
    prefix=_BOOK,
    number=50,
    severity=_NOTE,
    message="There are rows after a gap of blank rows; they were read too.",
    hint="Check that the rows from this one on are meant to count.",
)
UNKNOWN_SHEET = Kind(
    prefix=_BOOK,
    number=51,
    severity=_NOTE,
    message="The sheet «{title}» is not part of the standard workbook; it was not read.",
    hint="Leave it if it is yours; nothing in it is changed.",
)
UNKNOWN_COLUMN = Kind(
    prefix=_BOOK,
    number=52,
    severity=_NOTE,
    message="The column «{heading}» is not part of the standard workbook; it was not read.",
    hint="Leave it if it is yours; nothing in it is changed.",
)
COLUMN_WITHOUT_HEADING = Kind(
    prefix=_BOOK,
    number=53,
    severity=_NOTE,
    message="The column {letters} has values but no heading; it was not read.",
    hint="Write its heading if it is a column of the standard workbook.",
)
ROWS_AFTER_MONTH = Kind(
    prefix=_BOOK,
    number=54,
    severity=_NOTE,
    message="Rows dated after {month}: {count}; they wait for their month.",
    hint="Leave them if their dates are right; otherwise correct the dates.",
)
SHEET_NEARLY_NAMED = Kind(
    prefix=_BOOK,
    number=56,
    severity=_WARNING,
    message="The sheet «{title}» was not read; the standard workbook has a sheet «{nearest}».",
    hint="Rename it to «{nearest}» if its rows are to count.",
)
COLUMN_NEARLY_NAMED = Kind(
    prefix=_BOOK,
    number=57,
    severity=_WARNING,
    message="The column «{heading}» was not read; the standard one is «{nearest}».",
    hint="Write «{nearest}» as its heading if its values are to count.",
)
INPUT_LOOKS_AT_RESULTS = Kind(
    prefix=_BOOK,
    number=58,
    severity=_WARNING,
    message=(
        "A formula takes its value from the result sheet «{title}», as the last run left it. "
        "Formulas like it on this sheet: {count}."
    ),
    hint="Write the value itself, or have the formula look at a sheet of yours.",
)
SHEET_LOOKS_AT_RESULTS = Kind(
    prefix=_BOOK,
    number=59,
    severity=_NOTE,
    message=(
        "A formula takes its value from the result sheet «{title}», which each run writes "
        "anew. Formulas like it on this sheet: {count}."
    ),
    hint=(
        "Open the workbook in Excel, which computes them anew; in LibreOffice press "
        "Ctrl+Shift+F9. A preview on the phone shows the old values until then."
    ),
)
CHECKS_SKIPPED = Kind(
    prefix=_BOOK,
    number=55,
    severity=_NOTE,
    message="Some checks between sheets were left out because of the errors in: {sheets}.",
    hint="Correct those errors and check again; more may come to light.",
)
