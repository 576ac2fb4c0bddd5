"""The network: network namespaces, the links between them, routes and address translation.

    client -- home -- isp -- (isp2) -- transit -- (transit2 ...) -- sites
                                                                 |- dns
                                                                 |- control

Each namespace is set up by a shell script of its own, kept among the logs for the curious.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import addresses as plan
from . import namespaces, routers

ENDS = ("sites", "dns", "control")
# Every place that a lab can have.
NAMES = ("client", *routers.NEAR, *ENDS)

# The hop that a rule names -> its namespace and the interface that faces the home.
HOPS = {"home_router": ("home", "lan"), "site": ("sites", "transit")} | {
    name: (name, near) for name, near in routers.NEAR.items()}

ROUTER_SYSCTLS = {
    "net/ipv4/ip_forward": "1", "net/ipv6/conf/all/forwarding": "1",
    # Without these the answers to a traceroute are rationed.
    "net/ipv4/icmp_ratelimit": "0", "net/ipv6/icmp/ratelimit": "0",
}


@dataclass
class Node:
    """What one namespace needs: lines for `ip -batch`, sysctls, rules for iptables-restore, more commands."""

    ip: list[str] = field(default_factory=list)
    sysctls: dict[str, str] = field(default_factory=dict)
    rules4: dict[str, list[str]] = field(default_factory=dict)
    rules6: dict[str, list[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def rule(self, table: str, text: str, versions: Iterable[int] = (4, 6)) -> None:
        """Appends "CHAIN matches -j TARGET" to a table, for IPv4, IPv6 or both."""
        if 4 in versions:
            self.rules4.setdefault(table, []).append(f"-A {text}")
        if 6 in versions:
            self.rules6.setdefault(table, []).append(f"-A {text}")

    def script(self) -> str:
        sysctls = [f"echo '{value}' > /proc/sys/{key} 2>/dev/null || true" for key, value in self.sysctls.items()]
        parts = ["set -e", *sysctls, "ip -batch - <<'END'", *self.ip, "END"]
        parts += _restore("iptables-restore", self.rules4) + _restore("ip6tables-restore", self.rules6)
        return "\n".join(parts + self.commands) + "\n"

    def restore_script(self, before: Node) -> str:
        """Puts these netfilter rules in the place of those of `before`, whole tables at a time."""
        lines = []
        for program, old, new in (("iptables-restore", before.rules4, self.rules4),
                                  ("ip6tables-restore", before.rules6, self.rules6)):
            lines += _restore(program, {name: [] for name in old} | new) if old != new else []
        return "\n".join(["set -e", *lines]) + "\n" if lines else ""


def _restore(program: str, rules: dict[str, list[str]]) -> list[str]:
    if not rules:
        return []
    lines = [f"{program} <<'END'"]
    for table, texts in rules.items():
        lines += [f"*{table}", *texts, "COMMIT"]
    return lines + ["END"]


Nodes = dict[str, Node]


def design(network: dict[str, object]) -> Nodes:
    """The uncensored network of a scenario; censor.py adds to it."""
    hops = int(network["hops"])
    chain = routers.chain(hops)
    nodes = {name: Node(ip=["link set lo up"]) for name in ("client", *chain, *ENDS)}
    for node in nodes.values():
        node.sysctls["net/ipv4/ping_group_range"] = "0 0"
    for name in chain:
        nodes[name].sysctls |= ROUTER_SYSCTLS
    for a, i, b, j in cables(hops):
        _skip_address_detection(nodes[a], i)
        _skip_address_detection(nodes[b], j)
    _add_addresses(nodes, chain[-1])
    _add_routes(nodes, chain[-1])
    for link in routers.links(hops):
        _join_routers(nodes, link)
    _add_home_router(nodes["home"], network)
    if network["state"] == "no_route":
        _without_default(nodes["client"])
    if not network["ipv6"]:
        client = nodes["client"]
        client.sysctls["net/ipv6/conf/eth0/disable_ipv6"] = "1"
        client.ip = [line for line in client.ip if ":" not in line]
    return nodes


def cables(hops: int) -> list[tuple[str, str, str, str]]:
    """(namespace, interface) pairs; a veth connects the two of each line."""
    last = routers.chain(hops)[-1]
    return [("client", "eth0", "home", "lan"), ("home", "wan", "isp", "home"),
            *((link.near, link.far, link.far, routers.NEAR[link.far]) for link in routers.links(hops)),
            *((last, name, name, "transit") for name in ENDS)]


def _join_routers(nodes: Nodes, link: routers.Link) -> None:
    """Addresses of both, and the ways: the home's network on the one side, everything else on the other."""
    near, far = nodes[link.near], nodes[link.far]
    _address(near, link.far, f"{link.near4}/30", f"{link.near6}/126")
    _address(far, routers.NEAR[link.far], f"{link.far4}/30", f"{link.far6}/126")
    near.ip += [f"route add default via {link.far4}", f"route add default via {link.far6}"]
    far.ip += [f"route add {plan.ISP_PREFIX} via {link.near4}", f"route add {plan.ISP_PREFIX6} via {link.near6}"]


def _skip_address_detection(node: Node, interface: str) -> None:
    """Otherwise IPv6 works only two seconds after the link is up."""
    node.sysctls["net/ipv6/conf/all/accept_dad"] = "0"
    node.sysctls[f"net/ipv6/conf/{interface}/accept_dad"] = "0"
    node.sysctls[f"net/ipv6/conf/{interface}/router_solicitations"] = "0"


def _add_addresses(nodes: Nodes, last: str) -> None:
    _address(nodes["client"], "eth0", f"{plan.HOME_CLIENT}/24", f"{plan.HOME_CLIENT6}/64")
    _address(nodes["home"], "lan", f"{plan.HOME_LAN_ROUTER}/24", "2403:5100:77:1::1/64")
    _address(nodes["home"], "wan", f"{plan.HOME_PUBLIC}/24", "2403:5100:0:77::10/64")
    _address(nodes["isp"], "home", "60.50.77.1/24", "2403:5100:0:77::1/64")
    _address(nodes["isp"], "lo", f"{plan.ISP_RESOLVER}/32", "2403:5100::53/128")
    for i, name in enumerate(ENDS, start=1):
        _address(nodes[last], name, f"62.115.{i}.1/30", f"2001:2030:{i}::1/126")
        _address(nodes[name], "transit", f"62.115.{i}.2/30", f"2001:2030:{i}::2/126")
    _address(nodes["control"], "lo", f"{plan.CONTROL}/32", f"{plan.SECOND_CONTROL}/32", f"{plan.CONTROL6}/128")
    _address(nodes["dns"], "lo", f"{plan.ROOT_SERVER}/32", f"{plan.WHOAMI_SERVER}/32")
    for resolver in plan.PUBLIC_RESOLVERS:
        _address(nodes["dns"], "lo", *(f"{a}/32" for a in resolver.addresses),
                 *(f"{a}/128" for a in resolver.addresses6))


def _address(node: Node, interface: str, *prefixes: str) -> None:
    node.ip += [f"address add {p} dev {interface}{' nodad' if ':' in p else ''}" for p in prefixes]


def _add_routes(nodes: Nodes, last: str) -> None:
    nodes["client"].ip += [f"route add default via {plan.HOME_LAN_ROUTER}",
                           "route add default via 2403:5100:77:1::1"]
    nodes["home"].ip += ["route add default via 60.50.77.1", "route add default via 2403:5100:0:77::1"]
    nodes["isp"].ip += [f"route add {plan.HOME_PREFIX6} via 2403:5100:0:77::10",
                        f"route add blackhole {plan.ISP_PREFIX}", f"route add blackhole {plan.ISP_PREFIX6}"]
    transit = nodes[last].ip
    transit += [f"route add {plan.CONTROL}/32 via 62.115.3.2", f"route add {plan.CONTROL6}/128 via 2001:2030:3::2",
                f"route add {plan.SECOND_CONTROL}/32 via 62.115.3.2",
                f"route add {plan.ROOT_SERVER}/32 via 62.115.2.2", f"route add {plan.WHOAMI_SERVER}/32 via 62.115.2.2"]
    for resolver in plan.PUBLIC_RESOLVERS:
        transit += [f"route add {a}/32 via 62.115.2.2" for a in resolver.addresses]
        transit += [f"route add {a}/128 via 2001:2030:2::2" for a in resolver.addresses6]
    # Whatever is left is a site's, or nobody's: then the sites' namespace swallows it.
    transit += ["route add default via 62.115.1.2", "route add default via 2001:2030:1::2"]
    for i, name in enumerate(ENDS, start=1):
        for prefix in _reachable_from(name):
            gateway = f"2001:2030:{i}::1" if ":" in prefix else f"62.115.{i}.1"
            nodes[name].ip.append(f"route add {prefix} via {gateway}")


def _reachable_from(name: str) -> list[str]:
    if name != "sites":
        return ["default", "::/0"]
    resolvers = [a for r in plan.PUBLIC_RESOLVERS for a in r.addresses]
    return [plan.ISP_PREFIX, plan.ISP_PREFIX6, plan.TRANSIT_PREFIX, plan.TRANSIT_PREFIX6, plan.CONTROL,
            plan.SECOND_CONTROL, plan.CONTROL6, plan.ROOT_SERVER, *resolvers]


def _add_home_router(home: Node, network: dict[str, object]) -> None:
    home.rule("nat", "POSTROUTING -o wan -j MASQUERADE", [4])
    # As a router's forwarder does, without a process: questions to it go to the ISP's resolver. A forwarder with
    # limits is a process (router.py).
    for protocol in ("tcp",) if router_has_limits(network) else ("udp", "tcp"):
        home.rule("nat", f"PREROUTING -i lan -d {plan.HOME_LAN_ROUTER} -p {protocol} --dport 53 "
                         f"-j DNAT --to-destination {plan.ISP_RESOLVER}", [4])
    _add_line_rules(home, network)
    if network["captive_portal"] != "no":
        _add_portal_rules(home)


def router_has_limits(network: dict[str, object]) -> bool:
    return bool(network["router_queries_per_s"] or network["router_queries_in_flight"])


def _add_line_rules(home: Node, network: dict[str, object]) -> None:
    """A line that is down, or that never carried IPv6, as seen from behind the router."""
    refuse = {"silent": ("DROP", "DROP"),
              "unreachable": ("REJECT --reject-with icmp-host-unreachable", "REJECT --reject-with icmp6-no-route")}
    if network["state"] in refuse:
        target, target6 = refuse[network["state"]]
        home.rule("filter", f"FORWARD -i lan -j {target}", [4])
        home.rule("filter", f"FORWARD -i lan -j {target6}", [6])
        home.rule("filter", "OUTPUT -o wan -j DROP")
    elif network["ipv6_line"] in refuse:
        home.rule("filter", f"FORWARD -i lan -j {refuse[network['ipv6_line']][1]}", [6])


def _add_portal_rules(home: Node) -> None:
    """Until one logs in: names resolve, every web page is the portal's, all else is refused."""
    home.rule("nat", f"PREROUTING -i lan ! -d {plan.HOME_LAN_ROUTER} -p tcp --dport 80 -j REDIRECT --to-ports 80",
              [4])
    home.rule("filter", "FORWARD -i lan -p udp --dport 53 -j ACCEPT")
    home.rule("filter", "FORWARD -i lan -p tcp -j REJECT --reject-with tcp-reset")
    home.rule("filter", "FORWARD -i lan -j REJECT")


def _without_default(node: Node) -> None:
    node.ip = [line for line in node.ip if not line.startswith("route add default")]


def build(nodes: Nodes, hops: int, logs: Path) -> None:
    """Makes the namespaces and links, then runs the scripts of all nodes side by side."""
    namespaces.NETNS_DIR.mkdir(parents=True, exist_ok=True)
    lines = [f"netns add {name}" for name in nodes]
    lines += [f"link add name {i} netns {a} type veth peer name {j} netns {b}" for a, i, b, j in cables(hops)]
    _run(["ip", "-batch", "-"], "\n".join(lines))
    for a, i, b, j in cables(hops):
        nodes[a].ip.insert(0, f"link set {i} up")
        nodes[b].ip.insert(0, f"link set {j} up")
    running = [(name, _configure(name, node, logs)) for name, node in nodes.items()]
    failed = [name for name, process in running if process.wait() != 0]
    if failed:
        text = (logs / f"{failed[0]}.setup.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"cannot set up the namespace '{failed[0]}':\n{text}")


def _configure(name: str, node: Node, logs: Path) -> subprocess.Popen[bytes]:
    script = logs / f"{name}.setup.sh"
    script.write_text(node.script(), encoding="utf-8")
    return namespaces.start(name, ["sh", str(script)], logs / f"{name}.setup.log")


def replace_rules(before: Nodes, after: Nodes, logs: Path) -> None:
    """Goes over to the netfilter rules of `after`; connections and routes stay."""
    for name, node in after.items():
        if script := node.restore_script(before[name]):
            path = logs / f"{name}.change.sh"
            path.write_text(script, encoding="utf-8")
            log = logs / f"{name}.change.log"
            if namespaces.start(name, ["sh", str(path)], log).wait() != 0:
                raise RuntimeError(f"cannot change the rules of '{name}':\n{log.read_text(errors='replace')}")


def _run(command: list[str], text: str) -> None:
    result = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}")
