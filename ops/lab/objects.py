"""What is in the kernel of a lab's router: objects of ftr, which can be removed one by one, and those of others."""

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass

PROTOCOL = "157"
UPLINKS = (1, 2, 3)
FLAGS = re.compile(r" (dead|linkdown|offload|rt_trap|trap)\b")
COUNTERS = re.compile(r" \[\d+:\d+\]$")
SYSCTLS = {"ip_forward": 0, "fib_multipath_hash_policy": 0,
           **{f"conf/eth{i}/{name}": value for i in UPLINKS for name, value in (("rp_filter", 1), ("ignore_routes_with_linkdown", 0))}}


@dataclass(frozen=True)
class Harm:
    """What the absence of an object does to traffic from the LAN.

    `new`: new connections may fail. `held`: uplinks whose established connections may fail. `taint`: connections that begin
    meanwhile are not marked or not translated, and may fail at any later time.
    """

    new: bool = False
    held: frozenset = frozenset()
    taint: bool = False

    def __or__(self, other):
        return Harm(self.new or other.new, self.held | other.held, self.taint or other.taint)

    def __bool__(self):
        return self.new or bool(self.held) or self.taint


ALL = frozenset(UPLINKS)
NO_HARM = Harm()


@dataclass(frozen=True)
class Owned:
    """An object of ftr: how to remove it, and how to look whether it is there (the whole listing, so that order counts)."""

    kind: str
    text: str
    remove: tuple
    look: tuple
    harm: Harm
    table: str = ""
    chain: str = ""
    number: int = 0
    stdin: str = ""


@dataclass(frozen=True)
class Firewall:
    """Lines of iptables-save: (table, line), without counters."""

    lines: tuple

    def rules(self, table, chain):
        return [line for t, line in self.lines if t == table and line.startswith(f"-A {chain} ")]


class Router:
    def __init__(self, lab):
        info = lab.info()
        self.backend = info["backend"]
        self.enter = ("nsenter", f"--net=/run/netns/{info['namespaces']['router']}", "--")
        self.environment = {**os.environ, "LC_ALL": "C", "PATH": f"{info['iptables_dir']}:{os.environ['PATH']}"}

    def run(self, *command, stdin="", check=True):
        """Gives the standard output."""
        done = subprocess.run([*self.enter, *command], input=stdin, capture_output=True, text=True, env=self.environment, timeout=30)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout

    def remove(self, thing):
        """Says whether it was there still."""
        done = subprocess.run([*self.enter, *thing.remove], input=thing.stdin, capture_output=True, text=True, env=self.environment,
                              timeout=30)
        return done.returncode == 0

    def look(self, thing):
        return settled(self.run(*thing.look, check=False))

    # --- reading ---------------------------------------------------------------------------------------

    def rules(self):
        return [line.strip() for line in self.run("ip", "-4", "rule").splitlines()]

    def routes(self):
        """One line for each route, without the flags that come and go."""
        joined = re.sub(r"\n\t", " ", self.run("ip", "-4", "route", "show", "table", "all"))
        return [" ".join(settled(line).split()) for line in joined.splitlines()]

    def firewall(self):
        lines, table = [], ""
        for line in self.run("iptables-save").splitlines():
            if line.startswith("*"):
                table = line[1:]
            elif line.startswith((":", "-A")):
                lines.append((table, COUNTERS.sub("", line)))
        return Firewall(tuple(lines))

    def sysctls(self, names=tuple(SYSCTLS)):
        done = self.run("bash", "-c", 'cd /proc/sys/net/ipv4; for each; do echo "$each=$(cat "$each" 2>&1)"; done', "sysctls", *names)
        return done.splitlines()

    def dump(self):
        """(ours, foreign): sorted by kind, in the kernel's order within."""
        ours, foreign = [], []
        for line in self.rules():
            (ours if is_marked(line) else foreign).append(f"rule {line}")
        for line in self.routes():
            if "proto kernel" not in line:
                (ours if is_marked(line) else foreign).append(f"route {line}")
        for table, line in self.firewall().lines:
            if line.startswith((":FTR-", "-A FTR-")) or " -j FTR-" in line:
                ours.append(f"{table} {line}")
            elif not re.fullmatch(r":[A-Z]+ ACCEPT", line):
                foreign.append(f"{table} {line}")
        return ours + self.sysctls(), foreign

    # --- objects of ours -------------------------------------------------------------------------------

    def owned(self):
        found = [rule_object(line) for line in self.rules() if is_marked(line)]
        found += [route_object(line) for line in self.routes() if is_marked(line)]
        numbers = {}
        for table, line in self.firewall().lines:
            if not line.startswith("-A "):
                continue
            chain = line.split()[1]
            numbers[table, chain] = numbers.get((table, chain), 0) + 1
            if chain.startswith("FTR-"):
                found.append(firewall_object("iptables rule", table, chain, line, numbers[table, chain]))
            elif " -j FTR-" in line:
                found.append(firewall_object("jump", table, chain, line, numbers[table, chain]))
        return found

    def sysctl_objects(self):
        return [Owned("sysctl", name, ("bash", "-c", f"echo {value} >/proc/sys/net/ipv4/{name}"),
                      ("cat", f"/proc/sys/net/ipv4/{name}"), sysctl_harm(name)) for name, value in SYSCTLS.items()]


def settled(text):
    return FLAGS.sub("", text)


def is_marked(line):
    return f" proto {PROTOCOL} " in line + " "


def rule_object(line):
    priority, _, selector = line.partition(":")
    words = selector.split()
    fwmark = re.search(r"fwmark 0x(\w+)", selector)
    if "suppress_prefixlength" in selector:
        harm = Harm(new=True, held=ALL)
    elif fwmark:
        harm = Harm(new=True, held=frozenset([int(fwmark[1], 16)]))
    elif "from all" in selector:
        # rp_filter=2 asks for a way to the sender without the mark: answers are dropped by all uplinks.
        harm = Harm(new=True, held=ALL)
    else:
        harm = NO_HARM  # `from IP` is for the router's own packets
    return Owned("rule", line, ("ip", "-4", "rule", "del", "pref", priority, *words), ("ip", "-4", "rule"), harm)


def route_object(line):
    table = re.search(r" table (\S+)", line)[1]
    words = line.split(" nexthop ")[0].split()
    uplink = frozenset([int(table)]) if table in ("1", "2", "3") else frozenset()
    guard = "unreachable" in line
    harm = Harm(new=not guard, held=uplink or ALL)  # the multipath route: as with its rule
    return Owned("guard" if guard else "route", line, ("ip", "-4", "route", "del", *words),
                 ("ip", "-4", "route", "show", "table", table), harm)


def firewall_object(kind, table, chain, line, number):
    look = ("iptables", "-w", "5", "-t", table, "-S", chain)
    remove = ("iptables", "-w", "5", "-t", table, "-D", chain, str(number))
    return Owned(kind, f"{table} {line}", remove, look, firewall_harm(table, line), table, chain, number)


def firewall_harm(table, line):
    """Of rules in our chains, and of jumps to them."""
    if table == "mangle" and "PREROUTING" in line:
        # Without its mark a packet of a known connection goes where a new one would go.
        return NO_HARM if " -i eth" in line and " -i eth0 " not in line else Harm(new=True, held=ALL)
    if table == "mangle" and "POSTROUTING" in line:
        return Harm(new=True, taint=True)
    if table == "nat" and "POSTROUTING" in line:
        return Harm(new=True, taint=True)
    return NO_HARM


def sysctl_harm(name):
    if name == "ip_forward":
        return Harm(new=True, held=ALL)
    uplink = re.search(r"conf/eth(\d)/", name)
    if uplink and "rp_filter" in name:
        return Harm(new=True, held=frozenset([int(uplink[1])]))
    if uplink:
        return Harm(new=True, held=frozenset([int(uplink[1])]))  # a lost carrier is not noticed by the kernel
    return NO_HARM  # the hash policy


def whole_chain(objects, table, chain, kind, remove, stdin=""):
    """One object out of all of a chain (or of a table, with chain ""), removed by one command."""
    members = [o for o in objects if o.table == table and chain in ("", o.chain)]
    harm = NO_HARM
    for member in members:
        harm |= member.harm
    return Owned(kind, f"{table} {chain}".strip(), tuple(remove), members[0].look if members else (), harm, table, chain, 0, stdin)


def difference(before, after):
    gone, new = list((Counter(before) - Counter(after)).elements()), list((Counter(after) - Counter(before)).elements())
    return f"gone {gone}, new {new}" if gone or new else "another order"
