#!/usr/bin/env python3
"""bridge_test.py once more with XMPP outside and OSI/TCP inside, and the other way round, by way of a real Prosody."""

import bridge_test
import iec61850_bus_test as iec
import prosody
from bridge_test import Carriers
from prosody import Prosody
from support import main
from xmpp_test import Xmpp


def with_xmpp(case, side, encoding):
    """The tests of a class of bridge_test with XMPP on one side."""

    class WithXmpp(case):
        @classmethod
        def setUpClass(cls):
            setattr(Carriers, side, Xmpp(SHARED, encoding))

        @classmethod
        def tearDownClass(cls):
            setattr(Carriers, side, iec.Tcp())

    WithXmpp.__name__ = WithXmpp.__qualname__ = f"{case.__name__}_{side}_in_{encoding}"
    return WithXmpp


if __name__ == "__main__":
    prosody.skip_without()
    with Prosody() as SHARED:
        prosody.skip_without_xmpp(SHARED)
        for one_case in (bridge_test.Values, bridge_test.Commands, bridge_test.Writes):
            for one_side, one_encoding in (("outside", "base64"), ("outside", "xml"), ("inside", "base64")):
                made = with_xmpp(one_case, one_side, one_encoding)
                globals()[made.__name__] = made
        del one_case, made
        main()
