#!/usr/bin/env python3
"""IEC 61850 on the bus: a server out of SCL or of the seed's schema, a client of it, and a process
that decides commands: reports, control models, settings, files, substitution, logs, data sets."""

import json
import os
import subprocess
import tempfile
import threading
import time
import unittest

import support
from support import Bus, free_port, main, wait_until

SCL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../deploy/examples/feeder.cid")
LD = "FEEDER1LD0"


class Tcp:
    """What carries the associations: the sections of a server and of who calls it. xmpp_test.py has another one."""

    def server(self, port):
        return {"tcp": {"host": "127.0.0.1", "port": port}}

    def client(self, port):
        return {"tcp": {"host": "127.0.0.1", "port": port}}

    def port_of(self, section):
        return section["tcp"]["port"]


carrier = Tcp()


def server(port, decide="ask", **more):
    return {"name": "feeder", "protocol": "iec61850", **carrier.server(port),
            "scl": {"file": os.path.abspath(SCL)}, "commands": {"decide": decide, "timeout": 1, "operate_timeout": 2}, **more}


def connection(port, name="ied1", **more):
    return {"name": name, "protocol": "iec61850", **carrier.client(port),
            "reconnect": {"first": 0.05, "longest": 0.2}, **more}


def events(**more):
    return {"rcb": f"{LD}/LLN0.BR.brcb01", **more}


def measurements(**more):
    return {"rcb": f"{LD}/LLN0.RP.urcb01", "buffer_time": 0, **more}


class Process:
    """Decides the commands of a server: what `decide` answers, by a thread of its own."""

    def __init__(self, bus, decide):
        self.bus, self.decide, self.seen = bus, decide, []
        self.messages = bus.subscribe("command/")
        self.dealer = bus.new_dealer()
        self.stopping = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stopping:
            if not self.messages.poll(50):
                continue
            _, body = self.messages.recv_multipart()
            body = json.loads(body)
            self.seen.append(body)
            if body["action"] != "write":
                answer = self.decide(body)
                if answer is not None:
                    for method, params in answer if isinstance(answer, list) else [("command.reply", {"id": body["id"], **answer})]:
                        self.bus.call(method, params, dealer=self.dealer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping = True
        self.thread.join()


class Case(unittest.TestCase):
    def pair(self, client=None, decide="ask", **of_server):
        port = free_port()
        self.served = Bus(servers=[server(port, decide, **of_server)])
        self.addCleanup(self.served.stop)
        self.asking = Bus([connection(port, **(client or {}))])
        self.addCleanup(self.asking.stop)
        self.asking.wait_for_state("ied1", "connected")
        return self.served, self.asking

    def wait_for_report(self, bus, topic, accept, limit=support.LIMIT):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if not topic.poll(100):
                continue
            body = json.loads(topic.recv_multipart()[1])
            if accept(body):
                return body
        raise AssertionError("no such report; the bus said:\n" + bus.output())

    def error(self, bus, method, params):
        answer = bus.ask(method, params)
        self.assertIn("error", answer, answer)
        return answer["error"]


class Model(Case):
    def test_is_browsed_described_and_read_by_references(self):
        _, bus = self.pair()
        refs = lambda ref: {x["ref"]: x["kind"] for x in bus.call("browse", {"ref": ref})}
        self.assertEqual(refs("ied1:"), {f"ied1:{LD}": "logical-device"})
        self.assertEqual(set(refs(f"ied1:{LD}")),
                         {f"ied1:{LD}/{x}" for x in ("LLN0", "LPHD1", "MMXU1", "XCBR1", "CSWI1", "GGIO1", "PTOC1")})
        node = refs(f"ied1:{LD}/LLN0")
        self.assertEqual(node[f"ied1:{LD}/LLN0.BR.brcb01"], "buffered-report-control")
        self.assertEqual(node[f"ied1:{LD}/LLN0.events"], "data-set")
        self.assertEqual(node[f"ied1:{LD}/LLN0.EventLog"], "log")
        self.assertIn(f"ied1:{LD}/CSWI1.Pos.stVal[ST]", refs(f"ied1:{LD}/CSWI1.Pos"))
        self.assertEqual(set(refs(f"ied1:{LD}/LLN0.events")), {
            f"ied1:{LD}/XCBR1.Pos[ST]", f"ied1:{LD}/CSWI1.Pos.stVal[ST]", f"ied1:{LD}/CSWI1.Pos.q[ST]",
            f"ied1:{LD}/CSWI1.Pos.t[ST]", f"ied1:{LD}/PTOC1.Op.general[ST]"})
        described = bus.call("describe", {"ref": f"ied1:{LD}/CSWI1.Pos"})
        self.assertEqual(described["type"]["ST"]["stVal"], "bit-string(2)")
        self.assertEqual(described["type"]["CO"]["Oper"]["ctlVal"], "boolean")
        self.assertEqual(bus.call("describe", {"ref": "ied1:"})["identification"]["vendor"], "stationbus")
        got = bus.call("read", {"refs": [f"ied1:{LD}/MMXU1.Hz.mag.f[MX]", f"ied1:{LD}/CSWI1$ST$Pos", f"ied1:{LD}/CSWI1.Nope[ST]",
                                         "ied1:nonsense [x"]})
        self.assertEqual(got[0]["value"], 50)
        self.assertEqual(got[1]["value"]["stVal"], "off")
        self.assertEqual(got[2]["error"]["data"]["kind"], "not-found")
        self.assertEqual(got[3]["error"]["data"]["kind"], "invalid-value")

    def test_functional_constraints_decide_what_clients_may_write(self):
        _, bus = self.pair()
        done = bus.call("write", {"writes": [
            {"ref": f"ied1:{LD}/MMXU1.TotW.db[CF]", "value": 5}, {"ref": f"ied1:{LD}/LPHD1.PhyNam.vendor[DC]", "value": "me"},
            {"ref": f"ied1:{LD}/MMXU1.TotW.mag.f[MX]", "value": 1}, {"ref": f"ied1:{LD}/CSWI1.Pos.stVal[ST]", "value": "on"},
            {"ref": f"ied1:{LD}/PTOC1.StrVal.setMag.f[SG]", "value": 1}, {"ref": f"ied1:{LD}/CSWI1.Pos.Oper.ctlVal[CO]", "value": True},
            {"ref": f"ied1:{LD}/MMXU1.TotW.db[CF]", "value": "much"}]})
        kinds = [x["error"]["data"]["kind"] if "error" in x else "done" for x in done]
        self.assertEqual(kinds, ["done", "done", "access-denied", "access-denied", "access-denied", "rejected", "type-mismatch"])

    def test_the_process_sets_values_and_hears_of_clients_writes(self):
        served, bus = self.pair()
        ref = f"{LD}/MMXU1.TotW"
        served.call("write", {"writes": [{"ref": f"feeder:{ref}.mag.f[MX]", "value": 12.5}]})
        got = bus.call("read", {"refs": [f"ied1:{ref}[MX]"]})[0]
        self.assertEqual(got["value"]["mag"]["f"], 12.5)
        self.assertTrue(got["time"].startswith("20"), got)  # t follows what is set
        with Process(served, lambda body: None) as process:
            bus.call("write", {"writes": [{"ref": f"ied1:{ref}.db[CF]", "value": 7}]})
            told = wait_until(lambda: process.seen, "the write is told")[0]
        self.assertEqual((told["action"], told["ref"], told["value"]), ("write", f"feeder:{ref}.db[CF]", 7))
        # A quality is told with the value beside it.
        data = served.subscribe(f"data/feeder:{ref}.mag.f[MX]/")
        served.call("write", {"writes": [{"ref": f"feeder:{ref}.q[MX]", "value": "0100000000000"}]})
        body = self.wait_for_report(served, data, lambda x: x["quality"]["validity"] == "invalid")
        self.assertEqual(body["value"], 12.5)

    def test_many_servers_of_the_seeds_schema(self):
        port = free_port()
        point = {"tname": "structure", "elements": [
            {"name": "mag", "type": {"tname": "structure", "elements": [
                {"name": "f", "type": {"tname": "float", "format_width": 32, "exponent_width": 8}, "value": 1.5}]}},
            {"name": "q", "type": {"tname": "bit_string", "length": 13}}, {"name": "t", "type": {"tname": "utc_time"}}]}
        seed = {"separator": "$", "logical_device_separator": "", "ied_name": "IED", "references": {"MV": point},
                "logical_devices": [{"name": "LD0", "elements": [
                    {"name": "LLN0", "type": {"tname": "structure", "elements": [
                        {"name": "ST", "type": {"tname": "structure", "elements": [
                            {"name": "Mod", "type": {"tname": "structure", "elements": [
                                {"name": "stVal", "type": {"tname": "int", "size": 8}, "value": 1}]}}]}}]}},
                    {"name": "MMXU1", "type": {"tname": "structure", "elements": [
                        {"name": "MX", "type": {"tname": "structure", "elements": [
                            {"name": "TotW", "type": "MV"},
                            {"name": "bits", "type": {"tname": "bit_string", "length": 5}, "value": [True, False, True, False, False]},
                            {"name": "at", "type": {"tname": "utc_time"}, "value": "2026-01-31T12:00:00.000Z 0a"},
                            {"name": "row", "type": {"tname": "array", "length": 2, "typeof": {"tname": "int", "size": 16}}, "value": [3, -4]},
                            {"name": "hex", "type": {"tname": "octet_string", "length": 4}, "value": [1, 255]}]}}]}}],
                    "datasets": [{"name": "LLN0$ds", "items": [["LD0", "MMXU1", "MX", "TotW"]]}]}]}
        with Bus([connection(port)], [{"name": "srv", "protocol": "iec61850", **carrier.server(port), "iec61850": seed}]) as bus:
            bus.wait_for_state("ied1", "connected")
            got = bus.call("read", {"refs": [f"ied1:IEDLD0/MMXU1.{x}[MX]" for x in ("TotW.mag.f", "bits", "at", "row", "hex")]})
            self.assertEqual([x["value"] for x in got],
                             [1.5, "10100", "2026-01-31T12:00:00.000000000Z", [3, -4], {"hex": "01ff"}])
            self.assertEqual(bus.call("dataset.list", {"ref": "ied1:IEDLD0"}),
                             [{"ref": "ied1:IEDLD0/LLN0.ds", "members": ["ied1:IEDLD0/MMXU1.TotW[MX]"]}])


class Reports(Case):
    def test_of_an_unbuffered_block_become_data_and_one_report(self):
        served, bus = self.pair({"reports": [measurements(triggers=["dchg", "qchg", "gi"])]})
        wait_until(lambda: "is enabled" in bus.output(), "the report is enabled")
        reports, data = bus.subscribe("report/ied1:"), bus.subscribe("data/ied1:")
        served.call("write", {"writes": [{"ref": f"feeder:{LD}/MMXU1.TotW.mag.f[MX]", "value": 3.25},
                                         {"ref": f"feeder:{LD}/MMXU1.Hz.mag.f[MX]", "value": 49.9}]})
        report = self.wait_for_report(bus, reports, lambda x: any(e["reasons"] == ["data-change"] for e in x["entries"]))
        self.assertEqual([(e["ref"], e["value"]["mag"]["f"]) for e in report["entries"]],
                         [(f"ied1:{LD}/MMXU1.TotW[MX]", 3.25), (f"ied1:{LD}/MMXU1.Hz[MX]", 49.9)] if len(report["entries"]) == 2
                         else [(e["ref"], e["value"]["mag"]["f"]) for e in report["entries"]])
        self.assertEqual(report["data_set"], f"{LD}/LLN0.measurements")
        self.assertEqual(report["conf_rev"], 1)
        self.wait_for_report(bus, data, lambda x: x["ref"] == f"ied1:{LD}/MMXU1.TotW[MX]" and x["value"]["mag"]["f"] == 3.25)
        # A model's read gives what the report brought.
        last = bus.call("read", {"refs": [f"ied1:{LD}/MMXU1.TotW[MX]"], "source": "model"})[0]
        self.assertEqual(last["value"]["mag"]["f"], 3.25)
        served.call("write", {"writes": [{"ref": f"feeder:{LD}/MMXU1.TotW.q[MX]", "value": "0100000000000"}]})
        report = self.wait_for_report(bus, reports, lambda x: x["entries"][0]["reasons"] == ["quality-change"])
        self.assertEqual(report["entries"][0]["quality"], {"validity": "invalid"})
        bus.call("report.interrogate", {"ref": f"ied1:{LD}/LLN0.RP.urcb01"})
        report = self.wait_for_report(bus, reports, lambda x: x["entries"][0]["reasons"] == ["general-interrogation"])
        self.assertEqual(len(report["entries"]), 4)

    def test_are_enabled_and_disabled_by_request_and_other_instances_stand_in(self):
        served, bus = self.pair()
        enabled = bus.call("report.enable", {"ref": f"ied1:{LD}/LLN0.RP.urcb01",
                                             "options": {"integrity": 0.05, "triggers": ["integrity"]}})
        self.assertEqual(enabled["block"], f"ied1:{LD}/LLN0.RP.urcb01")
        reports = bus.subscribe("report/ied1:")
        self.wait_for_report(bus, reports, lambda x: x["entries"][0]["reasons"] == ["integrity"])
        port = served_port(served)
        with Bus([connection(port)]) as other:
            other.wait_for_state("ied1", "connected")
            second = other.call("report.enable", {"ref": f"ied1:{LD}/LLN0.RP.urcb01"})
            self.assertEqual(second["block"], f"ied1:{LD}/LLN0.RP.urcb02")
        bus.call("report.disable", {"ref": f"ied1:{LD}/LLN0.RP.urcb01"})
        rcb = bus.call("read", {"refs": [f"ied1:{LD}/LLN0.RP.urcb01"]})[0]["value"]
        self.assertEqual((rcb["RptEna"], rcb["Resv"]), (False, False))
        self.assertEqual(self.error(bus, "report.enable", {"ref": f"ied1:{LD}/LLN0.RP.none"})["data"]["kind"], "not-found")
        self.assertEqual(self.error(bus, "report.enable", {"ref": f"ied1:{LD}/LLN0.RP.urcb01", "options": {"speed": 1}})["data"]["kind"],
                         "invalid-value")

    def test_are_enabled_by_one_hand_at_a_time(self):
        served, bus = self.pair()
        dealer, block = bus.new_dealer(), f"ied1:{LD}/LLN0.RP.urcb01"
        dealer.rcvtimeo = int(support.LIMIT * 1000)
        for number in range(8):  # all at once
            dealer.send_json({"jsonrpc": "2.0", "id": number, "method": "report.enable", "params": {"ref": block}})
        answers = [dealer.recv_json() for _ in range(8)]
        self.assertIn(block, [x["result"]["block"] for x in answers if "result" in x])
        self.assertLessEqual({x["error"]["data"]["kind"] for x in answers if "error" in x}, {"busy"})
        reports = bus.subscribe("report/ied1:")
        bus.call("report.interrogate", {"ref": block})
        self.wait_for_report(bus, reports, lambda x: x["entries"][0]["reasons"] == ["general-interrogation"])
        bus.call("report.disable", {"ref": block})
        rcb = bus.call("read", {"refs": [block]})[0]["value"]
        self.assertEqual((rcb["RptEna"], rcb["Resv"]), (False, False))

    def test_of_a_buffered_block_go_on_after_the_client_was_killed(self):
        port = free_port()
        state = tempfile.TemporaryDirectory()
        self.addCleanup(state.cleanup)
        served = Bus(servers=[server(port)])
        self.addCleanup(served.stop)
        set_it = lambda on: served.call("write", {"writes": [{"ref": f"feeder:{LD}/PTOC1.Op.general[ST]", "value": on}]})
        got, duplicates = [], []

        def run(until):
            with Bus([connection(port, reports=[events()])], state=state.name) as bus:
                epoch, seq = bus.call("status")["epoch"], 1
                while len(set(got)) < until:
                    page = bus.call("replay", {"epoch": epoch, "from_seq": seq, "prefix": "report/"})
                    seq = page["next_seq"]
                    for body in (x["body"] for x in page["messages"]):
                        if body["entries"][0]["reasons"] == ["data-change"]:
                            got.append(body["entry_id"]["hex"])
                        if body.get("duplicate"):
                            duplicates.append(body["entry_id"]["hex"])
                bus.process.kill()

        for i in range(10):
            set_it(i % 2 == 0)
        run(10)
        for i in range(10):
            set_it(i % 2 == 0)
        run(20)
        self.assertEqual(len(set(got)), 20)
        self.assertLessEqual({x for x in got if got.count(x) > 1}, set(duplicates))


def served_port(bus):
    with open(bus.file, encoding="utf-8") as text:
        return carrier.port_of(support.yaml.safe_load(text)["servers"][0])


class Control(Case):
    def operate(self, bus, object_name, value, **more):
        return bus.ask("operate", {"ref": f"ied1:{LD}/{object_name}", "value": value, **more})

    def test_all_models_are_operated_and_the_process_decides(self):
        served, bus = self.pair()
        status = {"CSWI1.Pos": "stVal[ST]", "GGIO1.SPCSO1": "stVal[ST]", "GGIO1.SPCSO2": "stVal[ST]", "GGIO1.SPCSO3": "stVal[ST]",
                  "GGIO1.AnOut1": "mxVal[MX]"}

        def decide(body):
            name = body["ref"].split("/")[1]
            if body["action"] == "select":
                return {"accept": True}
            to = ("on" if body["value"] else "off") if name == "CSWI1.Pos" else body["value"]
            return [("command.reply", {"id": body["id"], "accept": True}),
                    ("write", {"writes": [{"ref": f"{body['ref']}.{status[name]}", "value": to}]})]

        with Process(served, decide) as process:
            steps = {name: self.operate(bus, name, {"f": 2.5} if name == "GGIO1.AnOut1" else True) for name in status}
            self.assertEqual({name: x.get("result", x).get("steps") for name, x in steps.items()}, {
                "CSWI1.Pos": ["select", "operate", "termination"], "GGIO1.SPCSO1": ["operate"],
                "GGIO1.SPCSO2": ["select", "operate"], "GGIO1.SPCSO3": ["operate", "termination"], "GGIO1.AnOut1": ["operate"]})
            asked = [x for x in process.seen if x["ref"].endswith("CSWI1.Pos")]
            self.assertEqual([x["action"] for x in asked], ["select", "operate"])
            self.assertEqual(asked[1]["origin"], {"category": 3, "identity": "test"})
            self.assertEqual(asked[1]["check"], {"synchro": True, "interlock": True})
        self.assertEqual(bus.call("read", {"refs": [f"ied1:{LD}/CSWI1.Pos.stVal[ST]"]})[0]["value"], "on")

    def test_refusals_carry_the_add_cause(self):
        served, bus = self.pair()
        with Process(served, lambda body: {"accept": False, "add_cause": "blocked-by-interlocking"}):
            for name in ("CSWI1.Pos", "GGIO1.SPCSO1", "GGIO1.SPCSO2", "GGIO1.SPCSO3"):
                error = self.operate(bus, name, True)["error"]
                self.assertEqual(error["data"]["add_cause"], "blocked-by-interlocking", name)
                self.assertEqual(error["data"]["kind"], "access-denied")
        # Silence refuses, too.
        error = self.operate(bus, "GGIO1.SPCSO1", True)["error"]
        self.assertEqual(error["data"]["add_cause"], "blocked-by-process")
        self.assertEqual(self.error(bus, "operate", {"ref": f"ied1:{LD}/XCBR1.Pos", "value": True})["data"]["kind"], "unsupported")
        self.assertEqual(self.error(bus, "command.reply", {"id": "ied1:7", "accept": True})["data"]["kind"], "unsupported")
        self.assertEqual(self.error(served, "command.reply", {"id": "feeder:999", "accept": True})["data"]["kind"], "not-found")

    def test_a_command_that_does_not_end_in_time_has_failed(self):
        served, bus = self.pair()
        with Process(served, lambda body: {"accept": True}):
            error = self.operate(bus, "GGIO1.SPCSO3", True)["error"]
            self.assertEqual(error["data"]["add_cause"], "time-limit-over")
            self.assertEqual(error["data"]["steps"], ["operate"])

        def end(body):
            return [("command.reply", {"id": body["id"], "accept": True}),
                    ("command.end", {"ref": body["ref"], "success": False, "add_cause": "invalid-position"})]

        with Process(served, end):
            self.assertEqual(self.operate(bus, "GGIO1.SPCSO3", True)["error"]["data"]["add_cause"], "invalid-position")

    def test_select_cancel_and_other_clients(self):
        served, bus = self.pair(decide="follow")
        port = served_port(served)
        with Bus([connection(port)]) as other:
            other.wait_for_state("ied1", "connected")
            pos = {"ref": f"ied1:{LD}/CSWI1.Pos", "value": True}
            self.assertEqual(bus.call("select", pos)["steps"], ["select"])
            self.assertEqual(self.error(other, "select", pos)["data"]["add_cause"], "locked-by-other-client")
            self.assertEqual(self.error(bus, "select", pos)["data"]["add_cause"], "object-already-selected")
            self.assertEqual(bus.call("cancel", pos)["steps"], ["cancel"])
            self.assertEqual(other.call("operate", pos)["steps"], ["select", "operate", "termination"])
            self.assertEqual(self.error(bus, "cancel", pos)["data"]["add_cause"], "object-not-selected")
            self.assertEqual(self.error(bus, "select", {"ref": f"ied1:{LD}/GGIO1.SPCSO1", "value": True})["data"]["kind"], "unsupported")

    def test_local_control_and_test_mode_block(self):
        served, bus = self.pair(decide="follow")
        served.call("write", {"writes": [{"ref": f"feeder:{LD}/LLN0.Loc.stVal[ST]", "value": True}]})
        self.assertEqual(self.operate(bus, "CSWI1.Pos", True)["error"]["data"]["add_cause"], "blocked-by-switching-hierarchy")
        self.assertIn("result", self.operate(bus, "CSWI1.Pos", True, origin={"category": 1, "identity": "panel"}))
        self.assertEqual(self.operate(bus, "CSWI1.Pos", False, test=True, origin={"category": 1})["error"]["data"]["add_cause"],
                         "blocked-by-mode")

    def test_a_key_never_operates_twice(self):
        port = free_port()
        state = tempfile.TemporaryDirectory()
        self.addCleanup(state.cleanup)
        served = Bus(servers=[server(port)])
        self.addCleanup(served.stop)
        counted = []

        def decide(body):
            counted.append(body["action"])
            return [("command.reply", {"id": body["id"], "accept": True}),
                    ("write", {"writes": [{"ref": f"{body['ref']}.stVal[ST]", "value": body["value"]}]})]

        command = {"ref": f"ied1:{LD}/GGIO1.SPCSO3", "value": True, "key": "order 17"}
        with Process(served, decide):
            with Bus([connection(port)], state=state.name) as bus:
                bus.wait_for_state("ied1", "connected")
                first = bus.call("operate", command)
                self.assertEqual(bus.call("operate", command), first)
                self.assertEqual(self.error(bus, "operate", {**command, "value": False})["data"]["kind"], "invalid-value")
                other = {**command, "check": {"interlock": False}}
                self.assertEqual(self.error(bus, "operate", other)["data"]["kind"], "invalid-value")
                bus.process.kill()
            with Bus([connection(port)], state=state.name) as bus:
                self.assertEqual(bus.call("operate", command), first)  # also before it is connected
        self.assertEqual(counted, ["operate"])

class Services(Case):
    def test_setting_groups_are_edited_confirmed_and_activated(self):
        served, bus = self.pair()
        setting = f"ied1:{LD}/PTOC1.StrVal.setMag.f"
        value = lambda constraint: bus.ask("setting.read", {"ref": f"{setting}[{constraint}]"}).get("result", {}).get("value")
        block = lambda: bus.call("setting.read", {"ref": f"ied1:{LD}"})["value"]
        self.assertEqual((block()["NumOfSG"], block()["ActSG"], block()["EditSG"]), (3, 1, 0))
        self.assertEqual(value("SG"), 400)
        self.assertIsNone(value("SE"))
        write = {"ref": f"{setting}[SE]", "value": 650}
        self.assertIn("temporarily-unavailable", self.error(bus, "setting.write", write)["data"]["cause"])
        bus.call("setting.select_edit", {"ref": f"ied1:{LD}", "group": 2})
        self.assertEqual(value("SE"), 600)
        bus.call("setting.write", write)
        self.assertEqual((value("SE"), value("SG")), (650, 400))
        port = served_port(served)
        with Bus([connection(port)]) as other:
            other.wait_for_state("ied1", "connected")
            self.assertIn("temporarily-unavailable", self.error(other, "setting.select_edit", {"ref": f"ied1:{LD}", "group": 3})["data"]["cause"])
            self.assertIn("temporarily-unavailable", self.error(other, "setting.write", write)["data"]["cause"])
        bus.call("setting.confirm", {"ref": f"ied1:{LD}"})
        self.assertEqual(block()["EditSG"], 0)
        bus.call("setting.select_active", {"ref": f"ied1:{LD}", "group": 2})
        self.assertEqual((value("SG"), block()["ActSG"]), (650, 2))
        self.assertEqual(self.error(bus, "setting.select_active", {"ref": f"ied1:{LD}", "group": 9})["data"]["kind"], "invalid-value")

    def test_values_are_substituted_and_come_back(self):
        served, bus = self.pair()
        ref, ours = f"ied1:{LD}/MMXU1.TotW", f"feeder:{LD}/MMXU1.TotW"
        served.call("write", {"writes": [{"ref": f"{ours}.mag.f[MX]", "value": 10}]})
        bus.call("write", {"writes": [{"ref": f"{ref}.subMag.f[SV]", "value": 99}, {"ref": f"{ref}.subEna[SV]", "value": True}]})
        got = lambda: bus.call("read", {"refs": [f"{ref}[MX]"]})[0]
        self.assertEqual((got()["value"]["mag"]["f"], got()["quality"].get("source")), (99, "substituted"))
        served.call("write", {"writes": [{"ref": f"{ours}.mag.f[MX]", "value": 11}]})
        self.assertEqual(got()["value"]["mag"]["f"], 99)
        bus.call("write", {"writes": [{"ref": f"{ref}.subEna[SV]", "value": False}]})
        self.assertEqual((got()["value"]["mag"]["f"], got()["quality"]), (11, {"validity": "good"}))

    def test_data_sets_are_made_and_deleted(self):
        served, bus = self.pair()
        members = [f"ied1:{LD}/MMXU1.Hz[MX]", f"ied1:{LD}/CSWI1.Pos.stVal[ST]"]
        for name in (f"ied1:{LD}/LLN0.mine", "ied1:@mine"):
            bus.call("dataset.create", {"ref": name, "members": members})
            self.assertEqual([x["ref"] for x in bus.call("browse", {"ref": name})], members)
            self.assertEqual(self.error(bus, "dataset.create", {"ref": name, "members": members})["data"]["kind"], "rejected")
        self.assertIn({"ref": f"ied1:{LD}/LLN0.mine", "members": members}, bus.call("dataset.list", {"ref": f"ied1:{LD}/LLN0"}))
        bus.call("report.enable", {"ref": f"ied1:{LD}/LLN0.RP.urcb03", "options": {"data_set": f"{LD}/LLN0.mine"}})
        self.assertEqual(self.error(bus, "dataset.delete", {"ref": f"ied1:{LD}/LLN0.mine"})["data"]["kind"], "access-denied")
        with Bus([connection(served_port(served))]) as other:  # an association's own is nobody else's
            other.wait_for_state("ied1", "connected")
            self.assertEqual(self.error(other, "browse", {"ref": "ied1:@mine"})["data"]["kind"], "not-found")
        bus.call("dataset.delete", {"ref": "ied1:@mine"})
        self.assertEqual(self.error(bus, "dataset.delete", {"ref": "ied1:@mine"})["data"]["kind"], "not-found")
        self.assertEqual(self.error(bus, "dataset.delete", {"ref": f"ied1:{LD}/LLN0.events"})["data"]["kind"], "access-denied")
        self.assertEqual(self.error(bus, "dataset.create", {"ref": f"ied1:{LD}/LLN0.bad", "members": [f"ied1:{LD}/No.Thing[ST]"]})["data"]["kind"],
                         "not-found")

    def test_files_and_logs_are_read(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, "record.cfg"), "wb") as out:
            out.write(bytes(range(256)) * 300)
        served, bus = self.pair(files=folder.name)
        self.assertEqual([(x["path"], x["size"]) for x in bus.call("file.list", {"ref": "ied1:"})], [("record.cfg", 76800)])
        got = bus.call("file.get", {"ref": "ied1:", "path": "record.cfg"})
        self.assertEqual(bytes.fromhex(got["content"]["hex"]), bytes(range(256)) * 300)
        self.assertEqual(self.error(bus, "file.get", {"ref": "ied1:", "path": "none"})["data"]["kind"], "not-found")
        bus.call("file.delete", {"ref": "ied1:", "path": "record.cfg"})
        self.assertEqual(bus.call("file.list", {"ref": "ied1:"}), [])
        for i in range(3):
            served.call("write", {"writes": [{"ref": f"feeder:{LD}/PTOC1.Op.general[ST]", "value": i % 2 == 0}]})
        log = bus.call("log.read", {"ref": f"ied1:{LD}/LLN0.EventLog"})
        self.assertEqual([x["values"][f"{LD}/PTOC1$ST$Op$general"] for x in log], [True, False, True])
        rest = bus.call("log.read", {"ref": f"ied1:{LD}/LLN0.EventLog", "after": {"id": log[0]["id"], "time": log[0]["time"]}})
        self.assertEqual([x["id"] for x in rest], [x["id"] for x in log[1:]])

    def test_a_silent_server_is_left_and_one_that_comes_back_is_used(self):
        port = free_port()
        served = Bus(servers=[server(port)])
        self.addCleanup(served.stop)
        with Bus([connection(port, iec61850={"status_timeout": 0.3}, reports=[measurements()])]) as bus:
            bus.wait_for_state("ied1", "connected")
            wait_until(lambda: "is enabled" in bus.output(), "the report is enabled")
            served.process.send_signal(19)  # SIGSTOP: it is there, and says nothing
            bus.wait_for_state("ied1", "disconnected", limit=15)
            last = bus.call("read", {"refs": [f"ied1:{LD}/MMXU1.Hz[MX]"], "source": "model"})[0]
            self.assertEqual(last["quality"], {"validity": "invalid", "detail": ["old-data"]})
            served.process.send_signal(18)
            bus.wait_for_state("ied1", "connected")


class Check(unittest.TestCase):
    def check(self, config):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            support.yaml.safe_dump(config, file)
            file.flush()
            return subprocess.run([support.PROGRAM, "check", file.name], capture_output=True, text=True)

    def test_tells_what_an_scl_file_has_that_is_not_served_and_what_is_wrong(self):
        with open(SCL, encoding="utf-8") as text:
            scl = text.read()
        with tempfile.NamedTemporaryFile("w", suffix=".cid") as file:
            file.write(scl.replace("<SettingControl", '<GSEControl name="gcb1" datSet="events" appID="1"/><SettingControl'))
            file.flush()
            one = server(102)
            one["scl"] = {"file": file.name}
            said = self.check({"name": "x", "servers": [one]})
            self.assertEqual(said.returncode, 0, said.stderr)
            self.assertIn("GSEControl gcb1 of FEEDER1LD0/LLN0 is not served", said.stdout)
        for bad, text in ((scl.replace('type="MV_type"', 'type="None"', 1), 'there is no DOType "None"'),
                          (scl[:5000], "expected a file of IEC 61850-6"),
                          (scl.replace("<Val>off</Val>", "<Val>sideways</Val>", 1), '"sideways" is no value')):
            with tempfile.NamedTemporaryFile("w", suffix=".cid") as file:
                file.write(bad)
                file.flush()
                one = server(102)
                one["scl"] = {"file": file.name}
                said = self.check({"name": "x", "servers": [one]})
                self.assertEqual(said.returncode, 2)
                self.assertIn(text, said.stderr)


if __name__ == "__main__":
    main()
