#!/usr/bin/env python3
"""One model, two mappings: an IEC 61850 device behind a bridge. Three stations: the device, the bridge
(a connection to the device, a server, the gateway between them), and a client of the bridge's server."""

import tempfile
import time
import unittest

import iec61850_bus_test as iec
from iec61850_bus_test import LD, SCL, Process, events, measurements
from support import Bus, free_port, main, wait_until

LOST = {"validity": "invalid", "detail": ["old-data"]}
GOOD = {"validity": "good"}


class Carriers:
    """What carries the associations on both sides of the bridge; bridge_xmpp_test.py has others."""

    inside = outside = iec.Tcp()


def over(carrier, make, *arguments, **more):
    before, iec.carrier = iec.carrier, carrier
    try:
        return make(*arguments, **more)
    finally:
        iec.carrier = before


def device_at(port, **more):
    return over(Carriers.inside, iec.server, port, **more)


def to_device(port, **more):
    return over(Carriers.inside, iec.connection, port, **more)


def served_at(port, **more):
    return over(Carriers.outside, iec.server, port, name="out", **more)


def to_bridge(port, **more):
    return over(Carriers.outside, iec.connection, port, **more)


def gateway(**more):
    return {"name": "bridge", "protocol": "iec61850", "client": "ied1", "server": "out", **more}


class Case(unittest.TestCase):
    def chain(self, of_bridge=None, of_client=None, reports=(measurements, events), **of_gateway):
        """The device, the bridge and its client, connected; the device's port is known."""
        self.port, self.served_port = free_port(), free_port()
        self.device = self.start_device()
        self.bridge = Bus([to_device(self.port, reports=[one() for one in reports])],
                          [{**served_at(self.served_port), **(of_bridge or {})}], [gateway(**of_gateway)])
        self.addCleanup(self.bridge.stop)
        self.client = self.new_client(**(of_client or {}))
        self.wait_for("LLN0.Health[ST]", lambda x: x["quality"] == GOOD)
        return self.device, self.bridge, self.client

    def start_device(self):
        return self.started(device_at(self.port))

    def started(self, of_device):
        device = Bus(servers=[of_device])
        self.addCleanup(device.stop)
        return device

    def new_client(self, **more):
        client = Bus([to_bridge(self.served_port, **more)])
        self.addCleanup(client.stop)
        client.wait_for_state("ied1", "connected")
        return client

    def read(self, path, bus=None):
        return (bus or self.client).read(f"ied1:{LD}/{path}")

    def wait_for(self, path, condition, bus=None):
        got = []

        def holds():
            got[:] = [self.read(path, bus)]
            return "error" not in got[0] and condition(got[0]) and got[0]

        try:
            return wait_until(holds, path)
        except AssertionError as why:
            raise AssertionError(f"{why}; last {got}; the bridge said:\n{self.bridge.output()}") from why

    def process(self, values):
        """What the device's process measures."""
        done = self.device.call("write", {"writes": [{"ref": f"feeder:{LD}/{path}", "value": x} for path, x in values.items()]})
        self.assertFalse([x for x in done if "error" in x], done)

    def error(self, bus, method, params):
        answer = bus.ask(method, params)
        self.assertIn("error", answer, answer)
        return answer["error"]["data"]


class Values(Case):
    def test_come_with_their_quality_and_time(self):
        self.chain()
        self.process({"MMXU1.TotW.mag.f[MX]": 12.5, "MMXU1.TotW.q[MX]": "1100000000010",
                      "MMXU1.TotW.t[MX]": "2026-11-22T07:45:12.123456720Z"})
        got = self.wait_for("MMXU1.TotW[MX]", lambda x: x["value"]["mag"]["f"] == 12.5 and x["quality"]["validity"] == "questionable")
        self.assertEqual(got["quality"], {"validity": "questionable", "test": True})
        self.assertEqual(got["value"]["t"], self.device.read(f"feeder:{LD}/MMXU1.TotW[MX]")["value"]["t"])
        self.assertTrue(got["time"].startswith("2026-11-22T07:45:12.1234567"), got)
        # What reports tell in part is read: a position is told without its time.
        self.process({"CSWI1.Pos.stVal[ST]": "on"})
        at_device = self.device.read(f"feeder:{LD}/CSWI1.Pos[ST]")
        self.wait_for("CSWI1.Pos[ST]", lambda x: x["value"]["stVal"] == "on" and x["time"] == at_device["time"])
        # A proxy says that it is one, whatever the device says.
        self.assertEqual(self.read("LPHD1.Proxy.stVal[ST]")["value"], True)
        self.assertEqual(self.device.read(f"feeder:{LD}/LPHD1.Proxy.stVal[ST]")["value"], False)

    def test_that_no_report_tells_are_polled(self):
        self.chain(reports=[], poll_interval=0.1)
        self.process({"XCBR1.OpCnt.stVal[ST]": 17, "PTOC1.Str.general[ST]": True})
        self.wait_for("XCBR1.OpCnt[ST]", lambda x: x["value"]["stVal"] == 17)
        self.wait_for("PTOC1.Str[ST]", lambda x: x["value"]["general"] is True and x["quality"] == GOOD)

    def test_become_reports_of_the_bridge(self):
        self.chain(of_client={"reports": [events(), measurements(triggers=["dchg", "qchg", "gi"])]})
        wait_until(lambda: self.client.output().count("is enabled") == 2, "the reports are enabled")
        wait_until(lambda: self.bridge.output().count("is enabled") == 2, "the bridge's, too")
        reports = self.client.subscribe("report/ied1:")
        ours = lambda path, accept: reports.until(
            lambda _, x: any(e["ref"] == f"ied1:{LD}/{path}" and "data-change" in e["reasons"] and accept(e) for e in x["entries"]))[1]
        self.process({"XCBR1.Pos.stVal[ST]": "on"})
        body = ours("XCBR1.Pos[ST]", lambda e: e["value"]["stVal"] == "on")
        entry = [e for e in body["entries"] if e["ref"].endswith("XCBR1.Pos[ST]")][0]
        self.assertEqual(entry["time"], self.device.read(f"feeder:{LD}/XCBR1.Pos[ST]")["time"])
        self.process({"MMXU1.Hz.mag.f[MX]": 49.5})
        ours("MMXU1.Hz[MX]", lambda e: e["value"]["mag"]["f"] == 49.5)

    def test_of_every_short_event_are_told_one_after_the_other(self):
        self.chain(of_client={"reports": [events()]})
        wait_until(lambda: "is enabled" in self.client.output() and self.bridge.output().count("is enabled") == 2, "the reports are enabled")
        reports = self.client.subscribe("report/ied1:")
        for number in range(10):
            self.process({"PTOC1.Op.general[ST]": number % 2 == 0})
        seen = []

        def take(_, body):
            seen.extend(e["value"] for e in body["entries"] if e["ref"].endswith("Op.general[ST]") and "data-change" in e["reasons"])
            return len(seen) >= 10

        reports.until(take)
        self.assertEqual(seen, [True, False] * 5)

    def test_of_a_lost_device_are_old_and_come_back(self):
        self.chain()
        self.process({"MMXU1.TotW.mag.f[MX]": 7.5})
        self.wait_for("MMXU1.TotW[MX]", lambda x: x["value"]["mag"]["f"] == 7.5 and x["quality"] == GOOD)
        self.device.process.kill()
        got = self.wait_for("MMXU1.TotW[MX]", lambda x: x["quality"] == LOST)
        self.assertEqual(got["value"]["mag"]["f"], 7.5)
        self.assertEqual(self.read("LLN0.Beh[ST]")["quality"], LOST)
        command = {"ref": f"ied1:{LD}/GGIO1.SPCSO1", "value": True}
        self.assertEqual(self.error(self.client, "operate", command)["add_cause"], "blocked-by-health")
        self.client.write(f"ied1:{LD}/MMXU1.TotW.db[CF]", 77)
        self.wait_for("MMXU1.TotW.db[CF]", lambda x: x["value"] == 0)
        self.device = self.start_device()
        self.process({"MMXU1.Hz.mag.f[MX]": 50.5})
        self.wait_for("MMXU1.TotW[MX]", lambda x: x["quality"] == GOOD and x["value"]["mag"]["f"] == 0)
        self.wait_for("MMXU1.Hz[MX]", lambda x: x["value"]["mag"]["f"] == 50.5)
        self.wait_for("LLN0.Beh[ST]", lambda x: x["quality"] == GOOD)

    def test_are_old_before_the_device_was_ever_there(self):
        self.port, self.served_port = free_port(), free_port()
        self.bridge = Bus([to_device(self.port)], [served_at(self.served_port)], [gateway()])
        self.addCleanup(self.bridge.stop)
        self.client = self.new_client()
        self.wait_for("MMXU1.Hz[MX]", lambda x: x["quality"] == LOST)
        self.start_device()
        self.wait_for("MMXU1.Hz[MX]", lambda x: x["quality"] == GOOD)


class Commands(Case):
    status = {"CSWI1.Pos": "stVal[ST]", "GGIO1.SPCSO1": "stVal[ST]", "GGIO1.SPCSO2": "stVal[ST]", "GGIO1.SPCSO3": "stVal[ST]",
              "GGIO1.AnOut1": "mxVal[MX]"}

    def done(self, body):
        name = body["ref"].split("/")[1]
        if body["action"] == "select":
            return {"accept": True}
        to = ("on" if body["value"] else "off") if name == "CSWI1.Pos" else body["value"]
        return [("command.reply", {"id": body["id"], "accept": True}),
                ("write", {"writes": [{"ref": f"{body['ref']}.{self.status[name]}", "value": to}]})]

    def operate(self, name, value=True, **more):
        return self.client.ask("operate", {"ref": f"ied1:{LD}/{name}", "value": value, **more})

    def test_of_all_models_are_done_by_the_device(self):
        self.chain(poll_interval=0.1)  # no report tells of GGIO1
        with Process(self.device, self.done) as process:
            steps = {name: self.operate(name, {"f": 2.5} if name == "GGIO1.AnOut1" else True,
                                        origin={"category": 2, "identity": "panel"}, check={"synchro": False}) for name in self.status}
            self.assertEqual({name: x.get("result", x).get("steps") for name, x in steps.items()}, {
                "CSWI1.Pos": ["select", "operate", "termination"], "GGIO1.SPCSO1": ["operate"],
                "GGIO1.SPCSO2": ["select", "operate"], "GGIO1.SPCSO3": ["operate", "termination"], "GGIO1.AnOut1": ["operate"]})
            asked = [x for x in process.seen if x["ref"].endswith("CSWI1.Pos")]
            self.assertEqual([x["action"] for x in asked], ["select", "operate"])  # once
            for one in asked:
                self.assertEqual(one["origin"], {"category": 2, "identity": "panel"})
                self.assertEqual(one["check"], {"synchro": False, "interlock": True})
        self.wait_for("CSWI1.Pos[ST]", lambda x: x["value"]["stVal"] == "on")
        self.wait_for("GGIO1.AnOut1[MX]", lambda x: x["value"]["mxVal"]["f"] == 2.5)

    def test_are_refused_as_the_device_refuses(self):
        self.chain()
        with Process(self.device, lambda body: {"accept": False, "add_cause": "blocked-by-interlocking"}):
            for name in ("CSWI1.Pos", "GGIO1.SPCSO1", "GGIO1.SPCSO2", "GGIO1.SPCSO3"):
                self.assertEqual(self.operate(name)["error"]["data"]["add_cause"], "blocked-by-interlocking", name)
        refuse = lambda body: {"accept": body["action"] == "select", **({} if body["action"] == "select" else {"add_cause": "step-limit"})}
        with Process(self.device, refuse):
            no = self.operate("CSWI1.Pos")["error"]["data"]
            self.assertEqual((no["add_cause"], no["steps"]), ("step-limit", ["select"]))
        self.assertEqual(self.read("CSWI1.Pos.stVal[ST]")["value"], "off")

    def test_end_as_the_device_says(self):
        self.chain()

        def end(body):
            return [("command.reply", {"id": body["id"], "accept": True}),
                    ("command.end", {"ref": body["ref"], "success": False, "add_cause": "invalid-position"})]

        with Process(self.device, end):
            no = self.operate("GGIO1.SPCSO3")["error"]["data"]
            self.assertEqual((no["add_cause"], no["steps"]), ("invalid-position", ["operate"]))
        with Process(self.device, lambda body: {"accept": True}):  # and then nothing
            self.assertEqual(self.operate("GGIO1.SPCSO3")["error"]["data"]["add_cause"], "time-limit-over")

    def test_take_as_long_as_the_device_takes(self):
        self.chain(of_bridge={"commands": {"timeout": 0.5, "operate_timeout": 20}})
        with Process(self.device, lambda body: {"accept": True}):  # longer than the decision may take
            dealer = self.client.new_dealer()
            dealer.send_json({"jsonrpc": "2.0", "id": 1, "method": "operate", "timeout": 20,
                              "params": {"ref": f"ied1:{LD}/GGIO1.SPCSO3", "value": True}})
            self.assertEqual(dealer.poll(1000), 0)
            self.process({"GGIO1.SPCSO3.stVal[ST]": True})
            self.assertTrue(dealer.poll(10_000))
            self.assertEqual(dealer.recv_json()["result"]["steps"], ["operate", "termination"])

    def test_that_nobody_decides_are_refused_in_time(self):
        self.chain(of_bridge={"commands": {"timeout": 0.3}})
        self.assertEqual(self.operate("GGIO1.SPCSO1")["error"]["data"]["add_cause"], "time-limit-over")

    def test_select_at_the_device_until_they_are_cancelled(self):
        self.chain()
        other = Bus([to_device(self.port)])
        self.addCleanup(other.stop)
        other.wait_for_state("ied1", "connected")
        pos = {"ref": f"ied1:{LD}/CSWI1.Pos", "value": True}
        with Process(self.device, self.done) as process:
            self.assertEqual(self.client.call("select", pos)["steps"], ["select"])
            self.assertEqual(self.error(other, "select", pos)["add_cause"], "locked-by-other-client")
            self.assertEqual(self.client.call("cancel", pos)["steps"], ["cancel"])
            self.assertEqual(other.call("operate", pos)["steps"], ["select", "operate", "termination"])
            self.assertEqual(other.call("select", pos)["steps"], ["select"])
            self.assertEqual(self.error(self.client, "select", pos)["add_cause"], "locked-by-other-client")
            self.assertEqual([x["action"] for x in process.seen].count("operate"), 1)

    def test_for_later_wait_at_the_device_and_are_cancelled_there(self):
        with open(SCL, encoding="utf-8") as text:
            scl = text.read().replace('<BDA name="ctlVal" bType="BOOLEAN"/>', '<BDA name="ctlVal" bType="BOOLEAN"/><BDA name="operTm" bType="Timestamp"/>')
        with tempfile.NamedTemporaryFile("w", suffix=".cid") as file:
            file.write(scl)
            file.flush()
            with_times = {"scl": {"file": file.name}}
            self.start_device = lambda: self.started({**device_at(self.port), **with_times})
            self.chain(of_bridge=with_times)
        for name in ("GGIO1.SPCSO3", "GGIO1.SPCSO1"):  # enhanced and normal security
            ref = {"ref": f"ied1:{LD}/{name}", "value": True}
            later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60))
            with Process(self.device, lambda body: {"accept": True}) as process:
                dealer = self.client.new_dealer()
                dealer.send_json({"jsonrpc": "2.0", "id": 1, "method": "operate", "timeout": 90, "params": {**ref, "time": later}})
                wait_until(lambda: process.seen or dealer.poll(0), "the device is asked")
                self.assertTrue(process.seen, process.seen or dealer.recv_json())
                self.assertEqual(process.seen[0]["time"][:19], later[:19])
                wait_until(lambda: f"operate out:{LD}/{name}: accepted" in self.bridge.output(), "the command waits")
                # Until its client has heard so, too, the command is under way there.
                done = wait_until(lambda: self.client.ask("cancel", ref).get("result"), "it is cancelled")
                self.assertEqual(done["steps"], ["cancel"])
                self.assertTrue(dealer.poll(10_000))
                if name == "GGIO1.SPCSO3":
                    self.assertEqual(dealer.recv_json()["error"]["data"]["add_cause"], "abortion-by-cancel")
                # Nothing waits at the device any more.
                self.assertEqual(self.error(self.client, "cancel", ref)["add_cause"], "not-supported")
                other = Bus([to_device(self.port)])
                self.addCleanup(other.stop)
                other.wait_for_state("ied1", "connected")
                self.assertEqual(self.error(other, "cancel", ref)["add_cause"], "not-supported")

    def test_of_a_test_reach_the_device_as_a_test(self):
        self.chain(poll_interval=0.1)
        self.process({"LLN0.Beh.stVal[ST]": 3, "GGIO1.Beh.stVal[ST]": 3})  # test
        self.wait_for("GGIO1.Beh[ST]", lambda x: x["value"]["stVal"] == 3)
        with Process(self.device, lambda body: {"accept": True}) as process:
            self.assertIn("result", self.operate("GGIO1.SPCSO1", test=True))
            self.assertTrue(process.seen[-1]["test"])
            self.assertEqual(self.operate("GGIO1.SPCSO1")["error"]["data"]["add_cause"], "blocked-by-mode")


class Writes(Case):
    def test_of_clients_arrive_at_the_device(self):
        self.chain()
        at_device = lambda path: self.device.read(f"feeder:{LD}/{path}")["value"]
        done = self.client.call("write", {"writes": [{"ref": f"ied1:{LD}/MMXU1.TotW.db[CF]", "value": 5},
                                                     {"ref": f"ied1:{LD}/LPHD1.PhyNam.vendor[DC]", "value": "me"}]})
        self.assertEqual([x for x in done if "error" in x], [])
        wait_until(lambda: at_device("MMXU1.TotW.db[CF]") == 5, "the deadband arrives")
        wait_until(lambda: at_device("LPHD1.PhyNam.vendor[DC]") == "me", "the name arrives")
        self.assertEqual(self.read("MMXU1.TotW.db[CF]")["value"], 5)
        # A control model is the server's own.
        self.client.write(f"ied1:{LD}/GGIO1.SPCSO1.ctlModel[CF]", 3)
        self.client.write(f"ied1:{LD}/MMXU1.TotW.db[CF]", 6)
        wait_until(lambda: at_device("MMXU1.TotW.db[CF]") == 6, "the deadband arrives")
        self.assertEqual(at_device("GGIO1.SPCSO1.ctlModel[CF]"), 1)
        self.assertEqual(self.read("GGIO1.SPCSO1.ctlModel[CF]")["value"], 3)

    def test_that_the_device_refuses_are_taken_back(self):
        with open(SCL, encoding="utf-8") as text:
            scl = text.read().replace('<DA name="db" bType="INT32U"', '<DA name="db" bType="INT8U"')
        with tempfile.NamedTemporaryFile("w", suffix=".cid") as file:
            file.write(scl)
            file.flush()
            self.start_device = lambda: self.started({**device_at(self.port), "scl": {"file": file.name}})
            self.chain()
        self.client.write(f"ied1:{LD}/MMXU1.TotW.db[CF]", 9)
        wait_until(lambda: self.device.read(f"feeder:{LD}/MMXU1.TotW.db[CF]")["value"] == 9, "a small one arrives")
        self.client.write(f"ied1:{LD}/MMXU1.TotW.db[CF]", 70000)
        wait_until(lambda: "shows what was before" in self.bridge.output(), "the refusal is told")
        self.wait_for("MMXU1.TotW.db[CF]", lambda x: x["value"] == 9)

    def test_substitute_at_the_device(self):
        self.chain()
        self.process({"MMXU1.TotW.mag.f[MX]": 10})
        ref = f"ied1:{LD}/MMXU1.TotW"
        self.client.call("write", {"writes": [{"ref": f"{ref}.subMag.f[SV]", "value": 99}, {"ref": f"{ref}.subEna[SV]", "value": True}]})
        self.wait_for("MMXU1.TotW[MX]", lambda x: x["value"]["mag"]["f"] == 99 and x["quality"].get("source") == "substituted")
        self.assertEqual(self.device.read(f"feeder:{LD}/MMXU1.TotW[MX]")["value"]["mag"]["f"], 99)
        self.process({"MMXU1.TotW.mag.f[MX]": 11})
        self.client.write(f"{ref}.subEna[SV]", False)
        self.wait_for("MMXU1.TotW[MX]", lambda x: x["value"]["mag"]["f"] == 11 and x["quality"] == GOOD)


class Models(Case):
    def test_may_differ_and_what_the_device_has_not_is_told_once(self):
        with open(SCL, encoding="utf-8") as text:
            scl = text.read().replace('<DO name="OpCnt" type="INS_type"/>', "")
        with tempfile.NamedTemporaryFile("w", suffix=".cid") as file:
            file.write(scl)
            file.flush()
            self.start_device = lambda: self.started({**device_at(self.port), "scl": {"file": file.name}})
            self.chain(poll_interval=0.05)
        wait_until(lambda: "has not" in self.bridge.output(), "it is told")
        self.process({"MMXU1.TotW.mag.f[MX]": 3})
        self.wait_for("MMXU1.TotW[MX]", lambda x: x["value"]["mag"]["f"] == 3)
        self.assertEqual(self.bridge.output().count("has not"), 1)
        self.assertIn("XCBR1.OpCnt.stVal[ST]", self.bridge.output())
        self.assertEqual(self.read("XCBR1.OpCnt[ST]")["quality"], LOST)

    def test_of_two_devices_are_served_by_one_server(self):
        with open(SCL, encoding="utf-8") as text:
            scl = text.read()
        device = scl[scl.index("<LDevice"):scl.index("</LDevice>") + len("</LDevice>")]
        both = scl.replace(device, device + device.replace('inst="LD0"', 'inst="LD1"').replace('ldInst="LD0"', 'ldInst="LD1"'))
        ports = [free_port(), free_port()]
        devices = [self.started(device_at(port)) for port in ports]
        self.served_port = free_port()
        with tempfile.NamedTemporaryFile("w", suffix=".cid") as file:
            file.write(both)
            file.flush()
            self.bridge = Bus(
                [to_device(ports[i], name=f"ied{i + 1}") for i in range(2)],
                [{**served_at(self.served_port), "scl": {"file": file.name}}],
                [gateway(name=f"bridge{i}", client=f"ied{i + 1}", poll_interval=0.1, logical_devices={f"FEEDER1LD{i}": LD}) for i in range(2)])
            self.addCleanup(self.bridge.stop)
        self.client = self.new_client()
        for i in range(2):
            devices[i].write(f"feeder:{LD}/MMXU1.TotW.mag.f[MX]", 10.5 + i)
        for i in range(2):
            got = lambda: self.client.read(f"ied1:FEEDER1LD{i}/MMXU1.TotW[MX]")
            wait_until(lambda: got()["value"]["mag"]["f"] == 10.5 + i and got()["quality"] == GOOD, f"device {i}")
        devices[1].process.kill()
        wait_until(lambda: self.client.read("ied1:FEEDER1LD1/MMXU1.TotW[MX]")["quality"] == LOST, "the second one is lost")
        self.assertEqual(self.client.read("ied1:FEEDER1LD0/MMXU1.TotW[MX]")["quality"], GOOD)


if __name__ == "__main__":
    main()
