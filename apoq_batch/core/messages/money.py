"""Kinds of findings about premium, loans, repayments, claims, projects and money.

Texts are English; the catalogues translate them. Numbers from 50 on belong to one sheet.
"""

from apoq_batch.core.findings import Code
from apoq_batch.core.messages.people import no_such_fund
from apoq_batch.core.messages.people import no_such_member

RECEIPT_BEFORE_YEAR = Code("PRI-050").error(
    message="The receipt is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balances.",
)
NO_SPLIT = Code("PRI-051").error(
    message="On {day} no split of the premium was in force.",
    hint="Write in the sheet of the split the percentages in force on that day.",
)
NO_EXCHANGE_RATE = Code("PRI-052").error(
    message="The receipt has neither soles nor an exchange rate.",
    hint="Write the soles received or the rate of that day.",
)
USD_UNEXPECTED = Code("PRI-053").warning(
    message="The receipt says US$ {usd} and {expected} were expected for {boxes} boxes.",
    hint="Check the boxes and the dollars against the buyer's note.",
)
SOLES_UNEXPECTED = Code("PRI-054").warning(
    message="The receipt says {soles} and {expected} were expected at the rate {rate}.",
    hint="Check the soles and the rate against the bank's note.",
)
PREMIUM_WITHOUT_BOXES = Code("PRI-055").warning(
    message="{quarter} has premium ({soles}) and no boxes; it cannot be credited to members.",
    hint="Enter the deliveries of that quarter.",
)
DUPLICATE_LOAN = Code("PRE-050").error(
    message="The loan number «{value}» is there twice; it also stands in {other}.",
    hint="Give each loan a number of its own, or delete the row that is too many.",
)
LOAN_UNKNOWN_MEMBER = no_such_member("PRE-051")
OPENING_BALANCE_MISSING = Code("PRE-052").error(
    message="The loan is older than {opening} and has no opening balance.",
    hint="Write what was still owed on that day; 0 if nothing was.",
)
OPENING_BALANCE_TOO_HIGH = Code("PRE-053").error(
    message="The opening balance {balance} is above the principal {principal}.",
    hint="Correct one of the two amounts.",
)
OPENING_BALANCE_ON_NEW_LOAN = Code("PRE-054").error(
    message="The loan is of {day}, not older than {opening}, and has an opening balance.",
    hint="Leave the opening balance blank, or correct the date of the loan.",
)
REPAYMENT_BEFORE_YEAR = Code("PAG-050").error(
    message="The repayment is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balance.",
)
REPAYMENT_UNKNOWN_MEMBER = no_such_member("PAG-051")
UNKNOWN_LOAN = Code("PAG-052").error(
    message="There is no loan «{value}».",
    hint="Write a number of the sheet of loans, or leave the cell blank.",
)
LOAN_OF_ANOTHER = Code("PAG-053").error(
    message="The loan «{value}» is of «{owner}» and the repayment of «{member}».",
    hint="Correct the member or the number of the loan.",
)
REPAYMENT_BEFORE_LOAN = Code("PAG-054").error(
    message="The repayment is of {day} and its loan «{value}» of {lent}, later.",
    hint="Correct the date or the number of the loan.",
)
WRITEOFF_ABOVE_DEBT = Code("PAG-055").error(
    message="The write-off of {amount} is above what was owed: {owed}.",
    hint="Write at most {owed}.",
)
APPLICATION_ABOVE_DEBT = Code("PAG-056").error(
    message="The credit applied, {amount}, is above what was owed: {owed}.",
    hint="Write at most {owed}.",
)
APPLICATION_ABOVE_CREDIT = Code("PAG-057").error(
    message="The credit applied, {amount}, is above the member's credit that day: {credit}.",
    hint="Write at most {credit}.",
)
REFUND_ABOVE_CREDIT = Code("PAG-058").error(
    message="The refund of {amount} is above the member's credit that day: {credit}.",
    hint="Write at most {credit}.",
)
REPAYMENT_LEAVES_CREDIT = Code("PAG-059").warning(
    message="The repayment of {amount} leaves a credit of {credit} for «{member}».",
    hint="Refund it or apply it to another loan when the member asks for it.",
)
DUPLICATE_CLAIM = Code("EME-050").error(
    message="The claim number «{value}» is there twice; it also stands in {other}.",
    hint="Give each claim a number of its own, or delete the row that is too many.",
)
CLAIM_UNKNOWN_MEMBER = no_such_member("EME-051")
PAID_WITHOUT_DATE = Code("EME-052").error(
    message="The claim has an amount paid and no date of payment.",
    hint="Write the date of payment, or leave both cells blank.",
)
PAID_DATE_WITHOUT_AMOUNT = Code("EME-053").error(
    message="The claim has a date of payment and no amount paid.",
    hint="Write the amount paid, or leave both cells blank.",
)
PAID_BEFORE_EVENT = Code("EME-054").error(
    message="The claim was paid on {day}, before the event on {event}.",
    hint="Correct one of the two dates.",
)
CLAIM_PAID_BEFORE_YEAR = Code("EME-055").error(
    message="The claim was paid on {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balance.",
)
PAID_ABOVE_RULES = Code("EME-056").warning(
    message="{paid} was paid and the rules give {benefit}.",
    hint="Check the amount; if the assembly so decided, keep its resolution at hand.",
)
PAID_AGAINST_RULES = Code("EME-057").warning(
    message="{paid} was paid and the rules refuse the claim: {reasons}.",
    hint="Check the claim; if the assembly so decided, keep its resolution at hand.",
)
DUPLICATE_PROJECT = Code("PRO-050").error(
    message="The project code «{value}» is there twice; it also stands in {other}.",
    hint="Give each project a code of its own.",
)
PROJECT_UNKNOWN_FUND = no_such_fund("PRO-051")
PROJECT_WRONG_FUND = Code("PRO-052").error(
    message="The fund «{value}» is not a fund for projects.",
    hint="Write the code of a fund of the type projects or other.",
)
OVER_BUDGET = Code("PRO-053").warning(
    message="The project has spent {spent}, above its budget of {budget}.",
    hint="Tell the board; a larger budget needs a resolution.",
)
EXPENSE_BEFORE_YEAR = Code("GAS-050").error(
    message="The expense is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balance.",
)
EXPENSE_UNKNOWN_FUND = no_such_fund("GAS-051")
UNKNOWN_PROJECT = Code("GAS-052").error(
    message="There is no project «{value}».",
    hint="Write a code of the sheet of projects, or leave the cell blank.",
)
EXPENSE_OTHER_FUND = Code("GAS-053").error(
    message="The expense is of the fund «{value}» and its project of the fund «{fund}».",
    hint="Write «{fund}», or correct the project.",
)
TRANSFER_BEFORE_YEAR = Code("TRA-050").error(
    message="The transfer is dated {day}, before the opening date {opening}.",
    hint="Correct the date, or delete the row: it is part of the opening balances.",
)
TRANSFER_UNKNOWN_FUND = no_such_fund("TRA-051")
TRANSFER_SAME_FUND = Code("TRA-052").error(
    message="The transfer goes from the fund «{value}» to itself.",
    hint="Correct one of the two funds.",
)
MINIMUM_DROPPED = Code("PAR-057").warning(
    message="The minimum of {minimum} a loan cannot be kept: there is only {pool} to lend.",
    hint="Tell the board; the loans were shared out without a minimum.",
)
EVERYONE_CAPPED = Code("PRE-061").note(
    message="Everyone gets as much as the caps allow; {left} stays in the fund.",
    hint="Raise the caps by a resolution if more is to be lent.",
)
QUARTER_ALREADY_LENT = Code("PRE-062").note(
    message="The loans of {quarter} are already in the sheet, so none are proposed.",
    hint="Set their dates after {end} if the proposal is to be worked out again.",
)
