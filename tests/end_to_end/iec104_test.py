#!/usr/bin/env python3
"""IEC 60870-5-104 on the bus, as client and as server: each against a peer that is none of ours, both against
each other, and the rest of the bus over it."""

import datetime
import os
import pathlib
import random
import sys
import tempfile
import threading
import unittest

import support
from iec104_wire import (ACTIVATION, ACTIVATION_CON, ALL_COUNTERS, C_CI_NA_1, C_CS_NA_1, C_DC_NA_1, C_IC_NA_1, C_RD_NA_1, C_SC_NA_1,
                         C_SE_NC_1, INTERROGATED, INVALID, M_DP_NA_1, M_DP_TB_1, M_EI_NA_1, M_IT_NA_1, M_ME_NC_1, M_ME_TF_1, M_SP_NA_1,
                         M_SP_TB_1, NOT_TOPICAL, OFF, ON, OVERFLOW, RETURN_REMOTE, SPONTANEOUS, SUBSTITUTED, UNKNOWN_COMMON_ADDRESS,
                         UNKNOWN_OBJECT_ADDRESS, UNKNOWN_TYPE, Asdu, Connection, Master, Object, Station)
from support import Bus, Device, free_port, wait_until

UTC = datetime.timezone.utc


def client(port, name="rtu1", points=(), redundant=(), **iec104):
    out = {"name": name, "protocol": "iec104", "tcp": {"host": "127.0.0.1", "port": port},
           "reconnect": {"first": 0.02, "longest": 0.1}, "points": list(points), "iec104": iec104}
    if redundant:
        out["redundant_tcp"] = [{"host": "127.0.0.1", "port": x} for x in redundant]
    return out


def server(port, points, name="srv", **iec104):
    return {"name": name, "protocol": "iec104", "tcp": {"host": "127.0.0.1", "port": port}, "points": list(points),
            "iec104": iec104}


POINTS = {1: (M_SP_NA_1, True), 2: (M_DP_NA_1, ON), 100: (M_ME_NC_1, 1.5), 300: (M_IT_NA_1, 7)}
COMMANDS = [{"address": "1/200", "command": "C_SC_NA_1"}, {"address": "1/201", "command": "C_DC_NA_1", "select": True},
            {"address": "1/202", "command": "C_SE_NC_1"}]


class Client(unittest.TestCase):
    """Our client with a station of the tests."""

    def begin(self, points=COMMANDS, **iec104):
        self.station = Station(POINTS)
        self.addCleanup(self.station.stop)
        bus = Bus([client(self.station.port, points=points, **iec104)])
        self.addCleanup(bus.stop)
        bus.wait_for_state("rtu1", "connected")
        return bus

    def last(self, bus, ref):
        return bus.call("read", {"refs": [ref], "source": "model"})[0]

    def test_points_are_interrogated_and_known(self):
        bus = self.begin(counter_interrogation=True)
        wait_until(lambda: "value" in self.last(bus, "rtu1:1/300"), "the totals are there")
        self.assertEqual(self.last(bus, "rtu1:1/1")["value"], True)
        self.assertEqual(self.last(bus, "rtu1:1/2")["value"], "on")
        self.assertEqual(self.last(bus, "rtu1:1/100")["value"], 1.5)
        self.assertEqual(self.last(bus, "rtu1:1/300")["value"], 7)
        types = {x["ref"]: x["type"] for x in bus.call("list", {"prefix": "rtu1:"})}
        self.assertEqual(types["rtu1:1/2"], "double-point")
        self.assertEqual([x["ref"] for x in bus.call("browse", {"ref": "rtu1:"})], ["rtu1:1"])
        self.assertIn("rtu1:1/100", [x["ref"] for x in bus.call("browse", {"ref": "rtu1:1"})])

    def test_events_come_with_time_and_quality(self):
        bus = self.begin()
        data = bus.subscribe("data/rtu1:")
        when = datetime.datetime(2026, 11, 26, 10, 20, 30, 456000, UTC)
        self.station.tell(M_ME_TF_1, Object(100, 2.5, OVERFLOW, when), Object(101, 3.5, SUBSTITUTED, when))
        self.station.tell(M_DP_TB_1, Object(2, OFF, INVALID | NOT_TOPICAL, when))
        _, first = data.until(lambda t, b: b["ref"] == "rtu1:1/100" and "data-change" in b["reasons"])
        self.assertEqual((first["value"], first["time"]), (2.5, "2026-11-26T10:20:30.456000000Z"))
        self.assertEqual(first["quality"], {"validity": "questionable", "detail": ["overflow"]})
        _, second = data.until(lambda t, b: b["ref"] == "rtu1:1/101")
        self.assertEqual(second["quality"], {"validity": "good", "source": "substituted"})
        _, third = data.until(lambda t, b: b["ref"] == "rtu1:1/2" and b["value"] == "off")
        self.assertEqual(third["quality"], {"validity": "invalid", "detail": ["old-data"]})
        self.station.wait_until_acknowledged()

    def test_a_station_without_a_zone_has_the_configured_one(self):
        bus = self.begin(time_zone="+01:00")
        data = bus.subscribe("data/rtu1:")
        self.station.tell(M_SP_TB_1, Object(5, True, time=datetime.datetime(2026, 1, 2, 0, 30, tzinfo=UTC)))
        _, body = data.until(lambda t, b: b["ref"] == "rtu1:1/5")
        self.assertEqual(body["time"], "2026-01-01T23:30:00.000000000Z")

    def test_commands_run_the_whole_procedure(self):
        bus = self.begin()
        done = bus.call("operate", {"ref": "rtu1:1/200", "value": True})
        self.assertEqual(done, {"ref": "rtu1:1/200", "action": "operate", "steps": ["operate", "termination"]})
        asked = self.station.next_asked(C_SC_NA_1)
        self.assertEqual((asked[0].value, asked.cause), (True, ACTIVATION))
        done = bus.call("operate", {"ref": "rtu1:1/201", "value": "on"})
        self.assertEqual(done["steps"], ["select", "operate", "termination"])
        self.assertEqual([self.station.next_asked(C_DC_NA_1)[0].select for _ in range(2)], [True, False])
        self.assertEqual(bus.write("rtu1:1/202", 2.5), {"ref": "rtu1:1/202"})
        self.assertEqual(self.station.next_asked(C_SE_NC_1)[0].value, 2.5)

    def test_refusals_are_told(self):
        bus = self.begin()
        self.station.accepts = lambda asdu: False
        error = bus.ask("operate", {"ref": "rtu1:1/200", "value": True})["error"]
        self.assertEqual((error["data"]["kind"], error["data"]["cause"]), ("rejected", "negative-confirmation"))
        error = bus.ask("operate", {"ref": "rtu1:1/999", "value": True})["error"]
        self.assertEqual(error["data"]["kind"], "unsupported")
        self.assertIn("C_SC_NA_1", error["message"] + str(error["data"]))
        error = bus.write("rtu1:1/200", True)["error"]
        self.assertEqual(error["data"]["kind"], "rejected")
        self.station.silent = True
        error = bus.ask("operate", {"ref": "rtu1:1/200", "value": True}, timeout=0.3)["error"]
        self.assertEqual(error["data"]["kind"], "timeout")

    def test_a_key_never_operates_twice(self):
        bus = self.begin()
        params = {"ref": "rtu1:1/200", "value": True, "key": "one"}
        first, second = bus.call("operate", params), bus.call("operate", params)
        self.assertEqual(first, second)
        bus.call("operate", {"ref": "rtu1:1/200", "value": False})
        self.assertEqual([self.station.next_asked(C_SC_NA_1)[0].value for _ in range(2)], [True, False])

    def test_one_is_read_and_an_interrogation_asked_for(self):
        bus = self.begin()
        self.assertEqual(bus.read("rtu1:1/100")["value"], 1.5)
        error = bus.read("rtu1:1/4711")["error"]
        self.assertEqual(error["data"]["cause"], "unknown-object-address")
        self.station.points[100] = (M_ME_NC_1, 9.5)
        self.assertEqual(bus.call("interrogate", {"connection": "rtu1"})["objects"], 3)
        wait_until(lambda: self.last(bus, "rtu1:1/100")["value"] == 9.5, "what was read is the last value")
        self.assertEqual(bus.call("interrogate", {"connection": "rtu1", "kind": "counters"})["objects"], 1)

    def test_the_clock_is_set(self):
        self.begin(clock_synchronization=True)
        asked = self.station.next_asked(C_CS_NA_1)
        self.assertLess(abs((asked[0].time - datetime.datetime.now(UTC)).total_seconds()), 60)

    def test_a_lost_station_is_told_and_found_again(self):
        bus = self.begin()
        wait_until(lambda: "value" in self.last(bus, "rtu1:1/100"), "the values are there")
        self.station.silent = True
        self.station.stop()
        wait_until(lambda: bus.state("rtu1") != "connected", "the station is lost")
        last = self.last(bus, "rtu1:1/100")
        self.assertEqual((last["value"], last["quality"]), (1.5, {"validity": "invalid", "detail": ["old-data"]}))
        error = bus.ask("operate", {"ref": "rtu1:1/200", "value": True})["error"]
        self.assertEqual(error["data"]["kind"], "not-connected")
        again = Station(POINTS, port=self.station.port)
        self.addCleanup(again.stop)
        bus.wait_for_state("rtu1", "connected")
        wait_until(lambda: self.last(bus, "rtu1:1/100")["quality"]["validity"] == "good", "the values are there again")

    def test_events_that_come_again_are_left_out(self):
        bus = self.begin()
        data = bus.subscribe("data/rtu1:1/100/")
        time = lambda n: datetime.datetime(2026, 11, 26, 10, 0, n, tzinfo=UTC)
        self.station.tell(M_ME_TF_1, *(Object(100, float(n), time=time(n)) for n in range(5)))
        self.assertEqual(data.until(lambda t, b: b["value"] == 4.0)[1]["value"], 4.0)
        before = self.station.connections
        self.station.drop()
        wait_until(lambda: self.station.connections > before and self.station.active.is_set(), "it is connected again")
        self.station.tell(M_ME_TF_1, *(Object(100, float(n), time=time(n)) for n in range(3, 7)))
        told = []
        data.until(lambda t, b: told.append(b) or b["value"] == 6.0)
        events = [x["value"] for x in told if x["quality"]["validity"] == "good" and "data-change" in x["reasons"]]
        self.assertEqual(events, [5.0, 6.0])

    def test_another_line_takes_over_without_loss_or_repetition(self):
        first, second = Station(POINTS), Station(POINTS)
        self.addCleanup(first.stop)
        self.addCleanup(second.stop)
        bus = Bus([client(first.port, redundant=[second.port])])
        self.addCleanup(bus.stop)
        bus.wait_for_state("rtu1", "connected")
        wait_until(lambda: second.connections == 1, "the second line is open")
        self.assertTrue(first.active.wait(support.LIMIT))
        self.assertFalse(second.active.is_set())
        data = bus.subscribe("data/rtu1:1/100/")
        time = lambda n: datetime.datetime(2026, 11, 26, 10, 0, n, tzinfo=UTC)
        first.tell(M_ME_TF_1, *(Object(100, float(n), time=time(n)) for n in range(3)))
        data.until(lambda t, b: b["value"] == 2.0)
        first.drop()
        self.assertTrue(second.active.wait(support.LIMIT))
        second.tell(M_ME_TF_1, *(Object(100, float(n), time=time(n)) for n in range(1, 6)))
        told = []
        data.until(lambda t, b: told.append(b) or b["value"] == 5.0)
        self.assertEqual([x["value"] for x in told if "data-change" in x["reasons"] or "data-update" in x["reasons"]], [3.0, 4.0, 5.0])


SERVED = [
    {"address": "1/1", "type": "M_DP_TB_1", "groups": [1]}, {"address": "1/2", "type": "M_SP_TB_1"},
    {"address": "1/100", "type": "M_ME_TF_1", "groups": [2]}, {"address": "1/300", "type": "M_IT_TB_1"},
    {"address": "1/201", "command": "C_DC_NA_1", "feedback": "1/1"},
    {"address": "1/202", "command": "C_SE_NC_1"},
    {"address": "1/203", "command": "C_SC_NA_1", "select": True}]


class Server(unittest.TestCase):
    """Our server with masters of the tests."""

    def begin(self, points=SERVED, **options):
        state = options.pop("state", None)
        groups = options.pop("redundancy_groups", None)
        self.port = free_port()
        one = server(self.port, points, **options)
        if groups:
            one["redundancy_groups"] = groups
        bus = Bus(servers=[one], state=state)
        self.addCleanup(bus.stop)
        return bus

    def master(self, **options):
        out = Master(self.port, **options).start()
        self.addCleanup(out.close)
        return out

    def test_writes_become_events(self):
        bus = self.begin()
        master = self.master()
        self.assertEqual(master.receive().type, M_EI_NA_1)
        self.assertEqual(bus.write("srv:1/100", 42.5), {"ref": "srv:1/100"})
        told = master.receive()
        self.assertEqual((told.type, told.cause, told[0].address, told[0].value), (M_ME_TF_1, SPONTANEOUS, 100, 42.5))
        self.assertLess(abs((told[0].time - datetime.datetime.now(UTC)).total_seconds()), 60)
        bus.call("write", {"writes": [{"ref": "srv:1/2", "value": True, "quality": {"validity": "invalid"},
                                       "time": "2026-01-02T03:04:05.678Z"}]})
        told = master.receive()
        self.assertEqual((told[0].quality, told[0].time), (INVALID, datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)))
        self.assertEqual(bus.read("srv:1/2")["quality"], {"validity": "invalid"})
        self.assertIn("error", bus.write("srv:1/100", "much"))
        self.assertIn("error", bus.write("srv:1/4711", 1))

    def test_it_answers_what_is_asked(self):
        bus = self.begin()
        bus.write("srv:1/1", "on")
        bus.write("srv:1/300", 7)
        master = self.master()
        told = master.interrogate()
        self.assertEqual(told[1].value, ON)
        self.assertEqual(told[100].quality, INVALID | NOT_TOPICAL)
        self.assertEqual(set(told), {1, 2, 100})
        self.assertEqual(set(master.interrogate(qualifier=22)), {100})
        self.assertEqual({a: x.value for a, x in master.interrogate(C_CI_NA_1, ALL_COUNTERS).items()}, {300: 7})
        self.assertEqual(master.read(1)[0].value, ON)
        self.assertEqual(master.read(4711).cause, UNKNOWN_OBJECT_ADDRESS)
        self.assertEqual(master.set_clock(datetime.datetime.now(UTC)).cause, ACTIVATION_CON)
        self.assertEqual(master.ask(C_IC_NA_1, 0, 20, common=9).cause, UNKNOWN_COMMON_ADDRESS)
        master.send(Asdu(90, ACTIVATION, rest=b"\0\0\0", number=1))
        self.assertEqual(master.until(lambda x: x.type == 90).cause, UNKNOWN_TYPE)

    def decide(self, bus, accept, count=1):
        commands = bus.subscribe("command/srv:")
        dealer = bus.new_dealer()

        def decide():
            for _ in range(count):
                _, asked = commands.next()
                self.asked.append(asked)
                bus.ask_text('{"jsonrpc": "2.0", "id": 1, "method": "command.reply", "params": {"id": "%s", "accept": %s}}'
                             % (asked["id"], "true" if accept else "false"), dealer)

        self.asked = []
        thread = threading.Thread(target=decide)
        thread.start()
        self.addCleanup(thread.join)

    def test_the_process_decides_commands(self):
        bus = self.begin()
        self.decide(bus, True)
        master = self.master()
        con = master.command(C_SE_NC_1, 202, 12.5)
        self.assertFalse(con.negative)
        self.assertEqual((self.asked[0]["ref"], self.asked[0]["action"], self.asked[0]["value"]), ("srv:1/202", "operate", 12.5))

    def test_the_feedback_ends_a_command(self):
        bus = self.begin()
        bus.write("srv:1/1", "off")
        self.decide(bus, True)
        master = self.master()
        con = master.ask(C_DC_NA_1, 201, ON)
        self.assertFalse(con.negative)
        bus.write("srv:1/1", "on")
        told = master.until(lambda x: x.type == M_DP_TB_1 and x[0].value == ON)
        self.assertEqual(told.cause, RETURN_REMOTE)
        self.assertFalse(master.until(lambda x: x.type == C_DC_NA_1).negative)

    def test_what_nobody_decides_is_refused(self):
        self.begin(commands={"timeout": 0.2})
        master = self.master()
        self.assertTrue(master.command(C_SE_NC_1, 202, 1.0).negative)
        self.assertTrue(master.command(C_SC_NA_1, 203, True).negative)  # not selected
        self.assertFalse(master.command(C_SC_NA_1, 203, True, select=True).negative)

    def test_events_wait_for_their_client_and_are_told_until_acknowledged(self):
        bus = self.begin()
        master = self.master(acknowledges=False)
        for n in range(5):
            bus.write("srv:1/100", n + 0.5)
        self.assertEqual([x[0].value for x in (master.receive() for _ in range(6)) if x.type == M_ME_TF_1][:1], [0.5])
        master.drop()
        for n in range(5, 8):
            bus.write("srv:1/100", n + 0.5)
        again = self.master()
        values = []
        while len(values) < 8:
            asdu = again.receive()
            values += [x.value for x in asdu.objects if asdu.type == M_ME_TF_1]
        self.assertEqual(values, [n + 0.5 for n in range(8)])

    def test_events_outlive_the_server(self):
        with tempfile.TemporaryDirectory() as state:
            groups = [{"name": "centre", "clients": ["127.0.0.1"]}]
            bus = self.begin(state=state, redundancy_groups=groups)
            for n in range(100):
                bus.write("srv:1/100", n + 0.5)
            bus.process.kill()
            bus.stop()
            self.begin(state=state, redundancy_groups=groups)
            master = self.master()
            values = []
            while len(values) < 100:
                asdu = master.receive()
                values += [x.value for x in asdu.objects if asdu.type == M_ME_TF_1]
            self.assertEqual(values, [n + 0.5 for n in range(100)])

    def test_a_second_connection_of_the_group_takes_over(self):
        bus = self.begin()
        first = self.master()
        self.assertEqual(first.receive().type, M_EI_NA_1)
        second = self.master()
        bus.write("srv:1/100", 1.5)
        self.assertEqual(second.receive()[0].value, 1.5)
        first.test()  # it is still there, and silent
        self.assertEqual(first.asdus, [])

    def test_garbage_closes_the_connection(self):
        self.begin()
        master = self.master()
        master.send_octets(b"GET / HTTP/1.1\r\n\r\n")
        self.assertIn(M_EI_NA_1, [x.type for x in master.until_closed()] + [M_EI_NA_1])
        self.master().test()


class Both(unittest.TestCase):
    """Our client and our server, and what else the bus has, over IEC 60870-5-104."""

    def test_a_value_goes_through_and_a_command_comes_back(self):
        port = free_port()
        far = Bus(servers=[server(port, SERVED)])
        self.addCleanup(far.stop)
        near = Bus([client(port, points=[{"address": "1/201", "command": "C_DC_NA_1"}])])
        self.addCleanup(near.stop)
        near.wait_for_state("rtu1", "connected")
        data = near.subscribe("data/rtu1:1/1/")
        far.call("write", {"writes": [{"ref": "srv:1/1", "value": "off", "time": "2026-07-01T12:00:00.123Z",
                                       "quality": {"validity": "questionable", "detail": ["old-data"], "operator_blocked": True}}]})
        _, body = data.until(lambda t, b: b["value"] == "off")
        self.assertEqual(body["time"], "2026-07-01T12:00:00.123000000Z")
        self.assertEqual(body["quality"], {"validity": "questionable", "detail": ["old-data"], "operator_blocked": True})
        commands = far.subscribe("command/srv:")

        def process():
            _, asked = commands.next()
            far.call("command.reply", {"id": asked["id"], "accept": True})
            far.write("srv:1/1", asked["value"])

        thread = threading.Thread(target=process)
        thread.start()
        self.addCleanup(thread.join)
        done = near.call("operate", {"ref": "rtu1:1/201", "value": "on"})
        self.assertEqual(done["steps"], ["operate", "termination"])
        data.until(lambda t, b: b["value"] == "on")

    def test_files_are_listed_and_read(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        record = random.Random(104).randbytes(100_000)
        (folder / "last.dat").write_bytes(record)
        port = free_port()
        far = Bus(servers=[{**server(port, SERVED), "files": [
            {"address": "1/30000", "name": 2, "path": str(folder / "last.dat")},
            {"address": "1/30001", "path": str(folder / "not-yet.dat")}]}])
        self.addCleanup(far.stop)
        near = Bus([client(port)])
        self.addCleanup(near.stop)
        near.wait_for_state("rtu1", "connected")
        listed = near.call("file.list", {"ref": "rtu1:"})
        self.assertEqual([(x["path"], x["size"]) for x in listed], [("1/30000/2", 100_000)])
        self.assertRegex(listed[0]["modified"], r"^20\d\d-.*Z$")
        got = near.call("file.get", {"ref": "rtu1:", "path": "1/30000/2"})
        self.assertEqual(bytes.fromhex(got["content"]["hex"]), record)
        for method, path, kind in [("file.get", "1/30000/1", "not-found"), ("file.get", "1/30001/1", "rejected"),
                                   ("file.get", "1/30000", "invalid-value"), ("file.delete", "1/30000/2", "unsupported")]:
            refused = near.ask(method, {"ref": "rtu1:", "path": path})
            self.assertEqual(refused["error"]["data"]["kind"], kind, path)

    def test_a_modbus_device_is_served_over_104(self):
        device_port, port = free_port(), free_port()
        device = Device(device_port)
        device.set(3, 100, [123])
        station = server(port, [{"address": "1/100", "type": "M_ME_TF_1"}, {"address": "1/1", "type": "M_SP_TB_1"},
                                {"address": "1/200", "command": "C_SC_NA_1"}])
        modbus = {"name": "pv1", "protocol": "modbus", "modbus": {"address": f"tcp://127.0.0.1:{device_port}", "poll_interval": 0.05},
                  "points": [{"name": "power", "table": "HOLDING_REGISTER", "address": 100},
                             {"name": "breaker", "table": "COIL", "address": 3, "writable": True}]}
        gateway = {"name": "map1", "protocol": "map",
                   "values": [{"from": "pv1:power", "to": "srv:1/100", "scale": 0.1}, {"from": "pv1:breaker", "to": "srv:1/1"}],
                   "commands": [{"from": "srv:1/200", "to": "pv1:breaker"}]}
        bus = Bus([modbus], [station], [gateway])
        self.addCleanup(bus.stop)
        with Master(port) as master:
            master.start()
            told = wait_until(lambda: [x for a, x in master.interrogate().items() if a == 100 and not x.quality], "the value is there")
            self.assertAlmostEqual(told[0].value, 12.3, places=4)
            device.set(3, 100, [200])
            told = master.until(lambda x: x.type == M_ME_TF_1 and x.cause == SPONTANEOUS)
            self.assertAlmostEqual(told[0].value, 20.0, places=4)
            self.assertFalse(master.command(C_SC_NA_1, 200, True).negative)
            self.assertEqual(device.get(1, 3), [True])
            told = master.until(lambda x: x.type == M_SP_TB_1 and x[0].value)
            self.assertEqual(told[0].address, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + support.rest, verbosity=2, warnings="ignore")
