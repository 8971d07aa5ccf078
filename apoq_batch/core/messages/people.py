"""Everything we can say about settings, funds, split, members, families, deliveries.

Texts are English; the catalogues translate them. Numbers from 50 on belong to one sheet.
"""

from apoq_batch.core.findings import Severity
from apoq_batch.core.findings import sheet_kind
from apoq_batch.core.places import Section

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

UNKNOWN_SETTING = sheet_kind(
    Section.SETTINGS,
    50,
    _WARNING,
    message="There is no setting «{value}»; the nearest one is «{nearest}».",
    hint="Write «{nearest}» if that is the one; otherwise the row changes nothing.",
)
SETTING_TWICE = sheet_kind(
    Section.SETTINGS,
    51,
    _ERROR,
    message="The setting «{value}» is there twice; it also stands in {other}.",
    hint="Leave one of the two rows and delete the other.",
)
PERCENT_AS_FRACTION = sheet_kind(
    Section.SETTINGS,
    52,
    _ERROR,
    message="The percentage «{value}» looks like a fraction.",
    hint="Write {percent} if it is {percent} percent.",
)
WRONG_OPENING_DATE = sheet_kind(
    Section.SETTINGS,
    53,
    _ERROR,
    message="{day} is not the first day of a month of {year} up to {month}.",
    hint="Write the first day of the first month that this workbook covers.",
)
WRONG_DISBURSEMENT_DATE = sheet_kind(
    Section.SETTINGS,
    54,
    _ERROR,
    message="The day of disbursement, {day}, is not after {month}.",
    hint="Write a day after {end}, or leave the cell blank for the next day.",
)
WRONG_VERSION = sheet_kind(
    Section.SETTINGS,
    55,
    _ERROR,
    message="The version of the workbook is «{value}» and this program reads version 1.",
    hint="Write 1, or copy your rows into the blank workbook of this program.",
)
MISSING_SETTING = sheet_kind(
    Section.SETTINGS,
    56,
    _ERROR,
    message="The setting «{setting}» is missing.",
    hint="Write a row with «{setting}» and its value.",
)
EARLY_ISSUE_DATE = sheet_kind(
    Section.SETTINGS,
    58,
    _WARNING,
    message="The letters are dated {day}, before the end of {month}.",
    hint="Write the day on which they are handed out, or leave the cell blank for the last day of the month.",
)
NO_EMAIL_ON_BOARD = sheet_kind(
    Section.BOARD,
    50,
    _WARNING,
    message="Nobody on the board has an e-mail address.",
    hint="Write at least one address, so that the board can be sent its report.",
)
NOBODY_SIGNS = sheet_kind(
    Section.BOARD,
    51,
    _WARNING,
    message="Nobody on the board signs the letters.",
    hint="Write yes in the column of signatures for those who sign.",
)
DUPLICATE_FUND = sheet_kind(
    Section.FUNDS,
    50,
    _ERROR,
    message="The fund «{value}» is there twice; it also stands in {other}.",
    hint="Give each fund a code of its own.",
)
NOT_ONE_LOAN_FUND = sheet_kind(
    Section.FUNDS,
    51,
    _ERROR,
    message="There are {count} funds of the type loans and there must be exactly one.",
    hint="Leave exactly one fund with the type loans.",
)
NOT_ONE_EMERGENCY_FUND = sheet_kind(
    Section.FUNDS,
    52,
    _ERROR,
    message="There are {count} funds of the type emergency and there must be exactly one.",
    hint="Leave exactly one fund with the type emergency.",
)
CASH_BELOW_ZERO = sheet_kind(
    Section.FUNDS,
    53,
    _WARNING,
    message="The cash of the fund «{fund}» falls below 0 on {day}: {amount}.",
    hint="Check that no receipt is missing and that the dates are right.",
)
BELOW_RESERVE = sheet_kind(
    Section.FUNDS,
    54,
    _WARNING,
    message="The fund «{fund}» closes with {amount}, below its reserve of {reserve}.",
    hint="Tell the board before more is paid out of this fund.",
)
SPLIT_NOT_100 = sheet_kind(
    Section.SPLIT,
    50,
    _ERROR,
    message="The percentages from {day} add up to {total} and not to 100.",
    hint="Correct the percentages so that those of one date add up to exactly 100.",
)
SPLIT_UNKNOWN_FUND = sheet_kind(
    Section.SPLIT,
    51,
    _ERROR,
    message="There is no fund «{value}».",
    hint="Write one of these codes: {choices}.",
)
SPLIT_FUND_TWICE = sheet_kind(
    Section.SPLIT,
    52,
    _ERROR,
    message="The fund «{value}» is there twice in the split from {day}; also in {other}.",
    hint="Leave one row for each fund and date.",
)
SPLIT_AS_FRACTIONS = sheet_kind(
    Section.SPLIT,
    53,
    _NOTE,
    message="The percentages from {day} add up to 1; I read them as parts of 1.",
    hint="Write them as percentages, 30 and not 0.30, when you next change them.",
)
DUPLICATE_MEMBER = sheet_kind(
    Section.MEMBERS,
    50,
    _ERROR,
    message="The member code «{value}» is there twice; it also stands in {other}.",
    hint="Give each member a code of its own, or delete the row that is too many.",
)
DUPLICATE_DNI = sheet_kind(
    Section.MEMBERS,
    51,
    _ERROR,
    message="The DNI «{value}» is there twice; it also stands in {other}.",
    hint="Correct the DNI, or delete the row of the member who is there twice.",
)
LARGE_PARCEL = sheet_kind(
    Section.MEMBERS,
    52,
    _WARNING,
    message="The parcel has {hectares} hectares, more than 5.",
    hint="Check the hectares; write 0.65 and not 65 for six and a half tenths.",
)
JOINED_AFTER_MONTH = sheet_kind(
    Section.MEMBERS,
    53,
    _NOTE,
    message="The member joined on {day}, after {month}.",
    hint="Leave it if the date is right; the member counts from that day on.",
)
FAMILY_UNKNOWN_MEMBER = sheet_kind(
    Section.FAMILY,
    50,
    _ERROR,
    message="There is no member «{value}».",
    hint="Write the code of a member who is in the sheet of members.",
)
RELATIVE_TWICE = sheet_kind(
    Section.FAMILY,
    51,
    _ERROR,
    message="The relative with the DNI «{value}» is there twice for this member; also in {other}.",
    hint="Leave one of the two rows.",
)
DELIVERY_UNKNOWN_MEMBER = sheet_kind(
    Section.DELIVERIES,
    50,
    _ERROR,
    message="There is no member «{value}».",
    hint="Write the code of a member who is in the sheet of members.",
)
QUARTER_BELOW_ZERO = sheet_kind(
    Section.DELIVERIES,
    51,
    _ERROR,
    message="The boxes of «{member}» in {quarter} add up to {boxes}, below 0.",
    hint="Correct the negative boxes of this member in that quarter.",
)
TOO_MANY_BOXES = sheet_kind(
    Section.DELIVERIES,
    52,
    _WARNING,
    message=(
        "«{member}» delivered {boxes} boxes in the 7 days up to {day}, and {limit} is the "
        "most for {hectares} hectares."
    ),
    hint="Check the boxes and the hectares of this member.",
)
NEGATIVE_BOXES = sheet_kind(
    Section.DELIVERIES,
    53,
    _WARNING,
    message="The boxes are negative: {boxes}.",
    hint="Leave it if it is an adjustment; otherwise correct the number.",
)
SAME_DELIVERY = sheet_kind(
    Section.DELIVERIES,
    54,
    _WARNING,
    message="The row is the same as row {other}.",
    hint="Delete one of the two if the delivery was entered twice.",
)
