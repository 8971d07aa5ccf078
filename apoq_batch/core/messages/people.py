"""Kinds of findings about settings, funds, split, members, families, deliveries.

Texts are English; the catalogues translate them. Numbers from 50 on belong to one sheet.
"""

from apoq_batch.core.findings import Code
from apoq_batch.core.findings import FindingKind


def no_such_member(code: str) -> FindingKind:
    """A row names a member who is in no row of the sheet of members."""
    return Code(code).error(
        message="There is no member «{value}».",
        hint="Write the code of a member who is in the sheet of members.",
    )


def no_such_fund(code: str) -> FindingKind:
    """A row names a fund that is in no row of the sheet of funds."""
    return Code(code).error(
        message="There is no fund «{value}».",
        hint="Write one of these codes: {choices}.",
    )


UNKNOWN_SETTING = Code("PAR-050").warning(
    message="There is no setting «{value}»; the nearest one is «{nearest}».",
    hint="Write «{nearest}» if that is the one; otherwise the row changes nothing.",
)
SETTING_TWICE = Code("PAR-051").error(
    message="The setting «{value}» is there twice; it also stands in {other}.",
    hint="Leave one of the two rows and delete the other.",
)
PERCENT_AS_FRACTION = Code("PAR-052").error(
    message="The percentage «{value}» looks like a fraction.",
    hint="Write {percent} if it is {percent} percent.",
)
WRONG_OPENING_DATE = Code("PAR-053").error(
    message="{day} is not the first day of a month of {year} up to {month}.",
    hint="Write the first day of the first month that this workbook covers.",
)
WRONG_DISBURSEMENT_DATE = Code("PAR-054").error(
    message="The day of disbursement, {day}, is not after {month}.",
    hint="Write a day after {end}, or leave the cell blank for the next day.",
)
WRONG_VERSION = Code("PAR-055").error(
    message="The version of the workbook is «{value}» and this program reads version 1.",
    hint="Write 1, or copy your rows into the blank workbook of this program.",
)
MISSING_SETTING = Code("PAR-056").error(
    message="The setting «{setting}» is missing.",
    hint="Write a row with «{setting}» and its value.",
)
EARLY_ISSUE_DATE = Code("PAR-058").warning(
    message="The letters are dated {day}, before the end of {month}.",
    hint="Write the day on which they are handed out, or leave the cell blank for the last day of the month.",
)
NO_EMAIL_ON_BOARD = Code("DIR-050").warning(
    message="Nobody on the board has an e-mail address.",
    hint="Write at least one address, so that the board can be sent its report.",
)
NOBODY_SIGNS = Code("DIR-051").warning(
    message="Nobody on the board signs the letters.",
    hint="Write yes in the column of signatures for those who sign.",
)
DUPLICATE_FUND = Code("FON-050").error(
    message="The fund «{value}» is there twice; it also stands in {other}.",
    hint="Give each fund a code of its own.",
)
NOT_ONE_LOAN_FUND = Code("FON-051").error(
    message="There are {count} funds of the type loans and there must be exactly one.",
    hint="Leave exactly one fund with the type loans.",
)
NOT_ONE_EMERGENCY_FUND = Code("FON-052").error(
    message="There are {count} funds of the type emergency and there must be exactly one.",
    hint="Leave exactly one fund with the type emergency.",
)
CASH_BELOW_ZERO = Code("FON-053").warning(
    message="The cash of the fund «{fund}» falls below 0 on {day}: {amount}.",
    hint="Check that no receipt is missing and that the dates are right.",
)
BELOW_RESERVE = Code("FON-054").warning(
    message="The fund «{fund}» closes with {amount}, below its reserve of {reserve}.",
    hint="Tell the board before more is paid out of this fund.",
)
SPLIT_NOT_100 = Code("DIS-050").error(
    message="The percentages from {day} add up to {total} and not to 100.",
    hint="Correct the percentages so that those of one date add up to exactly 100.",
)
SPLIT_UNKNOWN_FUND = no_such_fund("DIS-051")
SPLIT_FUND_TWICE = Code("DIS-052").error(
    message="The fund «{value}» is there twice in the split from {day}; also in {other}.",
    hint="Leave one row for each fund and date.",
)
SPLIT_AS_FRACTIONS = Code("DIS-053").note(
    message="The percentages from {day} add up to 1; I read them as parts of 1.",
    hint="Write them as percentages, 30 and not 0.30, when you next change them.",
)
DUPLICATE_MEMBER = Code("SOC-050").error(
    message="The member code «{value}» is there twice; it also stands in {other}.",
    hint="Give each member a code of its own, or delete the row that is too many.",
)
DUPLICATE_DNI = Code("SOC-051").error(
    message="The DNI «{value}» is there twice; it also stands in {other}.",
    hint="Correct the DNI, or delete the row of the member who is there twice.",
)
LARGE_PARCEL = Code("SOC-052").warning(
    message="The parcel has {hectares} hectares, more than 5.",
    hint="Check the hectares; write 0.65 and not 65 for six and a half tenths.",
)
JOINED_AFTER_MONTH = Code("SOC-053").note(
    message="The member joined on {day}, after {month}.",
    hint="Leave it if the date is right; the member counts from that day on.",
)
FAMILY_UNKNOWN_MEMBER = no_such_member("FAM-050")
RELATIVE_TWICE = Code("FAM-051").error(
    message="The relative with the DNI «{value}» is there twice for this member; also in {other}.",
    hint="Leave one of the two rows.",
)
DELIVERY_UNKNOWN_MEMBER = no_such_member("ENT-050")
QUARTER_BELOW_ZERO = Code("ENT-051").error(
    message="The boxes of «{member}» in {quarter} add up to {boxes}, below 0.",
    hint="Correct the negative boxes of this member in that quarter.",
)
TOO_MANY_BOXES = Code("ENT-052").warning(
    message="«{member}» delivered {boxes} boxes in the 7 days up to {day}, and {limit} is the "
    "most for {hectares} hectares.",
    hint="Check the boxes and the hectares of this member.",
)
NEGATIVE_BOXES = Code("ENT-053").warning(
    message="The boxes are negative: {boxes}.",
    hint="Leave it if it is an adjustment; otherwise correct the number.",
)
SAME_DELIVERY = Code("ENT-054").warning(
    message="The row is the same as row {other}.",
    hint="Delete one of the two if the delivery was entered twice.",
)
