"""The two rounds of checks, and what is left out because of errors."""

from hypothesis import given

from apoq_batch.core.checks import check
from apoq_batch.core.checks import skipped_note
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import cells
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from tests.builders import book
from tests.builders import delivery
from tests.builders import loan
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.core.checks.places_of import places_of
from tests.strategies import BOOKS


def broken(section: Section, sheet: str) -> Finding:
    place = Place(section=section, sheet=sheet, row=9, column=1)
    return finding(cells.NOT_YES_NO, place, value="x")


def test_a_book_in_order_has_nothing_said_of_it() -> None:
    assert check(book(), ()) == ()


def test_a_broken_sheet_leaves_out_the_checks_that_need_it() -> None:
    some = book(deliveries=[delivery("S9")])
    assert places_of(check(some, ())) == [
        ("error", "ENT-050", "Entregas!B2"),
        ("note", "HOJ-055", "!"),
    ]
    found = check(some, [broken(Section.MEMBERS, "Socios")])
    assert places_of(found) == [("note", "HOJ-055", "!")]
    assert dict(found[0].facts) == {"sheets": "Socios"}


def test_an_error_of_the_first_round_leaves_out_checks_of_the_second() -> None:
    # Without a rate the premium of the quarter cannot be worked out.
    some = book(settings(exchange_rate=None), receipts=[receipt(None)])
    assert [one.code for one in check(some, ())] == ["PRI-052", "HOJ-055"]


def test_warnings_of_reading_leave_nothing_out() -> None:
    place = Place(section=Section.MEMBERS, sheet="Socios", row=9, column=1)
    warning = finding(cells.INVISIBLE_CHARACTERS, place, read="x")
    assert places_of(check(book(deliveries=[delivery("S9")]), [warning]))[0] == (
        "error",
        "ENT-050",
        "Entregas!B2",
    )


def test_both_rounds_are_made() -> None:
    some = book(
        loans=[loan(date=on(1, 9))],
        repayments=[repayment(date=on(1, 8), loan="P1"), repayment(999_00)],
    )
    codes = [one.code for one in check(some, ())]
    assert codes == ["PAG-054", "HOJ-055"]
    later = book(loans=[loan()], repayments=[repayment(999_00)])
    assert [one.code for one in check(later, ())] == ["PAG-059"]


def test_one_note_names_the_sheets_with_errors_in_their_order() -> None:
    errors = [
        broken(Section.LOANS, "Prestamos"),
        broken(Section.FUNDS, "Funds"),
        broken(Section.LOANS, "Prestamos"),
        finding(cells.NOT_YES_NO, Place(), value="x"),
    ]
    (note,) = skipped_note(errors)
    assert dict(note.facts) == {"sheets": "Funds, Prestamos"}
    assert list(skipped_note(errors[3:])) == []


@given(BOOKS)
def test_random_books_have_no_error(some: Book) -> None:
    assert all(one.severity.value != "error" for one in check(some, ()))
