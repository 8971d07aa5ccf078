"""The blocks of a member's letter: instalments, boxes and their chart, debts."""

import pytest

from apoq_batch.core.period import Month
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import render
from tests import builders as build
from tests.builders import on
from tests.letters.test_member import content
from tests.letters.test_member import settled
from tests.pages.reading import said


@pytest.mark.parametrize(
    ("instalments", "rows"),
    [(1, [1]), (6, [6]), (7, [4, 4]), (13, [5, 5, 5]), (24, [6] * 4)],
)
def test_instalments_stand_in_even_rows(instalments: int, rows: list[int]) -> None:
    settlement = settled(
        build.settings(instalments=instalments), deliveries=(build.delivery(),)
    )
    loan = content(settlement).loan
    assert loan is not None
    assert [len(row) for row in loan.instalments] == rows
    numbers = [part.number for row in loan.instalments for part in row if part.number]
    assert numbers == [str(number) for number in range(1, instalments + 1)]


def test_boxes_stand_by_month_up_to_the_month_with_the_premium() -> None:
    settlement = settled(
        build.settings(month=Month(2026, 5)),
        members=build.members("S1", "S2"),
        deliveries=(
            build.delivery(boxes=30, date=on(2, 1)),
            build.delivery(boxes=1_200, date=on(4, 1)),
            build.delivery(boxes=300, date=on(5, 31)),
            build.delivery(boxes=99, date=on(6, 1)),
            build.delivery("S2", boxes=1_500, date=on(4, 1)),
        ),
        receipts=(build.receipt(100_00), build.receipt(500_00, date=on(5, 20))),
    )
    boxes = content(settlement).boxes
    assert boxes is not None
    assert [(one.month, one.boxes) for one in boxes.months] == [
        ("Ene", "0"),
        ("Feb", "30"),
        ("Mar", "0"),
        ("Abr", "1,200"),
        ("May", "300"),
        *((name, "") for name in "Jun Jul Ago Set Oct Nov Dic".split()),
    ]
    assert (boxes.total, boxes.total_year) == ("1,500", "1,530")
    assert (boxes.premium, boxes.premium_year) == (
        "S/\xa0250.00",
        "S/\xa0350.00",
    )
    assert content(settled()).boxes is None


def test_what_was_delivered_before_the_opening_date_is_no_figure_of_the_year() -> None:
    settlement = settled(
        build.settings(opening_date=on(2, 1)),
        deliveries=(build.delivery(date=on(1, 20)), build.delivery(boxes=7)),
    )
    boxes = content(settlement).boxes
    assert boxes is not None
    assert [one.boxes for one in boxes.months[:4]] == ["", "7", "0", ""]
    assert (boxes.total, boxes.bars) == ("7", None)


def test_a_year_of_boxes_is_drawn_with_its_quarter_apart() -> None:
    settlement = settled(
        build.settings(month=Month(2026, 5)),
        deliveries=tuple(
            build.delivery(boxes=10, date=on(month, 3)) for month in (1, 4, 5)
        ),
    )
    boxes = content(settlement).boxes
    assert boxes is not None
    assert boxes.bars is not None
    assert (boxes.bars.earlier.count("M"), boxes.bars.now.count("M")) == (1, 2)
    page = render(member_letter(settlement, "S1", "es"), "es")
    assert page.count('<svg class="bars"') == 1
    assert "Cajas de cada mes: Ene 10, Feb 0, Mar 0, Abr 10, May 10<" in page


def test_each_open_loan_is_told_and_their_total() -> None:
    settlement = settled(
        loans=(
            build.loan("P1"),
            build.loan("P2", principal=90_00, date=on(2, 20), first_due=on(3, 31)),
            build.loan("P3", principal=50_00, date=on(2, 25), first_due=on(3, 25)),
        ),
        repayments=(
            build.repayment(150_00, loan="P1"),
            build.repayment(50_00, loan="P3", date=on(2, 26)),
        ),
    )
    debt = content(settlement).debt
    assert debt is not None
    assert debt.several
    assert (debt.owed.figures, debt.overdue) == ("S/\xa0240.00", "S/\xa050.00")
    assert debt.owed.words == "doscientos cuarenta y 00/100 soles"
    first, second = debt.loans
    assert (first.number, first.day, first.principal) == (
        "P1",
        "10/01/2026",
        "S/\xa0300.00",
    )
    assert (first.paid, first.outstanding) == ("S/\xa0150.00", "S/\xa0150.00")
    assert (first.overdue, first.overdue_since) == ("S/\xa050.00", "10/03/2026")
    assert (first.next_due, first.next_amount) == ("10/04/2026", "S/\xa0100.00")
    assert (second.number, second.overdue, second.overdue_since) == ("P2", "", "")
    assert (second.next_due, second.next_amount) == ("31/03/2026", "S/\xa030.00")
    letter = said(member_letter(settlement, "S1", "es"))
    assert "Saldo por pagar S/ 240.00 (doscientos cuarenta y 00/100 soles)" in letter
    assert "Total S/ 240.00 S/ 50.00" in letter


def test_a_loan_past_its_last_instalment_has_no_next_one() -> None:
    settlement = settled(loans=(build.loan(instalments=1),))
    debt = content(settlement).debt
    assert debt is not None
    assert (debt.several, debt.loans[0].next_due, debt.loans[0].next_amount) == (
        False,
        "",
        "",
    )


def test_one_loan_is_told_beside_what_is_owed() -> None:
    settlement = settled(
        loans=(build.loan(),), repayments=(build.repayment(150_00, loan="P1"),)
    )
    letter = said(member_letter(settlement, "S1", "es"))
    assert (
        "Préstamo P1, del 10/01/2026 Pagado S/ 150.00 de S/ 300.00 Vencido S/ 50.00 , desde "
        "el 10/03/2026 Próxima cuota S/ 100.00, el 10/04/2026 Por favor, pague lo vencido"
    ) in letter
    assert "Préstamos por pagar" not in letter
