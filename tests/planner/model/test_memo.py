"""Results kept by object."""

from planner.model import memo
from planner.model.memo import by_identity


class Thing:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return True

    __hash__ = None


def test_each_object_is_asked_once_and_equal_ones_are_not_the_same():
    asked = []

    @by_identity
    def double(thing):
        """Twice."""
        asked.append(thing.value)
        return 2 * thing.value

    one, two = Thing(1), Thing(2)
    assert [double(one), double(two), double(one), double(two)] == [2, 4, 2, 4]
    assert asked == [1, 2]
    assert double.__doc__ == "Twice."


def test_the_oldest_are_forgotten_and_ids_used_again_mean_the_new_object(monkeypatch):
    monkeypatch.setattr(memo, "LIMIT", 4)
    value = by_identity(lambda thing: thing.value)
    for number in range(500):  # dropped at once: their ids come again
        assert value(Thing(number)) == number
