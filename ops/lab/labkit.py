"""What the tools that put the real daemon on a lab's router share: the lab, its traffic, the daemon."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
UPLINKS = ["eth1", "eth2", "eth3"]
INTERNET = [f"203.0.113.{i}" for i in range(10, 201)]
PATIENCE = 30.0  # seconds for anything that takes up to ten
TARGETS = [f"203.0.113.{i}" for i in (1, 2, 3)] + [f"198.51.100.{i}" for i in (1, 2, 3)]


class Impossible(Exception):
    """The show cannot go on; says why."""


def ending(_signal, _frame):
    raise SystemExit(143)


class Lab:
    """A lab, and the processes started in it."""

    def __init__(self, name):
        self.name = name
        self.running = []
        # Behind one switch they have other names than their interface.
        uplinks = json.loads(subprocess.run([HERE / "lab", "info", name], check=True, capture_output=True).stdout)
        UPLINKS[:] = [uplink["name"] for uplink in uplinks["router"]["uplinks"]]

    def call(self, *words):
        done = subprocess.run([HERE / "lab", words[0], self.name, *words[1:]], capture_output=True, text=True)
        if done.returncode:
            raise Impossible(done.stderr.strip())
        return done.stdout

    def info(self):
        return json.loads(self.call("info"))

    def started(self, *command, **more):
        self.running.append(subprocess.Popen(command, **more))
        return self.running[-1]

    def start(self, node, *command, **more):
        return self.started(HERE / "lab", "exec", self.name, node, *command, **more)

    def mail(self, command, *words):
        done = subprocess.run([HERE / "mailserver", command, self.name, *words], capture_output=True, text=True)
        if done.returncode:
            raise Impossible(done.stderr.strip())
        return [json.loads(line) for line in done.stdout.splitlines()]

    def flap(self, uplink, seconds, times):
        return self.started(HERE / "lab", "flap", self.name, str(uplink), str(seconds), str(times), stdout=subprocess.DEVNULL)

    def forks(self, pid, ready):
        """Outside of the lab: that is where the kernel tells of processes."""
        return self.started(HERE / "forks", str(pid), "--ready-file", ready, stdout=subprocess.PIPE, text=True), ready

    def end(self):
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        for process in self.running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()

    def fault(self, kind, uplink):
        return json.loads(self.call("fault", kind, str(uplink)))

    def heal(self, kind, uplink):
        return json.loads(self.call("heal", kind, str(uplink)))

    def misrouted(self):
        return json.loads(self.call("misrouted"))["total"]


class Traffic:
    """A client of `traffic` and what it has said so far."""

    def __init__(self, lab, node, *arguments):
        self.lines = []
        self.process = lab.start(node, HERE / "traffic", *arguments, stdout=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def stop(self):
        self.process.terminate()
        self.reader.join(10)
        self.process.wait(10)
        return self.lines


class Daemon:
    """`ftr monitor` on the router."""

    def __init__(self, lab, folder, text=None, config=None, more="", environment=None, program=HERE.parent / "ftr", **tests):
        """With a config's text, or with the tests of the generated example, some of them replaced, and more keys."""
        self.lab, self.folder, self.log = lab, folder, folder / "monitor.log"
        self.config = config or folder / "ftr.yaml"
        self.command = [program, "--config", self.config,
                        "--run-dir", folder / "run", "--state-dir", folder / "state"]
        if text is None:
            self.tests = {**self.example(), **tests}
            uplinks = lab.call("config").split("tests:")[0]
            lines = [f"  {key}: {value}\n" for key, value in self.tests.items()]
            text = f"{uplinks}tests:\n{''.join(lines)}base_priority: 20000\n"
        self.environment = {**os.environ, **(environment or {})}
        self.config.write_text(text + more)
        self.start()

    def start(self):
        with open(self.log, "a") as log:
            self.process = self.lab.start("router", *self.command, "monitor", stdout=log, stderr=log, env=self.environment)

    def kill(self):
        """SIGKILL; what it had started may live on."""
        self.process.kill()
        self.process.wait(10)

    def own_status(self):
        """The status that this process has written; empty while there is only that of a predecessor."""
        status = self.status()
        return status if status.get("pid") == self.process.pid else {"uplinks": []}

    def is_converged(self, uplinks=UPLINKS):
        """Whether it says so, with these uplinks carrying connections, and the last look at the config without an error."""
        status = self.own_status()
        return (status.get("converged") and not status["config"]["error"]
                and [u["name"] for u in status["uplinks"] if u["routing"] and u["state"] == "up"] == list(uplinks))

    def await_converged(self, uplinks=UPLINKS, seconds=PATIENCE):
        """Seconds until it is; no patience without end."""
        begin = time.monotonic()
        while not self.is_converged(uplinks):
            if self.process.poll() is not None:
                raise Impossible(f"the daemon has ended: {self.log.read_text()[-2000:]}")
            if time.monotonic() - begin > seconds:
                raise Impossible(f"not converged within {seconds:.0f} s: {json.dumps(self.status())[:2000]}")
            time.sleep(0.02)
        return time.monotonic() - begin

    def example(self):
        """The tests of the generated example, with targets of the lab."""
        process = self.lab.start("router", *self.command, "generate-config", stdout=subprocess.DEVNULL)
        if process.wait(60):
            raise Impossible("no example is generated")
        text = self.config.read_text()
        keys = ("required_successful", "ping_retries", "interval")
        return {"ips": f"[{', '.join(TARGETS)}]",
                **{key: re.search(rf"^ *{key}: *(\S+)", text, re.MULTILINE)[1] for key in keys}}

    def settings(self):
        wanted = {key: value for key, value in self.tests.items() if key != "ips"}
        return f"{len(TARGETS)} targets, " + ", ".join(f"{key} {value}" for key, value in wanted.items())

    def events(self):
        try:
            text = (self.folder / "state" / "events.jsonl").read_text()
        except FileNotFoundError:
            return []
        # The last line may be half written.
        return [json.loads(line) for line in text.split("\n")[:-1]]

    def status(self):
        try:
            return json.loads((self.folder / "run" / "status.json").read_text())
        except FileNotFoundError:
            return {"uplinks": []}

    def carrying(self):
        return [u["name"] for u in self.status()["uplinks"] if u["routing"] and u["state"] == "up"]

    def await_carrying(self, uplinks, meanwhile=lambda: None):
        deadline = time.monotonic() + PATIENCE
        while self.carrying() != uplinks:
            if self.process.poll() is not None:
                raise Impossible(f"the daemon has ended: {self.log.read_text()}")
            if time.monotonic() > deadline:
                raise Impossible(f"not within {PATIENCE:.0f} s: traffic by {uplinks}; there is {self.carrying()}")
            meanwhile()
            time.sleep(0.02)

    def stop(self):
        if self.process.poll() is not None:
            raise Impossible(f"the daemon has ended: {self.log.read_text()}")
        self.process.terminate()
        return self.process.wait(10)

    def of_type(self, kind, skip=0):
        return [event for event in self.events()[skip:] if event["type"] == kind]

    def cpu_seconds(self):
        """Of the process and of its children, those that have ended and those that run."""
        task = Path(f"/proc/{self.process.pid}/task")
        children = [pid for each in task.iterdir() for pid in (each / "children").read_text().split()]
        own = stat(self.process.pid)
        return (sum(own[11:15]) + sum(sum(stat(pid)[11:13]) for pid in children)) / os.sysconf("SC_CLK_TCK")

    def resident_megabytes(self):
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s*(\d+) kB", text, re.MULTILINE)[1]) / 1024

    def proportional_megabytes(self):
        """As resident, but of what it shares with other processes only its part."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s*(\d+) kB", text, re.MULTILINE)[1]) / 1024


def stat(pid):
    """The numbers of /proc/PID/stat after the name of the program and the state."""
    return [0, *map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1:])]


def bounded(text, value, most):
    """Says whether a bound is kept; gives whether it is missed."""
    missed = value > most
    bound = f" (bound {most:g}{': MISSED' if missed else ''})" if most < float("inf") else ""
    print(text + bound, flush=True)
    return missed


def flows_of(traffic):
    return [line for line in list(traffic.lines) if "t" in line]


def lost(flows, begin=0.0, end=float("inf")):
    return [f for f in flows if "lost" in f and begin <= f["t"] < end]


def held_of(lines):
    return [line for line in lines if line.get("event") == "summary"]


def disturbed(held, but):
    """Held connections of other uplinks that a user would have noticed something on."""
    return [h for h in held if h["source"] != f"198.18.{but}.2"
            and (h["ended"] != "closed" or h["source_changes"] or h["longest_gap_ms"] >= 1000)]


class Mailbox:
    """A mail server in the lab's internet, and what has arrived there."""

    def __init__(self, lab, kind, *behaviours):
        """Of kind `start`, exim4, or `script`."""
        self.lab, self.setter = lab, {"start": "set", "script": "set-script"}[kind]
        self.about = lab.mail(kind, *behaviours)[0]

    def behave(self, *behaviours):
        self.lab.mail(self.setter, *behaviours)

    def trust(self):
        """Variables that let the daemon trust the authority of its certificate."""
        return {"SSL_CERT_FILE": self.about["authority"]}

    def copies(self):
        """Each copy that was accepted, in order."""
        return self.lab.mail("mails")

    def config(self, *lines):
        """The config for mail to it, with these lines more."""
        login = ["port: 587", "authentication: plain", "enable_starttls: true", f"user_name: {self.about['user']}",
                 f"password: {self.about['password']}"] if "user" in self.about else ["port: 25"]
        smtp = "".join(f"    {line}\n" for line in [f"address: {self.about['host']}", *login])
        return ("email:\n  send: true\n  sender: router@example.com\n  recipients: [admin@example.com]\n"
                + "".join(f"  {line}\n" for line in lines) + f"  smtp_parameters:\n{smtp}")


def mail_of(status):
    """How mail fares, as a status has it."""
    return next((way for way in status.get("notifications", []) if way["way"] == "mail"), {})


def wait(seconds, meanwhile=lambda: None):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        meanwhile()
        time.sleep(0.02)


def await_open(hold, count):
    deadline = time.monotonic() + PATIENCE
    while sum(line.get("event") == "opened" for line in list(hold.lines)) < count:
        if time.monotonic() > deadline:
            raise Impossible("the long connections do not open")
        time.sleep(0.02)


def epoch_of(text):
    """2026-01-01T12:00:00.123456789Z; Python before 3.11 takes neither nanoseconds nor Z."""
    whole, _, part = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(whole + "+00:00").timestamp() + float("0." + (part or "0"))


class Settings:
    """What a config for a lab says; each edit gives another one. Fast probing, no damping: uplinks fail all the time."""

    def __init__(self, **values):
        self.values = {"weights": {1: 1, 2: 1, 3: 1}, "order": (1, 2, 3), "description": "Example Provider", "interval": "200ms",
                       "targets": tuple(TARGETS[:2] + TARGETS[3:5]), **values}

    def but(self, **values):
        return Settings(**{**self.values, **values})

    def __getattr__(self, name):
        return self.__dict__["values"][name]

    def text(self):
        uplinks = "".join(
            f"- interface: eth{i}\n  id: {i - 1}\n  type: static\n  ip: 198.18.{i}.2\n  gateway: 198.18.{i}.1\n"
            f"  description: {self.description} {i}\n  priority_group: 1\n  weight: {self.weights[i]}\n" for i in self.order)
        return (f"uplinks:\n{uplinks}downlinks:\n  lan: eth0\ntests:\n  ips: [{', '.join(self.targets)}]\n"
                f"  required_successful: 2\n  ping_retries: 2\n  interval: {self.interval}\n  up_hold: 1s\n  damping: \"off\"\n"
                f"base_priority: 20000\n")


class ConfigFile:
    """A config file, and the ways in which people and programs write one."""

    WAYS = ("in place", "rename", "symlink swap")

    def __init__(self, path):
        self.path, self.number = path, 0

    def write(self, text, way):
        {"in place": self.in_place, "rename": self.rename, "symlink swap": self.symlink_swap}[way](text)

    def in_place(self, text):
        self.path.write_text(text)

    def rename(self, text):
        new = self.path.with_suffix(".new")
        new.write_text(text)
        os.replace(new, self.path)

    def symlink_swap(self, text):
        """As kubernetes does it: the file is a link to ..data/FILE, and ..data one to a folder that is replaced."""
        self.number += 1
        folder, name = self.path.parent, self.path.name
        (folder / f"..v{self.number}").mkdir()
        (folder / f"..v{self.number}" / name).write_text(text)
        self.link(f"..v{self.number}", folder / "..data")
        if not self.path.is_symlink():
            self.link(f"..data/{name}", self.path)
        if self.number > 1:
            shutil.rmtree(folder / f"..v{self.number - 1}")

    @staticmethod
    def link(target, path):
        new = path.with_name(path.name + ".link")
        os.symlink(target, new)
        os.replace(new, path)

    def delete(self):
        self.path.unlink()
