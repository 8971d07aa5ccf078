"""Kinds of findings about sheets, headings and single cells.

A code without letters takes those of the sheet on which it is found: `004` on Entregas
is ENT-004. Texts are English; the catalogues translate them.
"""

from apoq_batch.core.findings import Code

BLANK_REQUIRED = Code("001").error(
    message="The column «{heading}» is blank in this row.",
    hint="Write the value in this cell; if the row is not needed, delete the whole row.",
)
FORMULA_WITHOUT_VALUE = Code("002").error(
    message="The cell has the formula «{value}» but no stored result.",
    hint="Open the workbook in Excel, let it calculate, save it and drop it in again.",
)
CELL_ERROR_VALUE = Code("003").error(
    message="The cell shows the error «{value}».",
    hint="Correct the formula, or write the value itself in this cell.",
)
NOT_WHOLE = Code("004").error(
    message="I read «{value}» and expected a whole number.",
    hint="Write a whole number, such as {example}, without decimals or letters.",
)
NOT_NUMBER = Code("005").error(
    message="I read «{value}» and expected a number.",
    hint="Write only the number, such as {example}.",
)
TOO_MANY_DECIMALS = Code("006").error(
    message="The amount «{value}» has more than two decimals.",
    hint="Write it in whole céntimos, such as {example}.",
)
OUT_OF_RANGE = Code("007").error(
    message="The value «{value}» is outside what is allowed: {allowed}.",
    hint="Write a value that is {allowed}.",
)
NOT_DATE = Code("008").error(
    message="I read «{value}» and expected a date between 1901 and 2199.",
    hint="Write the date as day/month/year, such as 30/09/2026.",
)
UNKNOWN_CHOICE = Code("009").error(
    message="«{value}» is not one of the choices of this column.",
    hint="Write one of these: {choices}.",
)
NOT_YES_NO = Code("010").error(
    message="I read «{value}» and expected yes or no.",
    hint="Write yes or no.",
)
WRONG_DNI = Code("011").error(
    message="«{value}» does not have the form of a DNI.",
    hint="Write the 8 digits of the DNI, or the 9 letters and digits of a foreigner's card.",
)
WRONG_RUC = Code("012").error(
    message="«{value}» is not a valid RUC: it needs 11 digits and the right check digit.",
    hint="Copy the 11 digits of the RUC from the voucher.",
)
WRONG_EMAIL = Code("013").error(
    message="«{value}» is not an e-mail address.",
    hint="Write it as name@place.pe, with no spaces, or leave the cell blank.",
)
WRONG_QUARTER = Code("014").error(
    message="I read «{value}» and expected a quarter.",
    hint="Write the year and the quarter, such as 2026-T3.",
)
NOT_TEXT = Code("015").error(
    message="I read «{value}» and expected a text.",
    hint="Write the text itself in this cell.",
)
TEXT_TOO_LONG = Code("016").error(
    message="The text has {length} characters and at most {limit} fit: «{value}».",
    hint="Shorten the text to {limit} characters.",
)
DATE_AS_TEXT = Code("017").warning(
    message="The date «{value}» is stored as text; I read {read}.",
    hint="Write the date again in this cell so that Excel takes it as a date.",
)
NUMBER_AS_TEXT = Code("018").warning(
    message="The number «{value}» is stored as text; I read {read}.",
    hint="Write the number again in this cell, without symbols or letters.",
)
DNI_ZEROS_RESTORED = Code("019").warning(
    message="The DNI «{value}» has lost its leading zeros; I read {read}.",
    hint="Write '{read} with the apostrophe in front, so that Excel keeps the zeros.",
)
INVISIBLE_CHARACTERS = Code("020").warning(
    message="The text has characters that cannot be seen; I read «{read}».",
    hint="Write the text again by hand in this cell, without copying it.",
)
WRONG_MONTH = Code("021").error(
    message="I read «{value}» and expected a month.",
    hint="Write the year and the month, such as 2026-09.",
)

MISSING_SHEET = Code("HOJ-001").error(
    message="The sheet «{title}» is missing.",
    hint="Add the sheet «{title}» as it is in the blank workbook.",
)
MISSPELT_SHEET = Code("HOJ-002").error(
    message="The sheet «{title}» is missing; there is one called «{nearest}».",
    hint="Rename the sheet «{nearest}» to «{title}» if that is the one.",
)
SHEET_TWICE = Code("HOJ-003").error(
    message="The sheets «{first}» and «{second}» are both the sheet «{title}».",
    hint="Put all the rows in one of them and delete or rename the other.",
)
MISSING_HEADING = Code("HOJ-004").error(
    message="The column «{heading}» is missing from the first 20 rows.",
    hint="Write the heading «{heading}» in the row of headings.",
)
MISSPELT_HEADING = Code("HOJ-005").error(
    message="The column «{heading}» is missing; the nearest heading is «{nearest}».",
    hint="Write «{heading}» in place of «{nearest}» if that is the column.",
)
HEADING_TWICE = Code("HOJ-006").error(
    message="The column «{heading}» is there twice: in {first} and in {second}.",
    hint="Leave one of the two columns and delete or rename the other.",
)
NO_ROWS = Code("HOJ-007").error(
    message="The sheet «{title}» has no rows.",
    hint="Write at least one row below the headings.",
)
TOO_MANY_ROWS = Code("HOJ-008").error(
    message="The sheet has more than {limit} rows with something written.",
    hint="Leave only the rows of this year in the sheet.",
)
ROWS_AFTER_GAP = Code("HOJ-050").note(
    message="There are rows after a gap of blank rows; they were read too.",
    hint="Check that the rows from this one on are meant to count.",
)
UNKNOWN_SHEET = Code("HOJ-051").note(
    message="The sheet «{title}» is not part of the standard workbook; it was not read.",
    hint="Leave it if it is yours; nothing in it is changed.",
)
UNKNOWN_COLUMN = Code("HOJ-052").note(
    message="The column «{heading}» is not part of the standard workbook; it was not read.",
    hint="Leave it if it is yours; nothing in it is changed.",
)
COLUMN_WITHOUT_HEADING = Code("HOJ-053").note(
    message="The column {letters} has values but no heading; it was not read.",
    hint="Write its heading if it is a column of the standard workbook.",
)
ROWS_AFTER_MONTH = Code("HOJ-054").note(
    message="Rows dated after {month}: {count}; they wait for their month.",
    hint="Leave them if their dates are right; otherwise correct the dates.",
)
SHEET_NEARLY_NAMED = Code("HOJ-056").warning(
    message="The sheet «{title}» was not read; the standard workbook has a sheet «{nearest}».",
    hint="Rename it to «{nearest}» if its rows are to count.",
)
COLUMN_NEARLY_NAMED = Code("HOJ-057").warning(
    message="The column «{heading}» was not read; the standard one is «{nearest}».",
    hint="Write «{nearest}» as its heading if its values are to count.",
)
INPUT_LOOKS_AT_RESULTS = Code("HOJ-058").warning(
    message="A formula takes its value from the result sheet «{title}», as the last run left it. "
    "Formulas like it on this sheet: {count}.",
    hint="Write the value itself, or have the formula look at a sheet of yours.",
)
SHEET_LOOKS_AT_RESULTS = Code("HOJ-059").note(
    message="A formula takes its value from the result sheet «{title}», which each run writes "
    "anew. Formulas like it on this sheet: {count}.",
    hint="Open the workbook in Excel, which computes them anew; in LibreOffice press "
    "Ctrl+Shift+F9. A preview on the phone shows the old values until then.",
)
CHECKS_SKIPPED = Code("HOJ-055").note(
    message="Some checks between sheets were left out because of the errors in: {sheets}.",
    hint="Correct those errors and check again; more may come to light.",
)
