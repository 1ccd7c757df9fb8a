"""What the tests share that kill programs at random points of a stream of events."""

import json
import os
import socket
import subprocess
import threading
import time

import support
from support import wait_until

import zmq


support.arguments.add_argument("--runs", type=int, default=1)
support.arguments.add_argument("--entries", type=int, default=20_000)
support.arguments.add_argument("--seed", type=int, default=1)
support.arguments.add_argument("--kills", type=int, default=6)
options, support.rest = support.arguments.parse_known_args()


class Program:
    """`stationbus run` of one file, which may be killed and started again."""

    def __init__(self, folder, name, config):
        self.file = os.path.join(folder, name + ".yaml")
        self.log = os.path.join(folder, name + ".log")
        with open(self.file, "w", encoding="utf-8") as out:
            support.yaml.safe_dump(config, out, sort_keys=False)
        self.start()

    def start(self):
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([support.PROGRAM, "run", self.file], stdout=log, stderr=log)

    def said(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()[-4000:]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.start()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Link(threading.Thread):
    """A TCP connection between client and server that can be cut."""

    def __init__(self, port, to):
        super().__init__(daemon=True)
        self.to, self.open, self.lock = to, [], threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", port))
        self.start()

    def run(self):
        while True:
            try:
                near, _ = self.listening.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                if self.listening.fileno() < 0:
                    return
                near.close()
                continue
            with self.lock:
                self.open += [near, far]
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    @staticmethod
    def carry(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass
        for one in (a, b):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        with self.lock:
            gone, self.open = self.open, []
        for one in gone:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Record(threading.Thread):
    """What a subscriber writes down: the stream, and by replay what it missed of an epoch.
    note(body) takes each message below the prefix."""

    prefix = "data/"

    def __init__(self, publish, request):
        super().__init__(daemon=True)
        self.context = zmq.Context()
        self.publish, self.request = publish, request
        self.values, self.unmarked, self.marked = set(), [], 0
        self.highest, self.epoch, self.last = 0, None, 0
        self.stopping = False
        self.start()

    def replay(self, epoch, first, until):
        dealer = self.context.socket(zmq.DEALER)
        dealer.connect(self.request)
        while first < until:
            dealer.send_string(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "replay",
                                           "params": {"epoch": epoch, "from_seq": first, "prefix": self.prefix}}))
            if not dealer.poll(2000):
                break
            answer = json.loads(dealer.recv()).get("result")
            if not answer or answer["next_seq"] == first:
                break
            for message in answer["messages"]:
                if message["body"]["seq"] < until:
                    self.note(message["body"])
            first = answer["next_seq"]
        dealer.close(linger=0)

    def run(self):
        # The whole stream: its numbers have no holes, so that what is missed is seen.
        stream = self.context.socket(zmq.SUB)
        stream.setsockopt(zmq.RCVHWM, 0)
        stream.setsockopt(zmq.RECONNECT_IVL, 5)
        stream.setsockopt_string(zmq.SUBSCRIBE, "")
        stream.connect(self.publish)
        while not self.stopping:
            if not stream.poll(50):
                continue
            topic, body = stream.recv_multipart()
            if topic == b"gap/":
                continue
            body = json.loads(body)
            expected = self.last + 1 if body["epoch"] == self.epoch else 1
            if body["seq"] > expected:
                self.replay(body["epoch"], expected, body["seq"])
            self.epoch, self.last = body["epoch"], body["seq"]
            if topic.startswith(self.prefix.encode()):
                self.note(body)


def write_numbers(dealer, ref, count, plan, record, size=100):
    """The process: writes 1 to `count` one after the other, and those again that were not answered. What
    is planned at a number, (number, name, do), is done when it comes."""
    written, asked = 0, 0
    while written < count:
        wait_until(lambda: record.highest + 20_000 >= written or not record.is_alive(), "the record keeps up", 120)
        batch = list(range(written + 1, min(written + size, count) + 1))
        asked += 1
        dealer.send_string(json.dumps([
            {"jsonrpc": "2.0", "id": n + asked * 1_000_000, "method": "write",
             "params": {"writes": [{"ref": ref, "value": n}]}} for n in batch]))
        while plan and plan[0][0] <= batch[-1]:
            plan.pop(0)[2]()
        end = time.monotonic() + 1.0
        done = set()
        while time.monotonic() < end and len(done) < len(batch):
            if dealer.poll(100):
                for one in json.loads(dealer.recv()):
                    if one["id"] // 1_000_000 == asked and "result" in one and "error" not in one["result"][0]:
                        done.add(one["id"] % 1_000_000)
        if done.issuperset(batch):
            written = batch[-1]


def plan_of(dice, kinds, kills, entries):
    """When what is done, in order."""
    return sorted((dice.randrange(1, entries), *dice.choice(kinds)) for _ in range(kills))


def check_record(test, record, count, bus, what):
    """Every number reaches the record, and what came twice was marked."""
    everything = set(range(1, count + 1))
    try:
        wait_until(lambda: everything <= record.values, "every entry is recorded", 120)
    except AssertionError:
        missing = sorted(everything - record.values)
        test.fail(f"{what}: {len(missing)} entries are missing, {missing[:5]}...; the bus said:\n{bus.said()}")
    if record.unmarked:
        test.fail(f"{what}: {len(record.unmarked)} entries were told twice and not marked, {record.unmarked[0]} to "
                  f"{record.unmarked[-1]}; the bus said:\n{bus.said()}")
    print(f"  {what}: {len(record.values)} entries, {record.marked} told again and marked", flush=True)
