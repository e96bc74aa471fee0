"""Which network addresses a URL from elsewhere may lead to: public ones only."""

from __future__ import annotations

import ipaddress
import socket
import threading

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Private, though the registries that `ipaddress` knows call some of them global.
_REFUSED = tuple(
    map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48", "192.88.99.0/24", "168.63.129.16/32"))
)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    Not public are loopback, private, link-local (with the metadata services of clouds), shared
    (carrier-grade NAT), multicast, reserved and unspecified addresses, and IPv6 addresses that
    carry such an IPv4 address: mapped, 6to4, Teredo and NAT64.

    Parameters
    ----------
    address : str
        As `socket.getaddrinfo` gives it.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(
        one.is_global
        and not (one.is_multicast or one.is_reserved or one.is_loopback or one.is_link_local)
        and not any(one in network for network in _REFUSED if network.version == one.version)
        for one in _meant(found)
    )


def _meant(address: Address) -> list[Address]:
    """Return what a packet to an address may in the end be sent to."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:  # IPv4 in other letters
        return [address.ipv4_mapped]
    carried: list[Address] = []
    if address.sixtofour:
        carried.append(address.sixtofour)
    if address.teredo:
        carried += address.teredo
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address, *carried]


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """Look the addresses of a host up.

    Parameters
    ----------
    host : str
    port : int
    seconds : float
        Longest time to wait.

    Returns
    -------
    list of str
        In the order in which they are to be tried.

    Raises
    ------
    OSError
        If there is no such host.
    TimeoutError
        If the answer does not come in time.
    """
    found: list[str] = []
    failed: list[Exception] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, ValueError) as error:
            failed.append(error)

    # The system's resolver knows no time limit; a thread that is late is left to itself.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if failed:
        raise OSError(f"no such host ({host})") from failed[0]
    if not found:
        raise TimeoutError
    return found
