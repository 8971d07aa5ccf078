"""Everything we can say about premium, loans, repayments, claims, projects and money.

Texts are English; the catalogues translate them. Numbers from 50 on belong to one sheet.
"""

from apoq_batch.core.findings import Severity
from apoq_batch.core.findings import sheet_kind
from apoq_batch.core.places import Section

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

RECEIPT_BEFORE_YEAR = sheet_kind(
    Section.PREMIUMS,
    50,
    _ERROR,
    message="The receipt is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balances.",
)
NO_SPLIT = sheet_kind(
    Section.PREMIUMS,
    51,
    _ERROR,
    message="On {day} no split of the premium was in force.",
    hint="Write in the sheet of the split the percentages in force on that day.",
)
NO_EXCHANGE_RATE = sheet_kind(
    Section.PREMIUMS,
    52,
    _ERROR,
    message="The receipt has neither soles nor an exchange rate.",
    hint="Write the soles received or the rate of that day.",
)
USD_UNEXPECTED = sheet_kind(
    Section.PREMIUMS,
    53,
    _WARNING,
    message="The receipt says US$ {usd} and {expected} were expected for {boxes} boxes.",
    hint="Check the boxes and the dollars against the buyer's note.",
)
SOLES_UNEXPECTED = sheet_kind(
    Section.PREMIUMS,
    54,
    _WARNING,
    message="The receipt says {soles} and {expected} were expected at the rate {rate}.",
    hint="Check the soles and the rate against the bank's note.",
)
PREMIUM_WITHOUT_BOXES = sheet_kind(
    Section.PREMIUMS,
    55,
    _WARNING,
    message="{quarter} has premium ({soles}) and no boxes; it cannot be credited to members.",
    hint="Enter the deliveries of that quarter.",
)
DUPLICATE_LOAN = sheet_kind(
    Section.LOANS,
    50,
    _ERROR,
    message="The loan number «{value}» is there twice; it also stands in {other}.",
    hint="Give each loan a number of its own, or delete the row that is too many.",
)
LOAN_UNKNOWN_MEMBER = sheet_kind(
    Section.LOANS,
    51,
    _ERROR,
    message="There is no member «{value}».",
    hint="Write the code of a member who is in the sheet of members.",
)
OPENING_BALANCE_MISSING = sheet_kind(
    Section.LOANS,
    52,
    _ERROR,
    message="The loan is older than {opening} and has no opening balance.",
    hint="Write what was still owed on that day; 0 if nothing was.",
)
OPENING_BALANCE_TOO_HIGH = sheet_kind(
    Section.LOANS,
    53,
    _ERROR,
    message="The opening balance {balance} is above the principal {principal}.",
    hint="Correct one of the two amounts.",
)
OPENING_BALANCE_ON_NEW_LOAN = sheet_kind(
    Section.LOANS,
    54,
    _ERROR,
    message="The loan is of {day}, not older than {opening}, and has an opening balance.",
    hint="Leave the opening balance blank, or correct the date of the loan.",
)
REPAYMENT_BEFORE_YEAR = sheet_kind(
    Section.REPAYMENTS,
    50,
    _ERROR,
    message="The repayment is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balance.",
)
REPAYMENT_UNKNOWN_MEMBER = sheet_kind(
    Section.REPAYMENTS,
    51,
    _ERROR,
    message="There is no member «{value}».",
    hint="Write the code of a member who is in the sheet of members.",
)
UNKNOWN_LOAN = sheet_kind(
    Section.REPAYMENTS,
    52,
    _ERROR,
    message="There is no loan «{value}».",
    hint="Write a number of the sheet of loans, or leave the cell blank.",
)
LOAN_OF_ANOTHER = sheet_kind(
    Section.REPAYMENTS,
    53,
    _ERROR,
    message="The loan «{value}» is of «{owner}» and the repayment of «{member}».",
    hint="Correct the member or the number of the loan.",
)
REPAYMENT_BEFORE_LOAN = sheet_kind(
    Section.REPAYMENTS,
    54,
    _ERROR,
    message="The repayment is of {day} and its loan «{value}» of {lent}, later.",
    hint="Correct the date or the number of the loan.",
)
WRITEOFF_ABOVE_DEBT = sheet_kind(
    Section.REPAYMENTS,
    55,
    _ERROR,
    message="The write-off of {amount} is above what was owed: {owed}.",
    hint="Write at most {owed}.",
)
APPLICATION_ABOVE_DEBT = sheet_kind(
    Section.REPAYMENTS,
    56,
    _ERROR,
    message="The credit applied, {amount}, is above what was owed: {owed}.",
    hint="Write at most {owed}.",
)
APPLICATION_ABOVE_CREDIT = sheet_kind(
    Section.REPAYMENTS,
    57,
    _ERROR,
    message="The credit applied, {amount}, is above the member's credit that day: {credit}.",
    hint="Write at most {credit}.",
)
REFUND_ABOVE_CREDIT = sheet_kind(
    Section.REPAYMENTS,
    58,
    _ERROR,
    message="The refund of {amount} is above the member's credit that day: {credit}.",
    hint="Write at most {credit}.",
)
REPAYMENT_LEAVES_CREDIT = sheet_kind(
    Section.REPAYMENTS,
    59,
    _WARNING,
    message="The repayment of {amount} leaves a credit of {credit} for «{member}».",
    hint="Refund it or apply it to another loan when the member asks for it.",
)
DUPLICATE_CLAIM = sheet_kind(
    Section.EMERGENCIES,
    50,
    _ERROR,
    message="The claim number «{value}» is there twice; it also stands in {other}.",
    hint="Give each claim a number of its own, or delete the row that is too many.",
)
CLAIM_UNKNOWN_MEMBER = sheet_kind(
    Section.EMERGENCIES,
    51,
    _ERROR,
    message="There is no member «{value}».",
    hint="Write the code of a member who is in the sheet of members.",
)
PAID_WITHOUT_DATE = sheet_kind(
    Section.EMERGENCIES,
    52,
    _ERROR,
    message="The claim has an amount paid and no date of payment.",
    hint="Write the date of payment, or leave both cells blank.",
)
PAID_DATE_WITHOUT_AMOUNT = sheet_kind(
    Section.EMERGENCIES,
    53,
    _ERROR,
    message="The claim has a date of payment and no amount paid.",
    hint="Write the amount paid, or leave both cells blank.",
)
PAID_BEFORE_EVENT = sheet_kind(
    Section.EMERGENCIES,
    54,
    _ERROR,
    message="The claim was paid on {day}, before the event on {event}.",
    hint="Correct one of the two dates.",
)
CLAIM_PAID_BEFORE_YEAR = sheet_kind(
    Section.EMERGENCIES,
    55,
    _ERROR,
    message="The claim was paid on {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balance.",
)
PAID_ABOVE_RULES = sheet_kind(
    Section.EMERGENCIES,
    56,
    _WARNING,
    message="{paid} was paid and the rules give {benefit}.",
    hint="Check the amount; if the assembly so decided, keep its resolution at hand.",
)
PAID_AGAINST_RULES = sheet_kind(
    Section.EMERGENCIES,
    57,
    _WARNING,
    message="{paid} was paid and the rules refuse the claim: {reasons}.",
    hint="Check the claim; if the assembly so decided, keep its resolution at hand.",
)
DUPLICATE_PROJECT = sheet_kind(
    Section.PROJECTS,
    50,
    _ERROR,
    message="The project code «{value}» is there twice; it also stands in {other}.",
    hint="Give each project a code of its own.",
)
PROJECT_UNKNOWN_FUND = sheet_kind(
    Section.PROJECTS,
    51,
    _ERROR,
    message="There is no fund «{value}».",
    hint="Write one of these codes: {choices}.",
)
PROJECT_WRONG_FUND = sheet_kind(
    Section.PROJECTS,
    52,
    _ERROR,
    message="The fund «{value}» is not a fund for projects.",
    hint="Write the code of a fund of the type projects or other.",
)
OVER_BUDGET = sheet_kind(
    Section.PROJECTS,
    53,
    _WARNING,
    message="The project has spent {spent}, above its budget of {budget}.",
    hint="Tell the board; a larger budget needs a resolution.",
)
EXPENSE_BEFORE_YEAR = sheet_kind(
    Section.EXPENSES,
    50,
    _ERROR,
    message="The expense is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balance.",
)
EXPENSE_UNKNOWN_FUND = sheet_kind(
    Section.EXPENSES,
    51,
    _ERROR,
    message="There is no fund «{value}».",
    hint="Write one of these codes: {choices}.",
)
UNKNOWN_PROJECT = sheet_kind(
    Section.EXPENSES,
    52,
    _ERROR,
    message="There is no project «{value}».",
    hint="Write a code of the sheet of projects, or leave the cell blank.",
)
EXPENSE_OTHER_FUND = sheet_kind(
    Section.EXPENSES,
    53,
    _ERROR,
    message="The expense is of the fund «{value}» and its project of the fund «{fund}».",
    hint="Write «{fund}», or correct the project.",
)
TRANSFER_BEFORE_YEAR = sheet_kind(
    Section.TRANSFERS,
    50,
    _ERROR,
    message="The transfer is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balances.",
)
TRANSFER_UNKNOWN_FUND = sheet_kind(
    Section.TRANSFERS,
    51,
    _ERROR,
    message="There is no fund «{value}».",
    hint="Write one of these codes: {choices}.",
)
TRANSFER_SAME_FUND = sheet_kind(
    Section.TRANSFERS,
    52,
    _ERROR,
    message="The transfer goes from the fund «{value}» to itself.",
    hint="Correct one of the two funds.",
)
MINIMUM_DROPPED = sheet_kind(
    Section.SETTINGS,
    57,
    _WARNING,
    message="The minimum of {minimum} a loan cannot be kept: there is only {pool} to lend.",
    hint="Tell the board; the loans were shared out without a minimum.",
)
EVERYONE_CAPPED = sheet_kind(
    Section.LOANS,
    61,
    _NOTE,
    message="Everyone gets as much as the caps allow; {left} stays in the fund.",
    hint="Raise the caps by a resolution if more is to be lent.",
)
QUARTER_ALREADY_LENT = sheet_kind(
    Section.LOANS,
    62,
    _NOTE,
    message="The loans of {quarter} are already in the sheet, so none are proposed.",
    hint="Set their dates after {end} if the proposal is to be worked out again.",
)
