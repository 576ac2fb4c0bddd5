"""The address plan: who owns which addresses, and which network (AS) they belong to.

All addresses look public, since the probe treats private and reserved ones specially. Networks that the lab
invents have AS numbers reserved for documentation (RFC 5398) or private use (RFC 6996), so that no report made
from a simulation accuses a real operator.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HOME_LAN_ROUTER = "192.168.1.1"
HOME_CLIENT = "192.168.1.10"
HOME_PUBLIC = "60.50.77.10"
HOME_CLIENT6 = "2403:5100:77:1::10"
HOME_PREFIX6 = "2403:5100:77::/48"
ISP_PREFIX = "60.50.0.0/16"
ISP_PREFIX6 = "2403:5100::/32"
ISP_RESOLVER = "60.50.0.53"
CONTROL = "195.201.7.7"
CONTROL6 = "2a01:4f8:c0c:7::7"
SECOND_CONTROL = "195.201.8.8"
CONTROLS = {"control": CONTROL, "control2": SECOND_CONTROL}
ROOT_SERVER = "198.41.0.4"
# Says in TXT records who asks (see whoami.py).
WHOAMI_SERVER = "198.41.0.9"
TRANSIT_PREFIX = "62.115.0.0/16"
TRANSIT_PREFIX6 = "2001:2030::/32"


@dataclass(frozen=True)
class PublicResolver:
    """A resolver of the world outside, served by one unbound: UDP, TCP, DoT and DoH."""

    name: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    addresses6: tuple[str, ...]


PUBLIC_RESOLVERS = (
    PublicResolver("google", ("dns.google",), ("8.8.8.8", "8.8.4.4"),
                   ("2001:4860:4860::8888", "2001:4860:4860::8844")),
    PublicResolver("cloudflare", ("cloudflare-dns.com", "one.one.one.one", "mozilla.cloudflare-dns.com"),
                   ("1.1.1.1", "1.0.0.1", "104.16.248.249", "104.16.249.249"),
                   ("2606:4700:4700::1111", "2606:4700:4700::1001", "2606:4700::6810:f8f9", "2606:4700::6810:f9f9")),
    PublicResolver("quad9", ("dns.quad9.net",), ("9.9.9.9", "149.112.112.112"),
                   ("2620:fe::fe", "2620:fe::9")),
    PublicResolver("opendns", ("dns.opendns.com",), ("208.67.222.222", "208.67.220.220"),
                   ("2620:119:35::35", "2620:119:53::53")),
)


@dataclass(frozen=True)
class Network:
    """What the geolocation database says about a prefix."""

    prefix: str
    asn: int
    name: str
    country: str


WORLD = (
    Network(TRANSIT_PREFIX, 64505, "Lab Transit", "SE"),
    Network(TRANSIT_PREFIX6, 64505, "Lab Transit", "SE"),
    Network("195.201.0.0/16", 64506, "Lab Control Hosting", "DE"),
    Network("2a01:4f8::/32", 64506, "Lab Control Hosting", "DE"),
    Network("198.41.0.0/24", 64507, "Lab Root Server", "US"),
    Network("8.8.8.0/24", 15169, "Google LLC", "US"),
    Network("8.8.4.0/24", 15169, "Google LLC", "US"),
    Network("2001:4860::/32", 15169, "Google LLC", "US"),
    Network("1.1.1.0/24", 13335, "Cloudflare, Inc.", "US"),
    Network("1.0.0.0/24", 13335, "Cloudflare, Inc.", "US"),
    Network("104.16.248.0/23", 13335, "Cloudflare, Inc.", "US"),
    Network("2606:4700::/32", 13335, "Cloudflare, Inc.", "US"),
    Network("9.9.9.0/24", 19281, "Quad9", "CH"),
    Network("149.112.112.0/24", 19281, "Quad9", "CH"),
    Network("2620:fe::/48", 19281, "Quad9", "CH"),
    Network("208.67.220.0/22", 36692, "Cisco OpenDNS, LLC", "US"),
    Network("2620:119::/32", 36692, "Cisco OpenDNS, LLC", "US"),
)

# Sites that name no address of their own get one from these, in turn.
HOSTING = (
    (Network("93.184.0.0/16", 64510, "Lab Hosting One", "US"), "2a05:d010::/32"),
    (Network("104.18.0.0/16", 64511, "Lab Hosting Two", "US"), "2a05:d011::/32"),
    (Network("151.101.0.0/16", 65536, "Lab Hosting Three", "NL"), "2a05:d012::/32"),
    (Network("185.60.0.0/16", 65537, "Lab Hosting Four", "DE"), "2a05:d013::/32"),
    (Network("45.77.0.0/16", 65538, "Lab Hosting Five", "SG"), "2a05:d014::/32"),
)

FIRST_PRIVATE_ASN = 4200000000


def infrastructure() -> set[str]:
    """Addresses that no site may have."""
    taken = {HOME_PUBLIC, ISP_RESOLVER, CONTROL, CONTROL6, SECOND_CONTROL, ROOT_SERVER, WHOAMI_SERVER}
    for resolver in PUBLIC_RESOLVERS:
        taken.update(resolver.addresses, resolver.addresses6)
    return taken


def is_routable(address: str) -> bool:
    """False for bogons: a name may point there, but nobody answers."""
    return ipaddress.ip_address(address).is_global


@dataclass
class AddressPlan:
    """Hands out site addresses and remembers which network each belongs to."""

    networks: list[Network] = field(default_factory=list)
    _given: int = 0
    _own_networks: dict[str, int] = field(default_factory=dict)

    def next_pair(self) -> tuple[str, str]:
        """An IPv4 and an IPv6 address of the next hosting network."""
        hosting, prefix6 = HOSTING[self._given % len(HOSTING)]
        serial = self._given // len(HOSTING) + 1
        self._given += 1
        # Ten addresses to a /24, as hosting companies spread them.
        offset = (serial // 10 + 1) * 256 + 10 + serial % 10
        v4 = ipaddress.ip_network(hosting.prefix)[offset]
        v6 = ipaddress.ip_network(prefix6)[serial * 65536 + 1]
        return str(v4), str(v6)

    def claim(self, address: str, asn: int | None, name: str | None, country: str | None) -> None:
        """An address that the scenario names: its /24 (or /48) becomes a network of its own."""
        if not is_routable(address):
            return
        length = 24 if "." in address else 48
        prefix = str(ipaddress.ip_network(f"{address}/{length}", strict=False))
        serial = self._own_networks.setdefault(prefix, len(self._own_networks))
        number = asn or FIRST_PRIVATE_ASN + serial
        self.networks.append(Network(prefix, number, name or f"Lab Network {serial + 1}", country or "US"))

    def all_networks(self, isp: str, asn: int, country: str) -> list[Network]:
        own = [Network(ISP_PREFIX, asn, isp, country), Network(ISP_PREFIX6, asn, isp, country)]
        hosting = [network for network, _ in HOSTING]
        hosting6 = [Network(prefix6, network.asn, network.name, network.country) for network, prefix6 in HOSTING]
        return own + list(WORLD) + hosting + hosting6 + self.networks
