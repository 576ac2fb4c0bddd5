"""The routers between the home and the rest of the world, one behind the other, and the links between them.

    hop 1: home     hop 2: isp (isp2)     after that: transit, transit2, ...

Interfaces have the name of what they lead to. The one that leads towards the home is the same for any number of hops.
"""

from __future__ import annotations

from dataclasses import dataclass

FEWEST, MOST = 3, 8
# A provider's network has two routers on longer ways.
TWO_AT_THE_ISP = 5

# Router -> its interface that faces the home.
NEAR = {"home": "lan", "isp": "home", "isp2": "isp", "transit": "isp"} | {
    f"transit{i}": f"transit{i - 1 if i > 2 else ''}" for i in range(2, MOST - 1)}


@dataclass(frozen=True)
class Link:
    """Between two routers; `near` is closer to the home. The addresses belong to the network of `far`."""

    near: str
    far: str
    near4: str
    far4: str
    near6: str
    far6: str


def chain(hops: int) -> list[str]:
    """The routers in the order in which a packet from the home meets them."""
    isp = ["isp", "isp2"] if hops >= TWO_AT_THE_ISP else ["isp"]
    transit = [f"transit{i if i > 1 else ''}" for i in range(1, hops - len(isp))]
    return ["home", *isp, *transit]


def links(hops: int) -> list[Link]:
    """Those beyond the first router of the ISP."""
    routers = chain(hops)[1:]
    return [_link(near, far) for near, far in zip(routers, routers[1:])]


def _link(near: str, far: str) -> Link:
    if far == "isp2":
        return _numbered(near, far, "60.50.1", "2403:5100:0:1")
    if far == "transit":
        return _numbered(near, far, "62.115.0", "2001:2030")
    number = 8 + int(far.removeprefix("transit"))
    return _numbered(near, far, f"62.115.{number}", f"2001:2030:{number}")


def _numbered(near: str, far: str, net4: str, net6: str) -> Link:
    return Link(near, far, f"{net4}.1", f"{net4}.2", f"{net6}::1", f"{net6}::2")


def name_of_hop(number: int, hops: int) -> str:
    """The word for a rule's `at` that means the same place."""
    router = chain(hops)[number - 1]
    return "home_router" if router == "home" else router
