#!/usr/bin/env python3
"""The gateway between a Modbus device of pymodbus and IEC 61850: values both ways with quality and
time, commands answered by the device, as an entry of a station and as the seed's program."""

import json
import os
import struct
import subprocess
import tempfile
import unittest

import support
from support import Bus, Device, free_port, main, wait_until

SCL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../deploy/examples/pv-plant.cid")
LD = "PVLD0"


def registers(x):
    return list(struct.unpack(">HH", struct.pack(">f", x)))


def number(words):
    return struct.unpack(">f", struct.pack(">HH", *words))[0]


def translation(direction, address, kind, table, at, quantity, device=LD):
    return {"direction": direction, "iec61850_logical_device": device, "iec61850_address": address.split("."),
            "iec61850_type": kind, "modbus_type": table, "modbus_address": at, "modbus_quantity": quantity}


UP, DOWN = "modbus_to_iec61850", "iec61850_to_modbus"
TRANSLATIONS = [
    translation(UP, "MMXU1.MX.TotW.mag.f", "float", "HOLDING_REGISTER", 100, 2),
    translation(UP, "GGIO1.ST.SPCSO1.stVal", "bool", "COIL", 3, 1),
    translation(UP, "LLN0.ST.Health.stVal", "int8", "HOLDING_REGISTER", 50, 1),
    translation(DOWN, "GGIO1.CO.SPCSO1.Oper.ctlVal", "bool", "COIL", 3, 1, "LD0"),
    translation(DOWN, "DRCC1.SP.MaxWLim.setMag.f", "float", "HOLDING_REGISTER", 120, 2),
]


def modbus(port):
    return {"name": "pv1", "protocol": "modbus", "modbus": {
        "address": f"tcp://127.0.0.1:{port}", "device_id": 1, "poll_interval": 0.05, "response_timeout": 0.3,
        "reconnect": {"first": 0.05, "longest": 0.2}}}


def client(port):
    return {"name": "ied1", "protocol": "iec61850", "tcp": {"host": "127.0.0.1", "port": port},
            "reconnect": {"first": 0.05, "longest": 0.2}, "reports": [{"rcb": f"{LD}/LLN0.BR.brcb01"}]}


class Gateway(unittest.TestCase):
    def setUp(self):
        self.device_port, self.port = free_port(), free_port()
        self.device = Device(self.device_port, holding={100: registers(12.5)[0], 101: registers(12.5)[1], 50: 1})
        self.addCleanup(self.device.stop)

    def station(self):
        station = Bus([modbus(self.device_port)],
                      [{"name": "gw1", "protocol": "iec61850", "tcp": {"host": "127.0.0.1", "port": self.port},
                        "scl": {"file": os.path.abspath(SCL)}, "commands": {"timeout": 5}}],
                      [{"name": "pv", "protocol": "modbus61850", "server": "gw1", "client": "pv1", "translations": TRANSLATIONS}])
        self.addCleanup(station.stop)
        bus = Bus([client(self.port)])
        self.addCleanup(bus.stop)
        bus.wait_for_state("ied1", "connected")
        return station, bus

    def test_values_go_up_with_quality_and_time(self):
        station, bus = self.station()
        read = lambda path: bus.read(f"ied1:{LD}/{path}")
        wait_until(lambda: read("MMXU1.TotW[MX]")["value"]["mag"]["f"] == 12.5, "the power arrives")
        self.assertEqual(read("MMXU1.TotW[MX]")["quality"], {"validity": "good"})
        reports = bus.subscribe("report/ied1:")
        self.device.set(3, 100, registers(20.25))
        _, body = reports.until(lambda _, x: any(e["ref"].endswith("TotW[MX]") and e["value"]["mag"]["f"] == 20.25 for e in x["entries"]))
        self.assertEqual(body["entries"][0]["reasons"], ["data-change"])
        self.device.set(3, 50, [500])  # no int8
        wait_until(lambda: read("LLN0.Health[ST]")["quality"] == {"validity": "questionable", "detail": ["out-of-range"]}, "out of range")
        self.device.stop()
        wait_until(lambda: read("MMXU1.TotW[MX]")["quality"]["validity"] == "invalid", "the quality of a lost device")
        self.assertEqual(read("MMXU1.TotW[MX]")["value"]["mag"]["f"], 20.25)

    def test_settings_go_down(self):
        _, bus = self.station()
        bus.write(f"ied1:{LD}/DRCC1.MaxWLim.setMag.f[SP]", 41.5)
        wait_until(lambda: number(self.device.get(3, 120, 2)) == 41.5, "the limit arrives")

    def test_commands_are_answered_by_the_device(self):
        _, bus = self.station()
        command = {"ref": f"ied1:{LD}/GGIO1.SPCSO1", "value": True}
        done = bus.call("operate", command)
        self.assertEqual(done["steps"], ["operate", "termination"])
        self.assertTrue(self.device.get(1, 3)[0])
        wait_until(lambda: bus.read(f"ied1:{LD}/GGIO1.SPCSO1.stVal[ST]")["value"] is True, "the status follows")
        no = bus.ask("operate", {**command, "value": False, "test": True})["error"]
        self.assertEqual(no["data"]["add_cause"], "blocked-by-mode")
        self.assertTrue(self.device.get(1, 3)[0])
        self.device.stop()
        no = bus.ask("operate", {**command, "value": False})["error"]
        self.assertIn(no["data"]["add_cause"], ("blocked-by-process", "time-limit-over"))

    def test_stands_alone_on_the_seeds_file(self):
        leaf = lambda tname, **more: {"type": {"tname": tname, **more}}
        part = lambda name, *below: {"name": name, "type": {"tname": "structure", "elements": list(below)}}
        value = part("TotW", part("mag", {"name": "f", **leaf("float", format_width=32, exponent_width=8)}),
                     {"name": "q", **leaf("bit_string", length=13)}, {"name": "t", **leaf("utc_time")})
        seed = {
            "server": {
                "tcp": {"host": "127.0.0.1", "port": self.port}, "cotp": {"src_tsel": 1}, "cosp": {"src_ssel": 1},
                "copp": {"src_psel": 1, "session_protocol": "cosp"},
                "iec61850": {"separator": "$", "logical_device_separator": "", "ied_name": "PV", "references": {},
                             "logical_devices": [{"name": "LD0", "elements": [part("MMXU1", part("MX", value))],
                                                  "datasets": [{"name": "MMXU1$ds", "items": [["LD0", "MMXU1", "MX", "TotW"]]}]}]}},
            "client": {"address": f"tcp://127.0.0.1:{self.device_port}", "device_id": 1, "poll_interval": 0.05},
            "translations": [translation(UP, "MMXU1.MX.TotW.mag.f", "float", "HOLDING_REGISTER", 100, 2, "LD0")],
        }
        programs = [[support.PROGRAM, "run"], [os.path.join(os.path.dirname(support.PROGRAM), "modbus61850")]]
        for program in programs:
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                support.yaml.safe_dump(seed, file)
                file.flush()
                environment = {**os.environ, "STATIONBUS_PUBLISH": f"tcp://127.0.0.1:{free_port()}",
                               "STATIONBUS_REQUEST": f"tcp://127.0.0.1:{free_port()}"}
                process = subprocess.Popen([*program, file.name], env=environment, stdout=subprocess.DEVNULL)
                try:
                    with Bus([{**client(self.port), "reports": []}]) as bus:
                        bus.wait_for_state("ied1", "connected")
                        wait_until(lambda: bus.read("ied1:PVLD0/MMXU1.TotW[MX]").get("value", {}).get("mag", {}).get("f") == 12.5,
                                   "the power arrives")
                finally:
                    process.terminate()
                    self.assertEqual(process.wait(30), 0, program)


if __name__ == "__main__":
    main()
