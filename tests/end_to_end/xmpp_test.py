#!/usr/bin/env python3
"""IEC 61850 over XMPP, by way of a real Prosody: everything that is asked of a client over TCP again in both encodings,
and what only XMPP has: accounts, certificates, peers that are offline, a server that is lost, limited or shared."""

import itertools
import json
import os
import shutil
import tempfile
import unittest

import iec61850_bus_test as iec
import prosody
import support
from prosody import DOMAIN, Prosody
from support import Bus, main, wait_until

LD = iec.LD


class Xmpp:
    """Carries by a Prosody's accounts: a number is the resource of a server, where TCP has a port."""

    def __init__(self, server, encoding, **xmppsp):
        self.at, self.xmppsp = server, {"encoding": encoding, **xmppsp}
        self.numbers = itertools.count()

    def server(self, number, account="ied", **xmppsp):
        return {"xmpp": self.at.account(account, f"r{number}"), "xmppsp": {**self.xmppsp, **xmppsp}}

    def client(self, number, peer="ied", **xmpp):
        return {"xmpp": self.at.account("scada", f"c{next(self.numbers)}", **xmpp),
                "xmppsp": {**self.xmppsp, "server_id": f"{peer}@{DOMAIN}/r{number}"}}

    def port_of(self, section):
        return int(section["xmpp"]["jid"].rsplit("/r", 1)[1])


def over_xmpp(case, encoding):
    """The tests of a class of iec61850_bus_test once more."""

    class OverXmpp(case):
        @classmethod
        def setUpClass(cls):
            iec.carrier = Xmpp(SHARED, encoding)

        @classmethod
        def tearDownClass(cls):
            iec.carrier = iec.Tcp()

    OverXmpp.__name__ = OverXmpp.__qualname__ = f"{case.__name__}_in_{encoding}"
    return OverXmpp


class Case(iec.Case):
    """A Prosody of its own."""

    encoding = "base64"

    def start(self, **how):
        self.prosody = Prosody(**how)
        self.addCleanup(shutil.rmtree, self.prosody.folder, True)
        self.addCleanup(self.prosody.stop)
        self.use(self.encoding)

    def use(self, encoding, **xmppsp):
        iec.carrier = Xmpp(self.prosody, encoding, **xmppsp)
        self.addCleanup(setattr, iec, "carrier", iec.Tcp())

    def cause(self, bus, name="ied1"):
        return [x for x in bus.call("status")["connections"] if x["name"] == name][0].get("cause", "")

    def fails(self, section, *causes):
        with Bus([{"name": "ied1", "protocol": "iec61850", "reconnect": {"first": 0.05, "longest": 0.1}, **section}]) as bus:
            wait_until(lambda: any(x in bus.output() for x in causes), " or ".join(causes))
            self.assertNotEqual(bus.state("ied1"), "connected")


class Accounts(Case):
    def test_that_are_wrong_are_told(self):
        self.start()
        section = iec.carrier.client(1)
        self.fails({**section, "xmpp": {**section["xmpp"], "password": "wrong"}}, "the account or its password is wrong")
        self.fails({**section, "xmpp": {**section["xmpp"], "jid": f"nobody@{DOMAIN}"}}, "the account or its password is wrong")
        own = {key: x for key, x in section["xmpp"].items() if key != "ca_file"}
        self.fails({**section, "xmpp": own}, "not vouched for", "no certificates of authorities")
        self.fails({**section, "xmpp": {**section["xmpp"], "tls": "none"}}, "xmpp")

    def test_a_certificate_of_another_name_is_refused(self):
        self.start(certificate="other.test")
        self.fails(iec.carrier.client(1), "for another name")

    def test_peers_that_are_not_there_are_told(self):
        self.start()
        self.fails(iec.carrier.client(1), f"ied@{DOMAIN}/r1: ")
        self.fails(iec.carrier.client(1, peer="nobody"), f"nobody@{DOMAIN}/r1: ")

    def test_who_is_not_among_the_clients_is_turned_away(self):
        self.start()
        section = iec.server(1)
        section["xmppsp"]["clients"] = [f"other@{DOMAIN}"]
        with Bus(servers=[section]) as served, Bus([iec.connection(1)]) as bus:
            wait_until(lambda: "turned away" in served.output(), "the client is turned away")
            self.assertNotEqual(bus.state("ied1"), "connected")
            section["xmppsp"]["clients"] = [f"scada@{DOMAIN}"]
        with Bus(servers=[section]), Bus([iec.connection(1)]) as bus:
            bus.wait_for_state("ied1", "connected")


class Streams(Case):
    def test_two_ieds_and_three_clients_on_one_server(self):
        self.start()
        servers = [{**iec.server(1), "name": "one", **iec.carrier.server(1)}, {**iec.server(2), "name": "two", **iec.carrier.server(2, "ied2")}]
        with Bus(servers=servers) as served:
            shared = self.prosody.account("scada", "shared")  # one stream, two associations
            both = [{**iec.connection(number, name), "xmpp": shared, "xmppsp": iec.carrier.client(number, peer)["xmppsp"]}
                    for name, number, peer in (("a", 1, "ied"), ("b", 2, "ied2"))]
            with Bus(both) as first, Bus([iec.connection(1, "a")]) as second, Bus([iec.connection(1, "a")]) as third:
                for bus in (first, second, third):
                    bus.wait_for_state("a", "connected")
                first.wait_for_state("b", "connected")
                for i, name in enumerate(("one", "two")):
                    served.call("write", {"writes": [{"ref": f"{name}:{LD}/MMXU1.TotW.mag.f[MX]", "value": i + 1}]})
                read = lambda bus, name: bus.read(f"{name}:{LD}/MMXU1.TotW.mag.f[MX]")["value"]
                self.assertEqual([read(first, "a"), read(first, "b"), read(second, "a"), read(third, "a")], [1, 2, 1, 1])
                self.assertEqual(served.call("describe", {"ref": "one:"})["clients"], 3)
                second.stop()
                wait_until(lambda: served.call("describe", {"ref": "one:"})["clients"] == 2, "the server knows that a client went")
                self.assertEqual(read(first, "a"), 1)

    def test_a_peer_that_goes_offline_ends_its_associations_at_once(self):
        self.start()
        served = Bus(servers=[iec.server(1)])
        self.addCleanup(served.stop)
        with Bus([iec.connection(1, iec61850={"status_timeout": 3600})]) as bus:
            bus.wait_for_state("ied1", "connected")
            served.process.kill()
            bus.wait_for_state("ied1", "disconnected")
            self.assertIn("offline", self.cause(bus) + bus.output())

    def test_large_values_are_segmented(self):
        self.start()
        for encoding in ("base64", "xml"):
            self.use(encoding, max_element=2000)
            with tempfile.TemporaryDirectory() as folder:
                content = bytes(range(256)) * 200
                with open(os.path.join(folder, "record.bin"), "wb") as out:
                    out.write(content)
                with Bus(servers=[iec.server(1, files=folder)]), Bus([iec.connection(1)]) as bus:
                    bus.wait_for_state("ied1", "connected")
                    got = bus.call("file.get", {"ref": "ied1:", "path": "record.bin"})
                    self.assertEqual(bytes.fromhex(got["content"]["hex"]), content)
                    refs = [x["ref"] for x in bus.call("browse", {"ref": f"ied1:{LD}/MMXU1"})]
                    self.assertGreater(len(refs), 1)

    def test_an_element_that_the_server_does_not_take_is_told(self):
        self.start(settings="c2s_stanza_size_limit = 11000")
        self.use("base64", max_element=60000)
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "record.bin"), "wb") as out:
                out.write(bytes(60000))
            with Bus(servers=[iec.server(1, files=folder)]) as served, Bus([iec.connection(1)]) as bus:
                bus.wait_for_state("ied1", "connected")
                self.error(bus, "file.get", {"ref": "ied1:", "path": "record.bin"})
                wait_until(lambda: "policy violation" in served.output() + bus.output(), "the limit is told")


class Interruptions(Case):
    """A buffered report stream, and what it has to come through."""

    count, limit = 2_000, support.LIMIT

    def stream(self, disturb, **connection):
        """Values are written one by one; every one reaches the subscriber's record, twice only where it is marked."""
        state = tempfile.TemporaryDirectory()
        self.addCleanup(state.cleanup)
        served = Bus(servers=[iec.server(1)])
        self.addCleanup(served.stop)
        bus = Bus([iec.connection(1, reports=[iec.events(buffer_time=0)], **connection)], state=state.name)
        self.addCleanup(bus.stop)
        wait_until(lambda: "is enabled" in bus.output(), "the report is enabled")
        epoch, seq, got, marked = bus.call("status")["epoch"], 1, [], []
        ref = f"feeder:{LD}/PTOC1.Op.general[ST]"
        written = 0

        def collect():
            nonlocal seq
            page = bus.call("replay", {"epoch": epoch, "from_seq": seq, "prefix": "report/"})
            seq = page["next_seq"]
            for body in (x["body"] for x in page["messages"]):
                if body["entries"][0]["reasons"] == ["data-change"]:
                    (marked if body.get("duplicate") else got).append(body["entry_id"]["hex"])
            return got

        while written < self.count:
            served.call("write", {"writes": [{"ref": ref, "value": written % 2 == 0}]})
            written += 1
            disturb(written, bus, served)
        wait_until(lambda: len(set(collect()) | set(marked)) >= self.count, "every change is reported", self.limit)
        self.assertEqual(len(got), len(set(got)), "told twice and not marked")
        return bus, served

    def test_a_server_that_is_started_again_loses_nothing(self):
        self.start()

        def disturb(written, *_):
            if written in (500, 1200):
                self.prosody.kill()
                self.prosody.start()

        self.stream(disturb)

    def test_a_rate_limit_holds_up_and_loses_nothing(self):
        self.count, self.limit = 200, 4 * support.LIMIT
        self.start(settings='modules_enabled = { "saslauth", "tls", "ping", "disco", "presence", "message", "iq", "limits" }\n'
                            'limits = { c2s = { rate = "8kb/s", burst = "1s" } }')
        self.stream(lambda *_: None)


if __name__ == "__main__":
    prosody.skip_without()
    with Prosody() as SHARED:
        prosody.skip_without_xmpp(SHARED)
        for one_case in (iec.Model, iec.Reports, iec.Control, iec.Services):
            for one_encoding in ("base64", "xml"):
                made = over_xmpp(one_case, one_encoding)
                globals()[made.__name__] = made
        del one_case, made
        main()
