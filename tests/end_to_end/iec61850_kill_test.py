#!/usr/bin/env python3
"""A buffered report stream while the bus, the server or the link between them is killed at random
points: every entry reaches the subscriber's record, and what comes twice is marked.

    iec61850_kill_test.py                    one run of 20,000 entries
    iec61850_kill_test.py --runs 20 --entries 100000 --seed 1"""

import os
import random
import sys
import tempfile
import unittest

import killing
import support
from killing import options
from support import free_port

import zmq

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


class Record(killing.Record):
    prefix = "report/"

    def __init__(self, publish, request):
        self.ids = set()
        super().__init__(publish, request)

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


class Kill(unittest.TestCase):
    def one_run(self, seed):
        dice = random.Random(seed)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        served, linked = free_port(), free_port()
        ends = [f"tcp://127.0.0.1:{free_port()}" for _ in range(4)]
        zmq_part = lambda first: {"publish": ends[first], "request": ends[first + 1], "journal": 1_000_000, "high_water_mark": 1_000_000}
        server = killing.Program(folder.name, "server", {
            "name": "server", "zmq": zmq_part(0), "state": os.path.join(folder.name, "server-state"),
            "servers": [{"name": "srv", "protocol": "iec61850", "tcp": {"host": "127.0.0.1", "port": served},
                         "report_buffer": 256 << 20, "iec61850": MODEL}]})
        self.addCleanup(lambda: server.stop())
        link = killing.Link(linked, served)
        self.addCleanup(lambda: link.listening.close())
        bus = killing.Program(folder.name, "bus", {
            "name": "bus", "zmq": zmq_part(2), "state": os.path.join(folder.name, "bus-state"),
            "connections": [{"name": "ied1", "protocol": "iec61850", "tcp": {"host": "127.0.0.1", "port": linked},
                             "reconnect": {"first": 0.02, "longest": 0.1},
                             "reports": [{"rcb": "IEDLD0/LLN0.BR.brcb", "triggers": ["dchg"], "reserve": 0}]}]})
        self.addCleanup(lambda: bus.stop())
        record = Record(ends[2], ends[3])
        self.addCleanup(lambda: setattr(record, "stopping", True))
        kinds = [("bus", bus.kill), ("server", server.kill), ("link", link.cut)]
        plan = killing.plan_of(dice, kinds, options.kills, options.entries)
        print(f"  seed {seed}: " + ", ".join(f"{name} at {at}" for at, name, _ in plan), flush=True)

        dealer = record.context.socket(zmq.DEALER)
        dealer.connect(ends[1])
        killing.write_numbers(dealer, "srv:" + POINT, options.entries, plan, record)
        killing.check_record(self, record, options.entries, bus, f"seed {seed}")
        bus.stop()
        server.stop()

    def test_every_entry_reaches_the_record(self):
        for run in range(options.runs):
            self.one_run(options.seed + run)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + support.rest, verbosity=2, warnings="ignore")
