#!/usr/bin/env python3
"""The program as a user has it: simulator, bus and clients, over TCP, RTU and ASCII, with and without keys."""

import json
import os
import signal
import subprocess
import tempfile
import unittest

import yaml
from support import LIMIT, PROGRAM, Bus, free_port, main, wait_until

WAVES = [
    {"name": "power", "table": "HOLDING_REGISTER", "address": 0, "format": "float32",
     "wave": {"kind": "sine", "period": 1, "low": -1, "high": 1}},
    {"name": "limit", "table": "HOLDING_REGISTER", "address": 10, "wave": {"kind": "constant", "low": 100}},
]
POINTS = [
    {"name": "power", "table": "HOLDING_REGISTER", "address": 0, "format": "float32", "unit": "kW"},
    {"name": "limit", "table": "HOLDING_REGISTER", "address": 10, "writable": True},
]
FAULTS = ["silence", "delay", "exception", "wrong_length", "garbage", "disconnect", "wrong_unit"]


def run(*words, **kinds):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=LIMIT * 2, check=False, **kinds)


class Simulator:
    def __init__(self, folder, devices):
        self.file = os.path.join(folder, "simulator.yaml")
        with open(self.file, "w", encoding="utf-8") as out:
            yaml.safe_dump({"devices": devices}, out)
        self.process = subprocess.Popen([PROGRAM, "simulate", self.file], stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT)


def device(name, address, faults=()):
    return {"name": name, "protocol": "modbus", "modbus": {"address": address, "device_id": 3}, "points": WAVES,
            "faults": list(faults)}


def connection(name, address):
    return {"name": name, "protocol": "modbus", "points": POINTS,
            "modbus": {"address": address, "device_id": 3, "poll_interval": 0.1, "response_timeout": 0.3,
                       "max_backoff": 0.3, "reconnect": {"first": 0.05, "longest": 0.2}}}


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def addresses(self):
        return {"tcp": f"tcp://127.0.0.1:{free_port()}", "rtu": f"rtu://{self.folder.name}/rtu?parity=none",
                "ascii": f"ascii://{self.folder.name}/ascii?parity=none&data_bits=8",
                "over": f"rtu+tcp://127.0.0.1:{free_port()}"}

    def test_every_transport_of_the_simulator_and_every_client(self):
        where = self.addresses()
        simulator = Simulator(self.folder.name, [device(name, x) for name, x in where.items()])
        self.addCleanup(simulator.process.kill)
        with Bus([connection(name, x) for name, x in where.items()]) as bus:
            at = {**os.environ, "STATIONBUS_PUBLISH": bus.publish, "STATIONBUS_REQUEST": bus.request}
            for name in where:
                bus.wait_for_state(name, "connected")
                wait_until(lambda n=name: bus.read(f"{n}:limit").get("value") == 100, f"{name}:limit")
                self.assertEqual(run("write", f"{name}:limit=55", env=at).returncode, 0)
                got = run("read", f"{name}:limit", "--format", "json", env=at)
                self.assertEqual(json.loads(got.stdout)[0]["value"], 55)
            watched = run("watch", "tcp:", "--updates", "10", "--format", "json", env=at)
            self.assertEqual(watched.returncode, 0, watched.stderr)
            self.assertIn("tcp:power", watched.stdout)
            self.assertEqual(run("status", env=at).stdout.count("connected"), 4)
            self.assertIn("ascii:limit", run("list", env=at).stdout)
            self.assertIn("tcp:power", run("browse", "tcp:", env=at).stdout)
            self.assertIn("float32", run("describe", "tcp:power", env=at).stdout)
            missing = run("read", "tcp:power", "tcp:nothing", env=at)
            self.assertEqual(missing.returncode, 1)
            self.assertIn("not found", missing.stderr)
            self.assertEqual(run("read", env=at).returncode, 2)
        self.assertEqual(simulator.stop(), 0)

    def test_faults_of_a_device_pass(self):
        """Each fault for its time; the points go bad, and come back."""
        # A serial line has no connection to end, and its frames no number: an
        # answer that is late cannot be told from the next one's.
        kinds = [(transport, x) for transport in ("tcp", "rtu", "ascii") for x in FAULTS
                 if transport == "tcp" or x not in ("disconnect", "delay")]
        kinds += [("tcp", "wrong_transaction"), ("rtu", "wrong_crc"), ("ascii", "wrong_crc")]
        devices, connections = [], []
        for number, (transport, kind) in enumerate(kinds):
            name = f"{transport}-{kind}"
            address = {"tcp": f"tcp://127.0.0.1:{free_port()}",
                       "rtu": f"rtu://{self.folder.name}/r{number}?parity=none",
                       "ascii": f"ascii://{self.folder.name}/a{number}?parity=none&data_bits=8"}[transport]
            devices.append(device(name, address, [{"kind": kind, "from": 3, "to": 6, "seconds": 1}]))
            connections.append(connection(name, address))
        simulator = Simulator(self.folder.name, devices)
        self.addCleanup(simulator.process.kill)
        wait_until(lambda: all(os.path.lexists(f"{self.folder.name}/{x['modbus']['address'].split('/')[-1].split('?')[0]}")
                               for x in devices if x["modbus"]["address"].startswith(("rtu:", "ascii:"))), "the lines")
        with Bus(connections) as bus:
            seen = bus.subscribe("data/")
            bad, good_again = set(), set()
            names = {x["name"] for x in connections}

            def passed(_, body):
                name = body["ref"].split(":")[0]
                if body["quality"]["validity"] == "invalid":
                    bad.add(name)
                elif name in bad:
                    good_again.add(name)
                return good_again == names

            try:
                seen.until(passed, LIMIT)
            except AssertionError as late:
                raise AssertionError(f"never bad: {names - bad}; not good again: {bad - good_again}") from late
        simulator.stop()

    def test_only_known_keys_get_in(self):
        server, client, stranger = (os.path.join(self.folder.name, x) for x in ("server", "client", "stranger"))
        server_public = run("keys", "--secret-only", server).stdout.split()[-1]
        client_public = run("keys", client).stdout.split()[-1]
        run("keys", stranger)
        self.assertEqual(os.stat(client).st_mode & 0o077, 0)
        station = os.path.join(self.folder.name, "station.yaml")
        request, publish = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
        with open(station, "w", encoding="utf-8") as out:
            yaml.safe_dump({"zmq": {"publish": publish, "request": request, "curve": {
                "server_secret_key_file": server, "allowed_clients": [client_public]}}, "connections": []}, out)
        bus = subprocess.Popen([PROGRAM, "run", station], stderr=subprocess.DEVNULL)
        try:
            at = ("--request", request, "--publish", publish, "--server-key", server_public)
            known = run("status", *at, "--key-file", client, "--timeout", str(LIMIT))
            self.assertEqual(known.returncode, 0, known.stderr)
            self.assertEqual(run("status", *at, "--key-file", stranger, "--timeout", "0.5").returncode, 3)
            self.assertEqual(run("status", "--request", request, "--timeout", "0.5").returncode, 3)
        finally:
            bus.terminate()
            self.assertEqual(bus.wait(LIMIT), 0)

    def test_check_and_schema(self):
        for name in ("pv-plant.yaml",):
            got = run("check", os.path.join(os.path.dirname(__file__), "../../deploy/examples", name))
            self.assertEqual(got.returncode, 0, got.stderr)
        self.assertIn("hat://station.yaml#", run("schema").stdout)
        self.assertIn("poll_interval", run("schema", "hat://connection/modbus.yaml#").stdout)
        self.assertEqual(run("schema", "hat://nothing.yaml#").returncode, 2)
        self.assertEqual(run("check", "/nowhere.yaml").returncode, 2)
        self.assertEqual(run("--version").returncode, 0)
        self.assertEqual(run("nonsense").returncode, 2)

    def test_without_keys_it_stays_on_loopback(self):
        station = os.path.join(self.folder.name, "station.yaml")
        with open(station, "w", encoding="utf-8") as out:
            yaml.safe_dump({"zmq": {"publish": "tcp://0.0.0.0:5560"}, "connections": []}, out)
        got = run("check", station)
        self.assertEqual(got.returncode, 2)
        self.assertIn("curve", got.stderr)


if __name__ == "__main__":
    main()
