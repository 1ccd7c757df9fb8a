#!/usr/bin/env python3
"""MMS on the bus: a connection to a simulated device, two stations over MMS, too many peers."""

import resource
import socket
import subprocess
import tempfile
import unittest

import support
from support import Bus, free_port, main, wait_until

DEVICE = {
    "vendor": "maker",
    "model": "meter",
    "domains": {
        "LD0": {
            "variables": {
                "MMXU1": {"MX": {"TotW": {"mag": {"f": "float32"}, "q": "bit-string(-13)", "t": "utc-time"}}},
                "GGIO1": {"ST": {"Ind1": {"stVal": "boolean"}, "Cnt": "int32"}, "SP": {"Name": "visible-string(-20)"}},
                "Table": {"array": 3, "of": "int16"},
            },
            "values": {"GGIO1$ST$Cnt": 7, "GGIO1$SP$Name": "one"},
            "writable": ["GGIO1", "Table"],
            "lists": {"LLN0$ds": ["MMXU1$MX$TotW", "GGIO1$ST$Cnt"]},
        },
        "LD1": {"variables": {"only": "uint8"}},
    },
}
W = "MMXU1$MX$TotW"


def server(port, **more):
    return {"name": "srv", "protocol": "mms", "tcp": {"host": "127.0.0.1", "port": port}, "vmd": DEVICE, **more}


def connection(port, polls=()):
    return {"name": "ied", "protocol": "mms", "tcp": {"host": "127.0.0.1", "port": port},
            "reconnect": {"first": 0.05, "longest": 0.2}, "polls": list(polls)}


class Simulator:
    """A running `stationbus simulate` of one device whose power moves."""

    def __init__(self, port):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        device = {**server(port), "name": "dev", "interval": 0.02,
                  "waves": {f"LD0/{W}$mag$f": {"kind": "sine", "period": 1, "low": 10, "high": 20}}}
        support.yaml.safe_dump({"devices": [device]}, self.file)
        self.file.flush()
        self.start()

    def start(self):
        self.process = subprocess.Popen([support.PROGRAM, "simulate", self.file.name],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Connection(unittest.TestCase):
    def test_reads_writes_and_shows_a_simulated_device(self):
        port = free_port()
        with Simulator(port), Bus([connection(port)]) as bus:
            bus.wait_for_state("ied", "connected")
            refs = lambda path: [x["ref"] for x in bus.call("browse", {"ref": path})]
            self.assertEqual(refs("ied:"), ["ied:LD0", "ied:LD1"])
            self.assertEqual(set(refs("ied:LD0")), {"ied:LD0/GGIO1", "ied:LD0/MMXU1", "ied:LD0/Table", "ied:LD0/LLN0$ds"})
            self.assertEqual(refs("ied:LD0/GGIO1$ST"), ["ied:LD0/GGIO1$ST$Cnt", "ied:LD0/GGIO1$ST$Ind1"])
            self.assertEqual(bus.call("describe", {"ref": "ied:LD0/" + W})["type"],
                             {"mag": {"f": "float32"}, "q": "bit-string(-13)", "t": "utc-time"})
            self.assertEqual(bus.call("describe", {"ref": "ied:"})["identification"]["vendor"], "maker")

            moving = lambda: bus.read(f"ied:LD0/{W}$mag$f")["value"]
            first = moving()
            self.assertTrue(10 <= first <= 20)
            wait_until(lambda: moving() != first, "another power")
            self.assertEqual(bus.read("ied:LD0/GGIO1$ST")["value"], {"Ind1": {"stVal": False}, "Cnt": 7})
            self.assertEqual(bus.read("ied:LD0/Table")["value"], [0, 0, 0])

            bus.write("ied:LD0/GGIO1$ST$Cnt", -8)
            bus.write("ied:LD0/GGIO1$SP$Name", "two")
            bus.write("ied:LD0/GGIO1$ST$Ind1", {"stVal": True})
            bus.write("ied:LD0/Table", [1, 2, 3])
            self.assertEqual(bus.read("ied:LD0/GGIO1")["value"],
                             {"ST": {"Ind1": {"stVal": True}, "Cnt": -8}, "SP": {"Name": "two"}})
            self.assertEqual(bus.read("ied:LD0/Table")["value"], [1, 2, 3])

    def test_each_mistake_has_its_kind(self):
        port = free_port()
        with Simulator(port), Bus([connection(port)]) as bus:
            bus.wait_for_state("ied", "connected")
            kind = lambda answer: answer["error"]["data"]["kind"]
            self.assertEqual(kind(bus.read("ied:LD0/nix")), "not-found")
            self.assertEqual(kind(bus.read("ied:nix")), "invalid-value")
            self.assertEqual(kind(bus.write("ied:LD0/GGIO1$ST$Cnt", "text")), "type-mismatch")
            self.assertEqual(kind(bus.write("ied:LD0/GGIO1$ST$Cnt", 2**31)), "invalid-value")
            self.assertEqual(kind(bus.write(f"ied:LD0/{W}$mag$f", 1.0)), "access-denied")
            self.assertEqual(kind(bus.ask("browse", {"ref": "ied:nix"})), "not-found")
            together = bus.call("read", {"refs": ["ied:LD0/nix", "ied:LD0/GGIO1$ST$Cnt"]})
            self.assertEqual(kind(together[0]), "not-found")
            self.assertEqual(together[1]["value"], 7)

    def test_polls_and_comes_back(self):
        port = free_port()
        poll = {"refs": [f"LD0/{W}$mag$f", "LD0/GGIO1$ST$Cnt"], "interval": 0.02}
        with Simulator(port) as device, Bus([connection(port, [poll])]) as bus:
            bus.wait_for_state("ied", "connected")
            changes = bus.subscribe(f"data/ied:LD0/{W}$mag$f/")
            for _ in range(3):
                _, body = changes.next()
                self.assertEqual(body["quality"], {"validity": "good"})
            device.stop()
            bus.wait_for_state("ied", "failed")
            changes.until(lambda _, body: body["quality"]["validity"] == "invalid")
            device.start()
            bus.wait_for_state("ied", "connected")
            changes.until(lambda _, body: body["quality"]["validity"] == "good")


class Server(unittest.TestCase):
    def test_two_stations_see_each_others_writes(self):
        port = free_port()
        with Bus(servers=[server(port)]) as serving, Bus([connection(port)]) as calling:
            calling.wait_for_state("ied", "connected")
            self.assertEqual(serving.state("srv"), "connected")
            told = serving.subscribe("data/srv:LD0/GGIO1$ST$Cnt/")
            calling.write("ied:LD0/GGIO1$ST$Cnt", 99)
            told.until(lambda _, body: body["value"] == 99)
            serving.write(f"srv:LD0/{W}$mag$f", 1.5)  # peers may not, the owner may
            self.assertEqual(calling.read(f"ied:LD0/{W}$mag$f")["value"], 1.5)
            self.assertEqual(serving.call("describe", {"ref": "srv:"})["peers"], 1)

    def test_ten_thousand_half_open_connections_are_survived(self):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        count = min(10_000, most - 200)
        port = free_port()
        limited = server(port, mms={"max_peers": 500, "step_timeout": 2})
        with Bus(servers=[limited]) as bus:
            size = lambda: int(open(f"/proc/{bus.process.pid}/statm").read().split()[1]) * 4096
            before = size()
            peers = []
            for _ in range(count):
                peer = socket.create_connection(("127.0.0.1", port))
                peer.sendall(b"\x03\x00\x00")  # the beginning of a TPKT, no more
                peers.append(peer)
            self.assertEqual(bus.call("status")["name"], "test")
            self.assertLess(size() - before, 200 << 20)
            with Bus([connection(port)]) as calling:  # once those have had their time
                wait_until(lambda: calling.state("ied") == "connected", "a place among the peers", 120)
                self.assertEqual(calling.read("ied:LD0/GGIO1$ST$Cnt")["value"], 7)
            for peer in peers:
                peer.close()


if __name__ == "__main__":
    main()
