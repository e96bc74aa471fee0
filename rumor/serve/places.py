"""Who has to make way when all places are taken.

Whoever opens many connections and lets them wait must not keep the others out, nor may a newcomer
turn out those who came a moment ago. So the client that holds the most places gives one up to a
client that holds fewer; among equals, one that has been held for long enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Generic, TypeVar

PATIENCE = 1.0
"""Seconds for which a place is left to a client that holds no more of them than the newcomer."""

_V6_NETWORK = 64
_Holder = TypeVar("_Holder")


class Places(Generic[_Holder]):
    """What can be ended for want of room, in the order in which it began.

    Parameters
    ----------
    clock : callable
        Seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held: dict[_Holder, tuple[str, float]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def enter(self, holder: _Holder, client: str) -> None:
        """Note that a client holds a place from now on."""
        self._held.pop(holder, None)
        self._held[holder] = (client, self._clock())

    def leave(self, holder: _Holder) -> None:
        """Forget a place, if it is one."""
        self._held.pop(holder, None)

    def give_up(self, newcomer: str) -> _Holder | None:
        """Pick who makes way for a client, and forget it.

        Parameters
        ----------
        newcomer : str
            As `client_of` has it.

        Returns
        -------
        holder or None
            None if nobody has to.
        """
        counts = Counter(client for client, _ in self._held.values())
        greediest, most = counts.most_common(1)[0] if counts else ("", 0)
        greedy = most > counts[newcomer] + 1
        latest = self._clock() - PATIENCE
        for holder, (client, since) in self._held.items():
            if client == greediest if greedy else since <= latest:
                del self._held[holder]
                return holder
        return None


def client_of(address: str) -> str:
    """Return what an address counts as: an IPv6 client has a whole network, /64, of them."""
    try:
        read = ip_address(address)
    except ValueError:  # a name that a proxy gave
        return address[:100]
    if isinstance(read, IPv6Address) and read.ipv4_mapped is None:
        network = int(read) >> _V6_NETWORK << _V6_NETWORK
        return str(IPv6Address(network))
    return str(read)
