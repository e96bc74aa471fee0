"""Who makes way when all places are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumor.serve.places import PATIENCE, Places, client_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def held(clock, **clients: str) -> Places[str]:
    """Return places that were taken a second each after the other."""
    places: Places[str] = Places(clock)
    for holder, client in clients.items():
        places.enter(holder, client)
        clock.now += PATIENCE
    return places


def test_client_with_most_places_gives_up_its_oldest(clock):
    places = held(clock, a="sabar", b="rakus", c="rakus")
    clock.now = 0.0  # nobody has held a place for long
    assert places.give_up("tamu") == "b"


def test_client_with_as_many_places_as_the_newcomer_is_left_alone_at_first(clock):
    places: Places[str] = Places(clock)
    places.enter("a", "sabar")
    assert places.give_up("tamu") is None
    clock.now += PATIENCE
    assert places.give_up("tamu") == "a"


def test_greedy_newcomer_turns_nobody_out_at_once(clock):
    places: Places[str] = Places(clock)
    for holder in ("a", "b", "c"):
        places.enter(holder, "rakus")
    places.enter("d", "tamu")
    assert places.give_up("rakus") is None


def test_the_oldest_goes_where_all_clients_seem_one(clock):
    assert held(clock, a="proksi", b="proksi", c="proksi").give_up("proksi") == "a"


def test_place_taken_again_counts_from_then(clock):
    places = held(clock, a="satu", b="dua")
    places.enter("a", "satu")
    assert places.give_up("tiga") == "b"


def test_empty_places_have_nobody_to_give_up(clock):
    assert Places(clock).give_up("tamu") is None


@given(st.lists(st.sampled_from("pqrs")), st.sampled_from("pqrs"), st.floats(0, 3 * PATIENCE))
def test_whoever_makes_way_is_forgotten_and_nobody_else(clients, newcomer, later):
    clock = Clock()
    places: Places[int] = Places(clock)
    for holder, client in enumerate(clients):
        places.enter(holder, client)
    clock.now = later
    gone = places.give_up(newcomer)
    assert len(places) == len(clients) - (gone is not None)
    if later >= PATIENCE:
        assert (gone is None) == (not clients)
    elif gone is not None:
        assert clients.count(clients[gone]) > clients.count(newcomer) + 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("meja-redaksi", "meja-redaksi", True),
    ],
)
def test_addresses_count_as_one_client_within_a_network_of_ipv6(one, other, same):
    assert (client_of(one) == client_of(other)) is same
