"""An IEC 60870-5-104 peer of a few lines, for tests that need each APDU in their hands.

`Master` is a controlling station, `Station` a controlled one:

    with Master(port) as master:
        master.start()
        values = master.interrogate()
        master.command(C_SC_NA_1, 2000, True)

What goes over a connection is kept in `dialogue`, as pcap.write takes it.
"""

import dataclasses
import datetime
import queue
import socket
import struct
import threading

from support import LIMIT, wait_until

# Types (IEC 60870-5-101, 7.2.1; IEC 60870-5-104, 8).
M_SP_NA_1, M_DP_NA_1, M_ME_NC_1, M_IT_NA_1 = 1, 3, 13, 15
M_SP_TB_1, M_DP_TB_1, M_ME_TF_1, M_IT_TB_1 = 30, 31, 36, 37
C_SC_NA_1, C_DC_NA_1, C_SE_NC_1, M_EI_NA_1 = 45, 46, 50, 70
C_IC_NA_1, C_CI_NA_1, C_RD_NA_1, C_CS_NA_1 = 100, 101, 102, 103

# Causes (7.2.3).
PERIODIC, BACKGROUND, SPONTANEOUS, INITIALIZED, REQUEST = 1, 2, 3, 4, 5
ACTIVATION, ACTIVATION_CON, DEACTIVATION, DEACTIVATION_CON, ACTIVATION_TERM = 6, 7, 8, 9, 10
RETURN_REMOTE, RETURN_LOCAL = 11, 12
INTERROGATED, COUNTERS_REQUESTED = 20, 37
UNKNOWN_TYPE, UNKNOWN_CAUSE, UNKNOWN_COMMON_ADDRESS, UNKNOWN_OBJECT_ADDRESS = 44, 45, 46, 47

# Quality (7.2.6.3).
OVERFLOW, BLOCKED, SUBSTITUTED, NOT_TOPICAL, INVALID = 0x01, 0x10, 0x20, 0x40, 0x80

OFF, ON = 1, 2  # of double points and double commands
STATION = 20  # the qualifier of a general interrogation
ALL_COUNTERS = 5

# U frames (IEC 60870-5-104, figure 8): their first control octet.
STARTDT_ACT, STARTDT_CON, STOPDT_ACT, STOPDT_CON, TESTFR_ACT, TESTFR_CON = 0x07, 0x0B, 0x13, 0x23, 0x43, 0x83

MODULUS = 0x8000


# ---- ASDUs


@dataclasses.dataclass
class Object:
    """An information object. `value` is a bool, a double point's 0 to 3, a number, or a qualifier."""

    address: int
    value: object = None
    quality: int = 0  # of totals: sequence number, CY, CA, IV
    time: datetime.datetime = None  # UTC, whole milliseconds
    qualifier: int = 0  # QU, QL
    select: bool = False


@dataclasses.dataclass
class Asdu:
    type: int
    cause: int
    objects: list = dataclasses.field(default_factory=list)
    common: int = 1
    originator: int = 0
    negative: bool = False
    test: bool = False
    sequence: bool = False
    rest: bytes = b""  # the objects' octets of a type that is not known here,
    number: int = 0  # and how many they are

    def __getitem__(self, place):
        return self.objects[place]

    def encode(self):
        number = (len(self.objects) or self.number) | self.sequence << 7
        cause = self.cause | self.negative << 6 | self.test << 7
        out = struct.pack("<BBBBH", self.type, number, cause, self.originator, self.common)
        for place, x in enumerate(self.objects):
            if place == 0 or not self.sequence:
                out += x.address.to_bytes(3, "little")
            out += encode_element(self.type, x)
        return out + self.rest

    @classmethod
    def decode(cls, octets):
        kind, number, cause, originator, common = struct.unpack("<BBBBH", octets[:6])
        out = cls(kind, cause & 0x3F, [], common, originator, bool(cause & 0x40), bool(cause & 0x80), bool(number & 0x80))
        if kind not in ELEMENTS:
            out.rest, out.number = octets[6:], number & 0x7F
            return out
        size = ELEMENTS[kind].size + (7 if kind in TIMED else 0)
        at = 6
        for place in range(number & 0x7F):
            if place == 0 or not out.sequence:
                address = int.from_bytes(octets[at:at + 3], "little")
                at += 3
            else:
                address += 1
            element = octets[at:at + size]
            assert len(element) == size, f"cut: {octets.hex()}"
            out.objects.append(decode_element(kind, address, element))
            at += size
        assert at == len(octets), f"more than the objects: {octets.hex()}"
        return out


def cp56(time):
    """Seven octets (7.2.6.18) of a time in UTC."""
    milliseconds = time.second * 1000 + time.microsecond // 1000
    return struct.pack("<HBBBBB", milliseconds, time.minute, time.hour, time.day | time.isoweekday() << 5,
                       time.month, time.year % 100)


def from_cp56(octets):
    """None of a time that is marked as invalid (IV), or is none."""
    milliseconds, minute, hour, day, month, year = struct.unpack("<HBBBBB", octets)
    try:
        time = datetime.datetime(2000 + (year & 0x7F), month & 0xF, day & 0x1F, hour & 0x1F, minute & 0x3F,
                                 milliseconds // 1000, milliseconds % 1000 * 1000, datetime.timezone.utc)
    except ValueError:
        return None
    return None if minute & 0x80 else time


@dataclasses.dataclass
class Element:
    """Octets of what an object of some types holds (7.2.6), both ways."""

    size: int
    encode: callable
    decode: callable


def _point(mask):
    return Element(1, lambda x: bytes([int(x.value) | x.quality]),
                   lambda o: {"value": bool(o[0] & 1) if mask == 1 else o[0] & mask, "quality": o[0] & 0xF0})


def _command(mask):
    return Element(1, lambda x: bytes([int(x.value) | x.qualifier << 2 | x.select << 7]),
                   lambda o: {"value": bool(o[0] & 1) if mask == 1 else o[0] & mask, "qualifier": o[0] >> 2 & 0x1F,
                              "select": bool(o[0] & 0x80)})


def _number(form):
    return Element(5, lambda x: struct.pack(form, x.value, x.quality),
                   lambda o: dict(zip(("value", "quality"), struct.unpack(form, o))))


_SET_POINT = Element(5, lambda x: struct.pack("<fB", x.value, x.qualifier | x.select << 7),
                     lambda o: {"value": struct.unpack("<f", o[:4])[0], "qualifier": o[4] & 0x7F, "select": bool(o[4] & 0x80)})
_QUALIFIER = Element(1, lambda x: bytes([x.value]), lambda o: {"value": o[0]})
_NOTHING = Element(0, lambda x: b"", lambda o: {})

ELEMENTS = {
    M_SP_NA_1: _point(1), M_SP_TB_1: _point(1),
    M_DP_NA_1: _point(3), M_DP_TB_1: _point(3),
    M_ME_NC_1: _number("<fB"), M_ME_TF_1: _number("<fB"),
    M_IT_NA_1: _number("<iB"), M_IT_TB_1: _number("<iB"),
    C_SC_NA_1: _command(1), C_DC_NA_1: _command(3), C_SE_NC_1: _SET_POINT,
    C_IC_NA_1: _QUALIFIER, C_CI_NA_1: _QUALIFIER, M_EI_NA_1: _QUALIFIER,
    C_RD_NA_1: _NOTHING, C_CS_NA_1: _NOTHING,
}
TIMED = {M_SP_TB_1, M_DP_TB_1, M_ME_TF_1, M_IT_TB_1, C_CS_NA_1}


def encode_element(kind, x):
    return ELEMENTS[kind].encode(x) + (cp56(x.time) if kind in TIMED else b"")


def decode_element(kind, address, octets):
    size = ELEMENTS[kind].size
    time = from_cp56(octets[size:]) if kind in TIMED else None
    return Object(address, time=time, **ELEMENTS[kind].decode(octets[:size]))


# ---- APDUs


class Closed(ConnectionError):
    """The peer closed the connection."""


def u_frame(function):
    return bytes([0x68, 4, function, 0, 0, 0])


def s_frame(receive):
    return struct.pack("<BBHH", 0x68, 4, 1, receive << 1)


def i_frame(send, receive, asdu):
    return struct.pack("<BBHH", 0x68, 4 + len(asdu), send << 1, receive << 1) + asdu


class Connection:
    """One end of a connection: framing and numbers. Tests are answered, what comes is
    acknowledged at once unless `acknowledges` is off."""

    def __init__(self, connected, is_master=True):
        self.socket = connected
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(LIMIT)
        self.is_master = is_master
        self.acknowledges = True
        self.answers_tests = True
        self.send_number = 0  # V(S)
        self.receive_number = 0  # V(R)
        self.acknowledged = 0  # N(R) of the peer, the last that came
        self.buffer = b""
        self.early = []  # U frames of the peer that nobody waited for yet
        self.asdus = []  # the same of ASDUs
        self.dialogue = []
        self.sending = threading.RLock()  # a station tells values while it answers

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """In order: all that came is acknowledged."""
        if self.acknowledges and self.receive_number:
            try:
                self.acknowledge()
            except OSError:
                pass  # the peer was first
        self.socket.close()

    def drop(self):
        """Without acknowledging what came."""
        self.end()
        self.socket.close()

    def end(self):
        """The same from another thread than the one that reads."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is over

    # -- out

    def send_octets(self, octets):
        """Whatever they are."""
        with self.sending:
            self.dialogue.append((self.is_master, octets))
            self.socket.sendall(octets)

    def send_u(self, function):
        self.send_octets(u_frame(function))

    def acknowledge(self):
        self.send_octets(s_frame(self.receive_number))

    def send(self, asdu):
        octets = asdu if isinstance(asdu, bytes) else asdu.encode()
        with self.sending:
            self.send_octets(i_frame(self.send_number, self.receive_number, octets))
            self.send_number = (self.send_number + 1) % MODULUS

    def all_acknowledged(self):
        return self.acknowledged == self.send_number

    # -- in

    def receive_octets(self, size):
        while len(self.buffer) < size:
            got = self.socket.recv(65536)
            if not got:
                raise Closed("closed by the peer")
            self.buffer += got
        out, self.buffer = self.buffer[:size], self.buffer[size:]
        return out

    def receive_apdu(self):
        """Its control field and its ASDU, as octets."""
        head = self.receive_octets(2)
        assert head[0] == 0x68 and 4 <= head[1] <= 253, head.hex()
        body = self.receive_octets(head[1])
        self.dialogue.append((not self.is_master, head + body))
        return body[:4], body[4:]

    def step(self):
        """Takes one APDU."""
        control, asdu = self.receive_apdu()
        if control[0] & 3 == 3:
            return self.take_u(control[0])
        self.acknowledged = int.from_bytes(control[2:], "little") >> 1
        if control[0] & 1 == 0:
            send = int.from_bytes(control[:2], "little") >> 1
            assert send == self.receive_number, f"N(S) is {send}, not {self.receive_number}"
            self.receive_number = (send + 1) % MODULUS
            self.asdus.append(Asdu.decode(asdu))
            if self.acknowledges:
                self.acknowledge()
        return None

    def take_u(self, function):
        if function != TESTFR_ACT:
            self.early.append(function)
        elif self.answers_tests:
            self.send_u(TESTFR_CON)

    def wait_for_u(self, function):
        while function not in self.early:
            self.step()
        self.early.remove(function)

    def receive(self, limit=LIMIT):
        """The next ASDU; TimeoutError where none comes."""
        self.socket.settimeout(limit)
        while not self.asdus:
            self.step()
        self.socket.settimeout(LIMIT)
        return self.asdus.pop(0)

    def until(self, condition):
        """The next ASDU for which it holds; those in front of it are left out."""
        while True:
            asdu = self.receive()
            if condition(asdu):
                return asdu

    def until_closed(self):
        """What came before the peer closed the connection."""
        out = []
        try:
            while True:
                out.append(self.receive())
        except (Closed, ConnectionResetError):
            return out


# ---- stations


class Master(Connection):
    """A controlling station."""

    def __init__(self, port, acknowledges=True):
        super().__init__(socket.create_connection(("127.0.0.1", port), LIMIT))
        self.acknowledges = acknowledges

    def start(self):
        self.send_u(STARTDT_ACT)
        self.wait_for_u(STARTDT_CON)
        return self

    def stop(self):
        """A station confirms once all that it sent is acknowledged."""
        self.acknowledge()
        self.send_u(STOPDT_ACT)
        self.wait_for_u(STOPDT_CON)

    def test(self):
        self.send_u(TESTFR_ACT)
        self.wait_for_u(TESTFR_CON)

    def ask(self, kind, address, value=None, cause=ACTIVATION, common=1, **fields):
        """Sends one object's ASDU; its answer: the next of the type, whatever its cause."""
        self.send(Asdu(kind, cause, [Object(address, value, **fields)], common))
        return self.until(lambda x: x.type == kind)

    def command(self, kind, address, value, terminates=True, **fields):
        """The confirmation; the termination is waited for where it is positive."""
        con = self.ask(kind, address, value, **fields)
        assert con.cause == ACTIVATION_CON, con
        if terminates and not con.negative and not con[0].select:
            self.until(lambda x: x.type == kind and x.cause == ACTIVATION_TERM)
        return con

    def interrogate(self, kind=C_IC_NA_1, qualifier=STATION, common=1):
        """What is told between the confirmation and the termination: objects by address."""
        con = self.ask(kind, 0, qualifier, common=common)
        assert con.cause == ACTIVATION_CON and not con.negative, con
        out = {}
        while True:
            asdu = self.receive()
            if asdu.type == kind and asdu.cause == ACTIVATION_TERM:
                return out
            if asdu.cause >= INTERROGATED:
                out.update((x.address, x) for x in asdu.objects)

    def read(self, address, common=1):
        self.send(Asdu(C_RD_NA_1, REQUEST, [Object(address)], common))
        return self.until(lambda x: x.cause == REQUEST or x.type == C_RD_NA_1)

    def set_clock(self, time, common=1):
        return self.ask(C_CS_NA_1, 0, time=time, common=common)


class Station(threading.Thread):
    """A controlled station with one connection at a time, which answers by itself.

    `points` holds what an interrogation tells: {address: (type without time, value)}.
    What it is asked for stands in `asked`, as ASDUs; `accepts` decides commands."""

    def __init__(self, points=None, port=0, common=1):
        super().__init__(daemon=True)
        self.points = dict(points or {})
        self.common = common
        self.asked = queue.Queue()
        self.accepts = lambda asdu: True
        self.terminates = True
        self.silent = False  # it does nothing when it is asked for something
        self.connections = 0
        self.connection = None
        self.active = threading.Event()  # STARTDT
        self.listening = socket.create_server(("127.0.0.1", port))
        self.port = self.listening.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                peer, _ = self.listening.accept()
            except OSError:
                return  # stop()
            self.connections += 1
            self.connection = Connection(peer, is_master=False)
            self.connection.socket.settimeout(None)
            try:
                while True:
                    self.connection.step()
                    self.take_all(self.connection)
            except OSError:
                self.active.clear()
                self.connection.socket.close()

    def stop(self):
        if self.listening.fileno() >= 0:
            self.listening.shutdown(socket.SHUT_RDWR)
            self.listening.close()
        self.drop()

    def drop(self):
        """The connection ends; what came and was not acknowledged stays so."""
        if self.connection:
            self.connection.end()

    def tell(self, kind, *objects, cause=SPONTANEOUS, **head):
        """Values by themselves, once data transfer is on."""
        assert self.active.wait(LIMIT), "nobody started data transfer"
        self.connection.send(Asdu(kind, cause, list(objects), self.common, **head))

    def wait_until_acknowledged(self):
        wait_until(self.connection.all_acknowledged, "all that was told is acknowledged")

    def next_asked(self, kind=None):
        """What it was asked for next, of a type."""
        while True:
            asdu = self.asked.get(timeout=LIMIT)
            if kind in (None, asdu.type):
                return asdu

    def take_all(self, connection):
        while connection.early:
            self.take_u(connection, connection.early.pop(0))
        while connection.asdus:
            asdu = connection.asdus.pop(0)
            self.asked.put(asdu)
            if not self.silent:
                self.answer(connection, asdu)

    def take_u(self, connection, function):
        if function in (STARTDT_ACT, STOPDT_ACT):
            connection.send_u(STARTDT_CON if function == STARTDT_ACT else STOPDT_CON)
            self.active.set() if function == STARTDT_ACT else self.active.clear()

    def answer(self, connection, asdu):
        def mirror(cause, negative=False):
            connection.send(dataclasses.replace(asdu, cause=cause, negative=negative))

        if asdu.type == C_RD_NA_1:
            self.answer_read(connection, asdu)
        elif asdu.type in (C_IC_NA_1, C_CI_NA_1):
            mirror(ACTIVATION_CON)
            self.tell_points(connection, asdu.type)
            mirror(ACTIVATION_TERM)
        elif asdu.type not in ELEMENTS:
            mirror(UNKNOWN_TYPE, negative=True)
        elif asdu.cause == DEACTIVATION:
            mirror(DEACTIVATION_CON)
        else:
            accepted = self.accepts(asdu)
            mirror(ACTIVATION_CON, negative=not accepted)
            if accepted and self.terminates and asdu.type != C_CS_NA_1 and not asdu[0].select:
                mirror(ACTIVATION_TERM)

    def tell_points(self, connection, asked):
        counters = asked == C_CI_NA_1
        cause = COUNTERS_REQUESTED if counters else INTERROGATED
        for address, (kind, value) in self.points.items():
            if (kind == M_IT_NA_1) == counters:
                connection.send(Asdu(kind, cause, [Object(address, value)], self.common))

    def answer_read(self, connection, asdu):
        if asdu[0].address not in self.points:
            return connection.send(dataclasses.replace(asdu, cause=UNKNOWN_OBJECT_ADDRESS, negative=True))
        kind, value = self.points[asdu[0].address]
        return connection.send(Asdu(kind, REQUEST, [Object(asdu[0].address, value)], self.common))
