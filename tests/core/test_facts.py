"""Facts are kept in the order of their names."""

from apoq_batch.core.facts import facts_of


def test_equal_facts_are_equal_in_whatever_order_they_were_given() -> None:
    assert facts_of({"b": 1, "a": "x"}) == (("a", "x"), ("b", 1))
    assert facts_of({"b": 1, "a": "x"}) == facts_of({"a": "x", "b": 1})
    assert facts_of({}) == ()
