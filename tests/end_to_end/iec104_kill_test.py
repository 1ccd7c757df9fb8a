#!/usr/bin/env python3
"""A stream of events of an IEC 60870-5-104 station while the client, the station or the link between them
is killed at random points: every event reaches the subscriber's record, and what comes twice is marked.

    iec104_kill_test.py                    one run of 20,000 events
    iec104_kill_test.py --runs 20 --entries 100000 --seed 1"""

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


class Record(killing.Record):
    prefix = "data/rtu1:1/1/"

    def __init__(self, publish, request):
        self.events = set()
        super().__init__(publish, request)

    def note(self, body):
        if "general-interrogation" in body["reasons"] or body["quality"]["validity"] != "good":
            return  # no event
        event = body["value"], body["time"]
        if event in self.events:
            self.marked += 1
            if not body.get("duplicate"):
                self.unmarked.append(event)
        self.events.add(event)
        self.values.add(body["value"])
        self.highest = max(self.highest, body["value"])


class Kill(unittest.TestCase):
    def one_run(self, seed):
        dice = random.Random(seed)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        served, linked = free_port(), free_port()
        ends = [f"tcp://127.0.0.1:{free_port()}" for _ in range(4)]
        zmq_part = lambda first: {"publish": ends[first], "request": ends[first + 1], "journal": 1_000_000, "high_water_mark": 1_000_000}
        station = killing.Program(folder.name, "station", {
            "name": "station", "zmq": zmq_part(0), "state": os.path.join(folder.name, "station-state"),
            "servers": [{"name": "srv", "protocol": "iec104", "tcp": {"host": "127.0.0.1", "port": served},
                         "iec104": {"event_buffer": 1_000_000},
                         "redundancy_groups": [{"name": "centre", "clients": ["127.0.0.1"]}], "points": [{"address": "1/1", "type": "M_IT_TB_1"}]}]})
        self.addCleanup(lambda: station.stop())
        link = killing.Link(linked, served)
        self.addCleanup(lambda: link.listening.close())
        bus = killing.Program(folder.name, "bus", {
            "name": "bus", "zmq": zmq_part(2), "state": os.path.join(folder.name, "bus-state"),
            "connections": [{"name": "rtu1", "protocol": "iec104", "tcp": {"host": "127.0.0.1", "port": linked},
                             "reconnect": {"first": 0.02, "longest": 0.1}}]})
        self.addCleanup(lambda: bus.stop())
        record = Record(ends[2], ends[3])
        self.addCleanup(lambda: setattr(record, "stopping", True))
        kinds = [("client", bus.kill), ("station", station.kill), ("link", link.cut)]
        plan = killing.plan_of(dice, kinds, options.kills, options.entries)
        print(f"  seed {seed}: " + ", ".join(f"{name} at {at}" for at, name, _ in plan), flush=True)

        dealer = record.context.socket(zmq.DEALER)
        dealer.connect(ends[1])
        killing.write_numbers(dealer, "srv:1/1", options.entries, plan, record)
        killing.check_record(self, record, options.entries, bus, f"seed {seed}")
        bus.stop()
        station.stop()

    def test_every_event_reaches_the_record(self):
        for run in range(options.runs):
            self.one_run(options.seed + run)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + support.rest, verbosity=2, warnings="ignore")
