"""An MMS peer of a few lines for tests that need each octet in their hands."""

import socket
import struct

from support import LIMIT

CONNECT_REQUEST = bytes.fromhex("0300001611e00000000100c1020001c2020001c0010d")
# A session connect with CP, AARQ and initiate: PDUs up to 65,000 octets, 5 outstanding.
ASSOCIATE = bytes.fromhex(
    "030000bd02f0800db40506130100160102140200023302000134020001c19e31819ba003800101a28193810400000001"
    "820400000001a423300f0201010604520100013004060251013010020103060528ca2202013004060251016160305e02"
    "0101a0596057a107060528ca220203a20706052901876701a30302010ca60706052901876701a70302010cbe30282e06"
    "025101020103a025a823800300fde8810105820105a416800101810305fb00820c03ee1c200000000000000110")
DATA = bytes.fromhex("01000100")


def tlv(tag, contents):
    """One BER value of a single tag octet."""
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + contents


def values(octets):
    """The values one behind the other: (tag, contents)."""
    at = 0
    while at < len(octets):
        tag, length = octets[at], octets[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(octets[at:at + size], "big")
            at += size
        yield tag, octets[at:at + length]
        at += length


def domain_name(domain, item):
    return tlv(0xA1, tlv(0x1A, domain.encode()) + tlv(0x1A, item.encode()))


def request(invoke_id, service):
    return tlv(0xA0, tlv(0x02, struct.pack(">h", invoke_id).lstrip(b"\0") or b"\0") + service)


def read_request(invoke_id, domain, item):
    variable = tlv(0x30, tlv(0xA0, domain_name(domain, item)))
    return request(invoke_id, tlv(0xA4, tlv(0xA1, tlv(0xA0, variable))))


class Peer:
    """A TCP connection, and what of the stack a test wants."""

    def __init__(self, port, associate=True):
        self.socket = socket.create_connection(("127.0.0.1", port), LIMIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.invoke_id = 0
        self.heard = b""  # every octet, for tshark
        if associate:
            self.associate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def associate(self):
        self.send(CONNECT_REQUEST)
        assert self.tpkt()[1] & 0xF0 == 0xD0, "no CC"
        self.send(ASSOCIATE)
        answer = self.tsdu()
        assert answer[0] == 14, f"no session accept: {answer.hex()}"

    def octets(self, size):
        while len(self.buffer) < size:
            got = self.socket.recv(65536)
            if not got:
                raise ConnectionError("closed by the server")
            self.heard += got
            self.buffer += got
        out, self.buffer = self.buffer[:size], self.buffer[size:]
        return out

    def tpkt(self):
        header = self.octets(4)
        return self.octets(int.from_bytes(header[2:4], "big") - 4)

    def tsdu(self):
        out = b""
        while True:
            tpdu = self.tpkt()
            assert tpdu[1] == 0xF0, f"no DT: {tpdu.hex()}"
            out += tpdu[3:]
            if tpdu[2] & 0x80:
                return out

    def send_pdu(self, pdu):
        """An MMS PDU in the context 3, in as many TPDUs as it takes."""
        tsdu = DATA + tlv(0x61, tlv(0x30, b"\x02\x01\x03" + tlv(0xA0, pdu)))
        for at in range(0, len(tsdu), 8000):
            part = tsdu[at:at + 8000]
            last = 0x80 if at + 8000 >= len(tsdu) else 0
            self.send(struct.pack(">BBHBBB", 3, 0, len(part) + 7, 2, 0xF0, last) + part)

    def receive_pdu(self):
        """The MMS PDU: its tag and contents."""
        tsdu = self.tsdu()
        assert tsdu[:4] == DATA, tsdu.hex()
        ((_, fully),) = values(tsdu[4:])
        ((_, pdv),) = values(fully)
        *_, (_, pdu) = values(pdv)
        ((tag, contents),) = values(pdu)
        return tag, contents

    def ask(self, service):
        """A confirmed request's answer: its tag, and what stands behind the invoke id."""
        self.invoke_id = self.invoke_id % 30_000 + 1
        self.send_pdu(request(self.invoke_id, service))
        tag, contents = self.receive_pdu()
        (_, invoke_id), *parts = values(contents)
        assert int.from_bytes(invoke_id, "big") == self.invoke_id, contents.hex()
        return tag, parts

    def read(self, domain, item):
        """The one access result: (tag, contents)."""
        variable = tlv(0x30, tlv(0xA0, domain_name(domain, item)))
        tag, ((service, answer),) = self.ask(tlv(0xA4, tlv(0xA1, tlv(0xA0, variable))))
        assert (tag, service) == (0xA1, 0xA4), (tag, service)
        ((_, results),) = values(answer)
        ((kind, contents),) = values(results)
        return kind, contents
