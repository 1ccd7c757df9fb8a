#!/usr/bin/env python3
"""A Python client with pyzmq and devices played by pymodbus: neither is ours."""

import struct
import unittest

from support import Bus, Device, PtyPair, main

POINTS = [
    {"name": "active_power", "table": "HOLDING_REGISTER", "address": 100, "format": "float32", "unit": "kW", "writable": True},
    {"name": "swapped", "table": "HOLDING_REGISTER", "address": 102, "format": "float32", "word_order": "little", "writable": True},
    {"name": "power_limit", "table": "HOLDING_REGISTER", "address": 110, "format": "uint16", "scale": 0.1, "writable": True},
    {"name": "breaker", "table": "COIL", "address": 3, "writable": True},
    {"name": "alarm", "table": "INPUT_REGISTER", "address": 5, "format": "bit", "bit": 2},
    {"name": "flag", "table": "HOLDING_REGISTER", "address": 120, "format": "bit", "bit": 3, "writable": True},
]


def registers(x):
    return list(struct.unpack(">HH", struct.pack(">f", x)))


def connection(address, unit=1, name="pv1"):
    return {"name": name, "protocol": "modbus",
            "modbus": {"address": address, "device_id": unit, "poll_interval": 0.1}, "points": POINTS}


class Modbus(unittest.TestCase):
    def exercise(self, device, address):
        with Bus([connection(address)]) as bus:
            bus.wait_for_state("pv1", "connected")
            changes = bus.subscribe("data/pv1:active_power/")
            device.set(3, 100, registers(12.5))
            _, body = changes.until(lambda _, b: b["value"] == 12.5)
            self.assertEqual(body["quality"], {"validity": "good"})
            self.assertEqual(body["ref"], "pv1:active_power")

            self.assertEqual(bus.read("pv1:active_power")["value"], 12.5)
            self.assertEqual(bus.read("pv1:alarm")["value"], True)
            self.assertEqual(bus.read("pv1:input/7:2")["value"], [7, 8])

            self.assertEqual(bus.write("pv1:active_power", -3.25), {"ref": "pv1:active_power"})
            self.assertEqual(device.get(3, 100, 2), registers(-3.25))
            changes.until(lambda _, b: b["value"] == -3.25)

            bus.write("pv1:swapped", 1.0)
            self.assertEqual(device.get(3, 102, 2), registers(1.0)[::-1])
            bus.write("pv1:power_limit", 55.5)
            self.assertEqual(device.get(3, 110), [555])
            bus.write("pv1:breaker", True)
            self.assertEqual(device.get(1, 3), [True])
            bus.write("pv1:flag", True)
            self.assertEqual(device.get(3, 120), [8])
            bus.write("pv1:holding/130:3", [1, 2, 3])
            self.assertEqual(device.get(3, 130, 3), [1, 2, 3])
            bus.write("pv1:coil/10:3", [True, False, True])
            self.assertEqual([bool(x) for x in device.get(1, 10, 3)], [True, False, True])

            refused = bus.read("pv1:holding/5000")
            self.assertEqual(refused["error"]["data"]["kind"], "rejected")
            self.assertEqual(refused["error"]["data"]["cause"], "illegal-data-address")
            self.assertEqual(bus.write("pv1:alarm", True)["error"]["data"]["kind"], "access-denied")
            self.assertEqual(bus.write("pv1:power_limit", 1e9)["error"]["data"]["kind"], "invalid-value")
            self.assertEqual(bus.write("pv1:power_limit", "much")["error"]["data"]["kind"], "type-mismatch")

            described = bus.call("describe", {"ref": "pv1:"})
            self.assertEqual(described["identification"]["vendor_name"], "ACME")

            listed = {x["ref"]: x for x in bus.call("list")}
            self.assertEqual(listed["pv1:active_power"]["unit"], "kW")
            snapshot = bus.call("snapshot", {"prefix": "pv1:act"})
            self.assertEqual([x["value"] for x in snapshot["values"]], [-3.25])

    def test_tcp(self):
        device = Device()
        self.addCleanup(device.stop)
        self.exercise(device, f"tcp://127.0.0.1:{device.port}")

    def test_rtu_over_tcp(self):
        device = Device(framing="rtu")
        self.addCleanup(device.stop)
        self.exercise(device, f"rtu+tcp://127.0.0.1:{device.port}")

    def test_serial_rtu(self):
        cable = PtyPair()
        device = Device(serial=cable.paths[0], framing="rtu")
        self.addCleanup(device.stop)
        self.exercise(device, f"rtu://{cable.paths[1]}?baudrate=19200&parity=none")

    def test_serial_ascii(self):
        cable = PtyPair()
        device = Device(serial=cable.paths[0], framing="ascii")
        self.addCleanup(device.stop)
        self.exercise(device, f"ascii://{cable.paths[1]}?baudrate=19200&parity=none&data_bits=8")

    def test_several_units_behind_one_address(self):
        device = Device(units=(1, 2))
        self.addCleanup(device.stop)
        address = f"tcp://127.0.0.1:{device.port}"
        device.set(3, 110, [10], unit=1)
        device.set(3, 110, [20], unit=2)
        with Bus([connection(address, 1, "one"), connection(address, 2, "two")]) as bus:
            self.assertEqual(bus.read("one:power_limit")["value"], 1.0)
            self.assertEqual(bus.read("two:power_limit")["value"], 2.0)
            both = bus.call("read", {"refs": ["two:power_limit", "one:power_limit"]})
            self.assertEqual([x["value"] for x in both], [2.0, 1.0])


if __name__ == "__main__":
    main()
