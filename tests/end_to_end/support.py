"""What the end-to-end tests share: a bus to start, devices that are none of
ours (pymodbus), clients that are none of ours (pyzmq). Loopback only, free
ports, and waits that end with an event or a generous limit."""

import argparse
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

try:
    import yaml
    import zmq
except ImportError as missing:
    print(f"skipped: {missing}; tools/needs test installs it")
    sys.exit(77)

logging.getLogger("pymodbus").setLevel(logging.CRITICAL + 1)
logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)

LIMIT = 30.0  # seconds: generous, a failing test ends all the same

arguments = argparse.ArgumentParser()
arguments.add_argument("--program", default=os.environ.get("STATIONBUS", "build/release/stationbus"))
options, rest = arguments.parse_known_args()
PROGRAM = os.environ.get("STATIONBUS_RELEASE") or os.path.abspath(options.program)


ports_given = set()


def free_port():
    """Never the same one twice: it may not be listened at yet."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in ports_given:
            ports_given.add(port)
            return port


def wait_until(condition, what, limit=LIMIT):
    """Polls a condition that no event tells of."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        time.sleep(0.01)
    raise AssertionError(f"{what}: not within {limit} s")


class Bus:
    """A running `stationbus run` on free ports."""

    def __init__(self, connections=(), servers=(), gateways=(), state=None, **zmq_options):
        self.folder = tempfile.TemporaryDirectory()
        self.publish = f"tcp://127.0.0.1:{free_port()}"
        self.request = f"tcp://127.0.0.1:{free_port()}"
        self.file = os.path.join(self.folder.name, "station.yaml")
        config = {
            "name": "test",
            "zmq": {"publish": self.publish, "request": self.request, **zmq_options},
            "connections": list(connections),
            "servers": list(servers),
            **({"gateways": list(gateways)} if gateways else {}),
            **({"state": state} if state else {}),
        }
        with open(self.file, "w", encoding="utf-8") as out:
            yaml.safe_dump(config, out, sort_keys=False)
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen([PROGRAM, "run", self.file], stdout=self.log, stderr=self.log)
        self.context = zmq.Context()
        self.ids = 0
        self.subscribed = set()
        self.dealer = self.new_dealer()
        try:
            self.call("status", timeout=LIMIT)
        except Exception:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, limit=LIMIT):
        """SIGTERM; returns the exit code and how long it took."""
        begin = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        took = time.monotonic() - begin
        self.context.destroy(linger=0)
        if not self.log.closed:
            self.said = self.output()
            self.log.close()
            self.folder.cleanup()
        return code, took

    def output(self):
        """What the bus wrote to its log."""
        if self.log.closed:
            return self.said
        with open(self.log.name, encoding="utf-8") as text:
            return text.read()

    def new_dealer(self):
        out = self.context.socket(zmq.DEALER)
        out.connect(self.request)
        return out

    def ask_text(self, text, dealer=None, limit=LIMIT):
        dealer = dealer or self.dealer
        dealer.send(text if isinstance(text, bytes) else text.encode())
        if not dealer.poll(limit * 1000):
            raise AssertionError(f"no answer to {text[:80]!r}; the bus said:\n{self.output()}")
        return json.loads(dealer.recv())

    def ask(self, method, params=None, timeout=LIMIT, dealer=None):
        """One request at a time; a thread of its own takes a dealer of its own."""
        self.ids += 1
        number = self.ids
        request = {"jsonrpc": "2.0", "id": number, "method": method, "timeout": timeout}
        if params is not None:
            request["params"] = params
        answer = self.ask_text(json.dumps(request), dealer)
        assert answer["id"] == number, answer
        return answer

    def call(self, method, params=None, timeout=LIMIT, dealer=None):
        answer = self.ask(method, params, timeout, dealer)
        assert "result" in answer, answer
        return answer["result"]

    def read(self, ref):
        return self.call("read", {"refs": [ref]})[0]

    def write(self, ref, value):
        return self.call("write", {"writes": [{"ref": ref, "value": value}]})[0]

    def state(self, connection):
        found = [x for x in self.call("status")["connections"] if x["name"] == connection]
        return found[0]["state"]

    def wait_for_state(self, connection, state, limit=LIMIT):
        wait_until(lambda: self.state(connection) == state, f"{connection} {state}", limit)

    def subscribe(self, *prefixes, **socket_options):
        return Subscriber(self, prefixes, socket_options)


class Subscriber:
    """A SUB socket that is known to be subscribed."""

    def __init__(self, bus, prefixes, socket_options):
        self.socket = bus.context.socket(zmq.SUB)
        for name, x in socket_options.items():
            self.socket.setsockopt(getattr(zmq, name), x)
        for prefix in prefixes:
            self.socket.setsockopt_string(zmq.SUBSCRIBE, prefix)
        before = bus.call("status")["subscriptions"]
        self.socket.connect(bus.publish)
        wanted = before + len(set(prefixes) - bus.subscribed)
        bus.subscribed |= set(prefixes)
        wait_until(lambda: bus.call("status")["subscriptions"] >= wanted, "the bus knows of the subscription")

    def poll(self, milliseconds):
        return self.socket.poll(milliseconds)

    def recv_multipart(self):
        return self.socket.recv_multipart()

    def next(self, limit=LIMIT):
        if not self.socket.poll(limit * 1000):
            raise AssertionError(f"nothing published within {limit} s")
        topic, body = self.socket.recv_multipart()
        return topic.decode(), json.loads(body)

    def until(self, condition, limit=LIMIT):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            topic, body = self.next(max(0.0, end - time.monotonic()))
            if condition(topic, body):
                return topic, body
        raise AssertionError(f"not published within {limit} s")


class Device(threading.Thread):
    """A Modbus device played by pymodbus: over TCP, or on a serial line."""

    def __init__(self, port=None, serial=None, framing="tcp", units=(1,), holding=None):
        super().__init__(daemon=True)
        self.port = port
        self.serial = serial
        self.framing = framing
        self.ready = threading.Event()
        self.failure = None
        self.context = self._context(units, holding or {})
        self.start()
        assert self.ready.wait(LIMIT), "the device did not start"
        if self.failure:
            raise self.failure

    @staticmethod
    def _context(units, holding):
        from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,
                                        ModbusSlaveContext)

        def unit():
            registers = [0] * 200
            for address, x in holding.items():
                registers[address] = x
            return ModbusSlaveContext(
                di=ModbusSequentialDataBlock(0, [0] * 200), co=ModbusSequentialDataBlock(0, [0] * 200),
                hr=ModbusSequentialDataBlock(0, registers), ir=ModbusSequentialDataBlock(0, list(range(200))),
                zero_mode=True)

        return ModbusServerContext(slaves={x: unit() for x in units}, single=False)

    def set(self, function, address, values, unit=1):
        self.context[unit].setValues(function, address, values)

    def get(self, function, address, count=1, unit=1):
        return self.context[unit].getValues(function, address, count)

    def run(self):
        import asyncio

        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._serve())
        except asyncio.CancelledError:
            pass
        except Exception as why:  # told to the test
            self.failure = why
            self.ready.set()

    async def _serve(self):
        import asyncio

        from pymodbus.device import ModbusDeviceIdentification
        from pymodbus.framer.ascii_framer import ModbusAsciiFramer
        from pymodbus.framer.rtu_framer import ModbusRtuFramer
        from pymodbus.framer.socket_framer import ModbusSocketFramer
        from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer

        framer = {"tcp": ModbusSocketFramer, "rtu": ModbusRtuFramer, "ascii": ModbusAsciiFramer}[self.framing]
        identity = ModbusDeviceIdentification(info_name={"VendorName": "ACME", "ProductCode": "X1", "MajorMinorRevision": "2.0"})
        self.stopping = asyncio.Event()
        if self.serial:
            self.server = ModbusSerialServer(self.context, framer, identity=identity, port=self.serial,
                                             baudrate=19200, timeout=1, ignore_missing_slaves=True)
            await self.server.start()
            self.ready.set()
            await self.stopping.wait()
            self.server.transport.close()
            return
        self.server = ModbusTcpServer(self.context, framer, identity, ("127.0.0.1", self.port or 0),
                                      allow_reuse_address=True, defer_start=False)
        serving = asyncio.ensure_future(self.server.serve_forever())
        await self.server.serving
        self.port = self.server.server.sockets[0].getsockname()[1]
        self.ready.set()
        await self.stopping.wait()
        for connection in list(self.server.active_connections.values()):
            connection.transport.abort()
        self.server.server.close()
        serving.cancel()

    def stop(self):
        if self.is_alive():
            self.loop.call_soon_threadsafe(self.stopping.set)
            self.join(LIMIT)


class PtyPair:
    """Two serial ports joined by a cable: what one sends, the other receives."""

    def __init__(self):
        import pty
        import tty

        self.ends = [pty.openpty(), pty.openpty()]
        for _, slave in self.ends:
            tty.setraw(slave)
        self.paths = [os.ttyname(slave) for _, slave in self.ends]
        (a, _), (b, _) = self.ends
        for source, target in ((a, b), (b, a)):
            threading.Thread(target=self._copy, args=(source, target), daemon=True).start()

    @staticmethod
    def _copy(source, target):
        try:
            while True:
                os.write(target, os.read(source, 4096))
        except OSError:
            return


def main():
    if not os.access(PROGRAM, os.X_OK):
        print(f"skipped: {PROGRAM} is not there; tools/build release makes it")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2, warnings="ignore")
