#!/usr/bin/env python3
"""A buffered report stream while the bus, the server or the link between them is killed at random
points: every entry reaches the subscriber's record, and what comes twice is marked.

    iec61850_kill_test.py                    one run of 20,000 entries
    iec61850_kill_test.py --runs 20 --entries 100000 --seed 1"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import support
from support import free_port, wait_until

import zmq

support.arguments.add_argument("--runs", type=int, default=1)
support.arguments.add_argument("--entries", type=int, default=20_000)
support.arguments.add_argument("--seed", type=int, default=1)
support.arguments.add_argument("--kills", type=int, default=6)
options, support.rest = support.arguments.parse_known_args()

POINT = "IEDLD0/GGIO1.Cnt.stVal[ST]"


def structure(name, *elements):
    return {"name": name, "type": {"tname": "structure", "elements": list(elements)}}


def leaf(name, tname, **more):
    value = {"value": more.pop("value")} if "value" in more else {}
    return {"name": name, "type": {"tname": tname, **more}, **value}


BLOCK = structure(
    "brcb", leaf("RptID", "visible_string", length=129), leaf("RptEna", "bool"),
    leaf("DatSet", "visible_string", length=129, value="IEDLD0/LLN0$ds"), leaf("ConfRev", "uint", size=32, value=1),
    leaf("OptFlds", "bit_string", length=10), leaf("BufTm", "uint", size=32), leaf("SqNum", "uint", size=16),
    leaf("TrgOps", "bit_string", length=6, value=[False, True, False, False, False, False]), leaf("IntgPd", "uint", size=32),
    leaf("GI", "bool"), leaf("PurgeBuf", "bool"), leaf("EntryID", "octet_string", length=8), leaf("TimeofEntry", "bin_time"),
    leaf("ResvTms", "int", size=16))
MODEL = {"separator": "$", "logical_device_separator": "", "ied_name": "IED", "references": {}, "logical_devices": [{
    "name": "LD0", "elements": [
        structure("LLN0", structure("BR", BLOCK)),
        structure("GGIO1", structure("ST", structure("Cnt", leaf("stVal", "int", size=32), leaf("q", "bit_string", length=13),
                                                     leaf("t", "utc_time"))))],
    "datasets": [{"name": "LLN0$ds", "items": [["LD0", "GGIO1", "ST", "Cnt", "stVal"]]}]}]}


class Program:
    """`stationbus run` of one file, which may be killed and started again."""

    def __init__(self, folder, name, config):
        self.file = os.path.join(folder, name + ".yaml")
        self.log = os.path.join(folder, name + ".log")
        with open(self.file, "w", encoding="utf-8") as out:
            support.yaml.safe_dump(config, out, sort_keys=False)
        self.start()

    def start(self):
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([support.PROGRAM, "run", self.file], stdout=log, stderr=log)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.start()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Link(threading.Thread):
    """A TCP connection between client and server that can be cut."""

    def __init__(self, port, to):
        super().__init__(daemon=True)
        self.to, self.open, self.lock = to, [], threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", port))
        self.start()

    def run(self):
        while True:
            try:
                near, _ = self.listening.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                if self.listening.fileno() < 0:
                    return
                near.close()
                continue
            with self.lock:
                self.open += [near, far]
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    @staticmethod
    def carry(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass
        for one in (a, b):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        with self.lock:
            gone, self.open = self.open, []
        for one in gone:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Record(threading.Thread):
    """What a subscriber writes down: the stream, and by replay what it missed of an epoch."""

    def __init__(self, publish, request):
        super().__init__(daemon=True)
        self.context = zmq.Context()
        self.publish, self.request = publish, request
        self.values, self.ids, self.unmarked, self.marked = set(), set(), [], 0
        self.highest, self.seen, self.epoch, self.last = 0, 0, None, 0
        self.stopping = False
        self.start()

    def note(self, body):
        entry_id = body["entry_id"]["hex"]
        if entry_id in self.ids:
            self.marked += 1
            if not body.get("duplicate"):
                self.unmarked.append(entry_id)
        self.ids.add(entry_id)
        for entry in body["entries"]:
            self.values.add(entry["value"])
            self.highest = max(self.highest, entry["value"])

    def replay(self, epoch, first, until):
        dealer = self.context.socket(zmq.DEALER)
        dealer.connect(self.request)
        while first < until:
            dealer.send_string(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "replay",
                                           "params": {"epoch": epoch, "from_seq": first, "prefix": "report/"}}))
            if not dealer.poll(2000):
                break
            answer = json.loads(dealer.recv()).get("result")
            if not answer or answer["next_seq"] == first:
                break
            for message in answer["messages"]:
                if message["body"]["seq"] < until:
                    self.note(message["body"])
            first = answer["next_seq"]
        dealer.close(linger=0)

    def run(self):
        # The whole stream: its numbers have no holes, so that what is missed is seen.
        stream = self.context.socket(zmq.SUB)
        stream.setsockopt(zmq.RCVHWM, 0)
        stream.setsockopt(zmq.RECONNECT_IVL, 5)
        stream.setsockopt_string(zmq.SUBSCRIBE, "")
        stream.connect(self.publish)
        while not self.stopping:
            if not stream.poll(50):
                continue
            topic, body = stream.recv_multipart()
            if topic == b"gap/":
                continue
            body = json.loads(body)
            expected = self.last + 1 if body["epoch"] == self.epoch else 1
            if body["seq"] > expected:
                self.replay(body["epoch"], expected, body["seq"])
            self.epoch, self.last = body["epoch"], body["seq"]
            if topic.startswith(b"report/"):
                self.note(body)


class Kill(unittest.TestCase):
    def one_run(self, seed):
        dice = random.Random(seed)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        served, linked = free_port(), free_port()
        ends = [f"tcp://127.0.0.1:{free_port()}" for _ in range(4)]
        zmq_part = lambda first: {"publish": ends[first], "request": ends[first + 1], "journal": 1_000_000, "high_water_mark": 1_000_000}
        server = Program(folder.name, "server", {
            "name": "server", "zmq": zmq_part(0), "state": os.path.join(folder.name, "server-state"),
            "servers": [{"name": "srv", "protocol": "iec61850", "tcp": {"host": "127.0.0.1", "port": served},
                         "report_buffer": 256 << 20, "iec61850": MODEL}]})
        self.addCleanup(lambda: server.stop())
        link = Link(linked, served)
        self.addCleanup(lambda: link.listening.close())
        bus = Program(folder.name, "bus", {
            "name": "bus", "zmq": zmq_part(2), "state": os.path.join(folder.name, "bus-state"),
            "connections": [{"name": "ied1", "protocol": "iec61850", "tcp": {"host": "127.0.0.1", "port": linked},
                             "reconnect": {"first": 0.02, "longest": 0.1},
                             "reports": [{"rcb": "IEDLD0/LLN0.BR.brcb", "triggers": ["dchg"], "reserve": 0}]}]})
        self.addCleanup(lambda: bus.stop())
        record = Record(ends[2], ends[3])
        self.addCleanup(lambda: setattr(record, "stopping", True))
        kinds = [("bus", bus.kill), ("server", server.kill), ("link", link.cut)]
        plan = sorted((dice.randrange(1, options.entries), *dice.choice(kinds)) for _ in range(options.kills))
        print(f"  seed {seed}: " + ", ".join(f"{name} at {at}" for at, name, _ in plan), flush=True)

        # The process: writes numbers one after the other, and those again that were not answered.
        dealer = record.context.socket(zmq.DEALER)
        dealer.connect(ends[1])
        size, written, asked = 100, 0, 0
        while written < options.entries:
            wait_until(lambda: record.highest + 20_000 >= written or not record.is_alive(), "the record keeps up", 120)
            batch = list(range(written + 1, min(written + size, options.entries) + 1))
            asked += 1
            dealer.send_string(json.dumps([
                {"jsonrpc": "2.0", "id": [asked, n][1] + asked * 1_000_000, "method": "write",
                 "params": {"writes": [{"ref": "srv:" + POINT, "value": n}]}} for n in batch]))
            while plan and plan[0][0] <= batch[-1]:
                plan.pop(0)[2]()
            end = time.monotonic() + 1.0
            done = set()
            while time.monotonic() < end and len(done) < len(batch):
                if dealer.poll(100):
                    for one in json.loads(dealer.recv()):
                        if one["id"] // 1_000_000 == asked and "result" in one and "error" not in one["result"][0]:
                            done.add(one["id"] % 1_000_000)
            if done.issuperset(batch):
                written = batch[-1]
        everything = set(range(1, options.entries + 1))
        try:
            wait_until(lambda: everything <= record.values, "every entry is recorded", 120)
        except AssertionError:
            missing = sorted(everything - record.values)
            with open(bus.log, encoding="utf-8") as log:
                self.fail(f"seed {seed}: {len(missing)} entries are missing, {missing[:5]}...; the bus said:\n{log.read()[-4000:]}")
        if record.unmarked:
            with open(bus.log, encoding="utf-8") as log:
                self.fail(f"seed {seed}: {len(record.unmarked)} entries were told twice and not marked, {record.unmarked[0]} to "
                          f"{record.unmarked[-1]}; the bus said:\n{log.read()[-4000:]}")
        print(f"  seed {seed}: {len(record.ids)} entries, {record.marked} of them again and marked", flush=True)
        bus.stop()
        server.stop()

    def test_every_entry_reaches_the_record(self):
        for run in range(options.runs):
            self.one_run(options.seed + run)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + support.rest, verbosity=2, warnings="ignore")
