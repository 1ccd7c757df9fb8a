#!/usr/bin/env python3
"""What must not bring the bus down: devices, clients and operators at their worst."""

import json
import socket
import subprocess
import threading
import time
import unittest

import zmq
from support import LIMIT, PROGRAM, Bus, Device, free_port, main, wait_until

FAST = {"first": 0.05, "longest": 0.2}


def connection(port, name="pv1", unit=1, **modbus):
    return {"name": name, "protocol": "modbus",
            "modbus": {"address": f"tcp://127.0.0.1:{port}", "device_id": unit, "poll_interval": 0.05,
                       "response_timeout": 0.2, "reconnect": FAST, "max_backoff": 0.2, **modbus},
            "points": [{"name": "x", "table": "HOLDING_REGISTER", "address": 1, "writable": True}]}


class Odd(threading.Thread):
    """A device that answers each read of a register as it is told to."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.how = "well"
        self.asked = 0
        self.start()

    def run(self):
        while True:
            peer, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        try:
            while True:
                request = peer.recv(260)
                if len(request) < 12:
                    return
                self.asked += 1
                for part in self.answer(request):
                    peer.sendall(part)
        except OSError:
            return

    def answer(self, request):
        transaction, unit = request[:2], request[6:7]
        pdu = bytes([3, 2, 0, 42])
        good = transaction + b"\0\0\0\5" + unit + pdu
        other = bytes([transaction[0] ^ 0x40, transaction[1]])
        return {
            "well": [good],
            "in pieces": [good[:3], good[3:8], good[8:]],
            "silent": [],
            "truncated": [good[:9]],
            "wrong unit": [transaction + b"\0\0\0\5" + bytes([unit[0] ^ 1]) + pdu],
            "wrong transaction": [other + good[2:]],
            "another's first": [other + good[2:], good],
            "garbage": [b"\xde\xad\xbe\xef" * 8],
            "wrong length": [transaction + b"\0\0\xff\xff" + unit + pdu],
            "zero length": [transaction + b"\0\0\0\0"],
            "wrong function": [transaction + b"\0\0\0\5" + unit + bytes([4, 2, 0, 42])],
            "wrong count": [transaction + b"\0\0\0\7" + unit + bytes([3, 4, 0, 42, 0, 43])],
        }[self.how]


class Devices(unittest.TestCase):
    def test_unplugged_and_back(self):
        device = Device(holding={1: 7})
        port = device.port
        with Bus([connection(port)]) as bus:
            bus.wait_for_state("pv1", "connected")
            seen = bus.subscribe("data/pv1:x/", "state/pv1/")
            device.set(3, 1, [8])
            seen.until(lambda t, b: t == "data/pv1:x/" and b["value"] == 8)
            device.stop()
            _, lost = seen.until(lambda t, b: t == "data/pv1:x/" and b["quality"]["validity"] == "invalid")
            self.assertEqual(lost["quality"]["detail"], ["old-data"])
            self.assertEqual(lost["value"], 8, "the last value is kept")
            seen.until(lambda t, b: t == "state/pv1/" and b["state"] in ("disconnected", "failed"))
            self.assertEqual(bus.read("pv1:x")["error"]["data"]["kind"], "not-connected")
            again = Device(port=port, holding={1: 9})
            self.addCleanup(again.stop)
            seen.until(lambda t, b: t == "data/pv1:x/" and b["value"] == 9 and b["quality"] == {"validity": "good"})
            bus.wait_for_state("pv1", "connected")

    def test_answers_that_are_no_answers(self):
        odd = Odd()
        with Bus([connection(odd.port)]) as bus:
            for how in ("in pieces", "truncated", "wrong unit", "wrong transaction", "garbage", "wrong length",
                        "zero length", "wrong function", "wrong count", "silent", "another's first"):
                with self.subTest(how=how):
                    odd.how = how
                    before = odd.asked
                    wait_until(lambda: odd.asked > before + 2, "further polls")
                    if how in ("in pieces", "another's first"):
                        wait_until(lambda: bus.read("pv1:x").get("value") == 42, how)
                    else:
                        wait_until(lambda: "error" in bus.read("pv1:x"), how)
                    odd.how = "well"
                    wait_until(lambda: bus.read("pv1:x").get("value") == 42, f"good again after {how}")

    def test_a_silent_device_delays_no_other(self):
        odd, good = Odd(), Device(holding={1: 1})
        self.addCleanup(good.stop)
        odd.how = "silent"
        with Bus([connection(odd.port, "dead"), connection(good.port, "alive", response_timeout=5)]) as bus:
            bus.wait_for_state("alive", "connected")
            seen = bus.subscribe("data/alive:x/")
            for x in range(2, 12):
                good.set(3, 1, [x])
                seen.until(lambda _, b: b["value"] == x)
            bus.wait_for_state("dead", "failed")


class Clients(unittest.TestCase):
    def setUp(self):
        self.device = Device(holding={1: 7})
        self.addCleanup(self.device.stop)

    def test_hostile_requests_get_an_error_each(self):
        with Bus([connection(self.device.port)]) as bus:
            cases = [
                ("not json at all", -32700),
                (b"\xff\xfe\x00", -32700),
                ("", -32700),
                ("[]", -32600),
                ("42", -32600),
                ('{"jsonrpc":"2.0","id":1}', -32600),
                ('{"jsonrpc":"2.0","id":1,"method":"explode"}', -32601),
                ('{"jsonrpc":"2.0","id":1,"method":"operate","params":{"ref":"pv1:x","value":true}}', 10),
                ('{"jsonrpc":"2.0","id":1,"method":"read","params":{"refs":5}}', -32602),
                ('{"jsonrpc":"2.0","id":1,"method":"read","params":{"refs":["pv1:x"],"more":1}}', -32602),
                ('{"jsonrpc":"2.0","id":1,"method":"write","params":{"writes":[{"ref":"pv1:x"}]}}', -32602),
                ("[" * 1_000_000, -32600),
                ('{"a":' * 100_000, -32600),
            ]
            for text, code in cases:
                with self.subTest(text=text[:40]):
                    self.assertEqual(bus.ask_text(text)["error"]["code"], code)
            refused = bus.ask_text(b" " * 100_000_000)
            self.assertEqual(refused["error"]["code"], -32600)
            unknown = bus.call("read", {"refs": ["nobody:x", "pv1:nothing", "pv1"]})
            self.assertEqual([x["error"]["data"]["kind"] for x in unknown], ["not-found", "not-found", "invalid-value"])
            self.assertEqual(bus.read("pv1:x")["value"], 7)

    def test_batches_and_order(self):
        with Bus([connection(self.device.port)]) as bus:
            bus.wait_for_state("pv1", "connected")
            batch = [{"jsonrpc": "2.0", "id": i, "method": "read", "params": {"refs": ["pv1:x"]}} for i in range(50)]
            answers = bus.ask_text(json.dumps(batch + [{"jsonrpc": "2.0", "method": "status"}, 7]))
            self.assertEqual(len(answers), 51)
            self.assertEqual({a["id"] for a in answers if a.get("id") is not None}, set(range(50)))

    def test_a_subscriber_that_stops_reading_harms_no_other(self):
        points = [{"name": f"p{i}", "table": "HOLDING_REGISTER", "address": i, "mode": "poll"} for i in range(100)]
        busy = {**connection(self.device.port), "points": points}
        busy["modbus"]["poll_interval"] = 0.01
        with Bus([busy], high_water_mark=200) as bus:
            slow = bus.subscribe("", RCVHWM=1, RCVBUF=4096)
            good = bus.subscribe("data/", "gap/")
            good.socket.setsockopt(zmq.RCVTIMEO, int(LIMIT * 1000))
            last, gap = None, None
            end = time.monotonic() + LIMIT
            while gap is None and time.monotonic() < end:
                topic, body = good.next()
                if topic == "gap/":
                    gap = body
                    continue
                if last is not None:
                    self.assertEqual(body["seq"], last + 1, "the good subscriber misses nothing")
                last = body["seq"]
            self.assertIsNotNone(gap, "the loss was not told")
            self.assertLessEqual(gap["from_seq"], gap["to_seq"])
            before = self.memory(bus)
            for _ in range(20_000):
                good.next()
            self.assertLess(self.memory(bus), before + 50_000, "KiB: the memory is bounded")
            # The slow one reads on: what it misses is told to it too, and can be replayed.
            _, told = slow.until(lambda t, _: t == "gap/")
            oldest = bus.ask("replay", {"epoch": told["epoch"], "from_seq": 1})
            start = oldest["error"]["data"]["oldest"] if "error" in oldest else 1
            page = bus.call("replay", {"epoch": told["epoch"], "from_seq": start, "prefix": "data/pv1:p1/"})
            self.assertTrue(page["messages"])
            self.assertEqual({m["topic"] for m in page["messages"]}, {"data/pv1:p1/"})

    @staticmethod
    def memory(bus):
        with open(f"/proc/{bus.process.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class Operators(unittest.TestCase):
    def test_sigterm_under_load_drains_and_ends_with_0(self):
        device = Device(holding={1: 7})
        self.addCleanup(device.stop)
        silent = Odd()
        silent.how = "silent"
        bus = Bus([connection(device.port), connection(silent.port, "dead", response_timeout=20)])
        bus.wait_for_state("pv1", "connected")
        bus.subscribe("")
        waiting = bus.new_dealer()
        bus.ask_text('{"jsonrpc":"2.0","id":1,"method":"status"}', waiting)
        waiting.send(b'{"jsonrpc":"2.0","id":1,"method":"read","timeout":60,"params":{"refs":["dead:x"]}}')
        for i in range(2000):
            bus.dealer.send(b'{"jsonrpc":"2.0","id":%d,"method":"read","params":{"refs":["pv1:x"],"source":"model"}}' % i)
        self.assertTrue(bus.dealer.poll(LIMIT * 1000))
        self.assertFalse(waiting.poll(0), "the dead device does not answer")
        begin = time.monotonic()
        bus.process.terminate()
        self.assertTrue(waiting.poll(LIMIT * 1000), "an open request is answered at the end")
        self.assertIn("not-connected", waiting.recv().decode())
        self.assertEqual(bus.process.wait(LIMIT), 0)
        self.assertLess(time.monotonic() - begin, LIMIT)
        bus.stop()

    def test_an_endpoint_in_use_is_named(self):
        with Bus([]) as bus:
            again = subprocess.run([PROGRAM, "run", bus.file], capture_output=True, text=True, timeout=LIMIT, check=False)
            self.assertEqual(again.returncode, 1)
            self.assertIn(bus.publish, again.stderr)

    def test_wrong_configuration_is_told_whole(self):
        with Bus([]) as bus:
            with open(bus.file, "a", encoding="utf-8") as out:
                out.write("nonsense: 1\nloops: many\n")
            wrong = subprocess.run([PROGRAM, "check", bus.file], capture_output=True, text=True, timeout=LIMIT, check=False)
            self.assertEqual(wrong.returncode, 2)
            self.assertIn("nonsense", wrong.stderr)
            self.assertIn("loops", wrong.stderr)

    def test_clients_without_a_bus_say_so(self):
        nowhere = f"tcp://127.0.0.1:{free_port()}"
        got = subprocess.run([PROGRAM, "status", "--request", nowhere, "--timeout", "0.2"], capture_output=True,
                             text=True, timeout=LIMIT, check=False)
        self.assertEqual(got.returncode, 3)
        self.assertIn(nowhere, got.stderr)


if __name__ == "__main__":
    main()
