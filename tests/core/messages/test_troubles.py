"""Troubles outside the workbook carry what to say of them."""

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError


def test_a_batch_error_carries_its_trouble_and_facts() -> None:
    error = BatchError(troubles.NOT_FOUND, name="libro.xlsx")
    assert error.trouble is troubles.NOT_FOUND
    assert error.facts == (("name", "libro.xlsx"),)
    assert str(error) == troubles.NOT_FOUND.message
