"""SIP messages that are right though nobody writes them so, or wrong in one thing: our own, after RFC 4475."""

from __future__ import annotations

SHAPE = """INVITE sip:{called}@{box} SIP/2.0
Via: SIP/2.0/UDP {here};branch=z9hG4bK{one}
Max-Forwards: 70
From: {sender};tag={one}
To: <sip:{called}@{box}>
Call-ID: {one}@torture
CSeq: 1 INVITE
Contact: <sip:operator@{here}>
Content-Type: application/sdp
Content-Length: {length}
{more}
{sdp}"""
SDP = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 4000 RTP/AVP 8\n"
SENDER = "<sip:0678900000@op.test>"

# What differs from a plain call; `swap`: texts of the message replaced by others, once it is made.
TORTURE: dict[str, dict[str, object]] = {
    "header folded over lines": {"more": "Subject: one\n two\n\tthree\n"},
    "compact names": {"swap": {"From:": "f:", "To:": "t:", "Call-ID:": "i:", "Via:": "v:", "Contact:": "m:"}},
    "names in capitals and blanks before colons": {"swap": {"From:": "FROM  :", "To:": "tO\t:"}},
    "escapes in the user": {"sender": "<sip:%30678%39@op.test>"},
    "an escaped nothing in the user": {"sender": "<sip:067%00890@op.test>"},
    "an escaped line end in the user": {"sender": "<sip:067%0D%0AX:%20y@op.test>"},
    "a quoted name with an escaped quote": {"sender": '"Jean \\"J\\" <x@y>" <sip:0678900000@op.test>'},
    "a quoted name that does not end": {"sender": '"Jean <sip:0678900000@op.test>'},
    "a name in UTF-8 that is none": {"sender": '"\udcc3(" <sip:0678900000@op.test>'},
    "no brackets and parameters": {"sender": "sip:0678900000@op.test;x=y"},
    "two From": {"more": "From: <sip:0000@op.test>;tag=other\n"},
    "two Call-ID": {"more": "Call-ID: another@torture\n"},
    "two Content-Length": {"more": "Content-Length: 3\n"},
    "a length beyond the end": {"length": 9999},
    "a length that is negative": {"length": -999},
    "a length that is no number": {"length": "many"},
    "a CSeq of another method": {"swap": {"CSeq: 1 INVITE": "CSeq: 1 OPTIONS"}},
    "a CSeq beyond 31 bits": {"swap": {"CSeq: 1 ": "CSeq: 36893488147419103232 "}},
    "Max-Forwards beyond a byte": {"swap": {"Max-Forwards: 70": "Max-Forwards: 300"}},
    "Max-Forwards that has run out": {"swap": {"Max-Forwards: 70": "Max-Forwards: 0"}},
    "an unknown method": {"swap": {"INVITE": "NEWMETHOD!%"}},
    "another version": {"swap": {"SIP/2.0\n": "SIP/7.0\n"}},
    "two blanks in the request line": {"swap": {"INVITE sip": "INVITE  sip"}},
    "a request line in brackets": {"swap": {"INVITE sip:{called}@{box}": "INVITE <sip:{called}@{box}>"}},
    "an unknown scheme": {"swap": {"INVITE sip:": "INVITE nobodyKnows:"}},
    "a Via that is none": {"swap": {"Via: SIP/2.0/UDP": "Via: SIP  /  2.0\n /UDP"}},
    "no Via": {"swap": {"Via:": "X-Via:"}},
    "no Call-ID": {"swap": {"Call-ID:": "X-Call-ID:"}},
    "a Contact for all": {"swap": {"Contact: <sip:operator@{here}>": "Contact: *"}},
    "a hundred Via": {"more": "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\n" * 100},
    "a header of 30 kB": {"more": "Subject: " + "x" * 30_000 + "\n"},
    "an unknown body": {"swap": {"application/sdp": "application/unknown"}},
    "several bodies": {"swap": {"application/sdp": "multipart/mixed;boundary=7"}},
    "a body that is no SDP": {"sdp": "v=0\nm=\no=\nc=\n\x00\x01"},
    "an SDP with no media": {"sdp": SDP.partition("m=")[0]},
    "an SDP with a hundred media": {"sdp": SDP + "m=audio 4000 RTP/AVP 8\n" * 100},
    "a port of media beyond all ports": {"sdp": SDP.replace("4000", "99999999999")},
    "a Date of no calendar": {"more": "Date: Fri, 31 Feb 2026 25:61:99 EST\n"},
    "an extension that nobody has": {"more": "Require: nothingSupportsThis\n"},
    "a proxy asked for what nobody has": {"more": "Proxy-Require: nothingSupportsThis\n"},
    "a Replaces of nobody": {"more": "Replaces: nobody@torture;to-tag=1;from-tag=2\n"},
    "a Route to ourselves": {"more": "Route: <sip:{box};lr>\n"},
    "a session of a second": {"more": "Session-Expires: 1\nSupported: timer\n"},
    "nothing after the first line": {"cut": 40},
    "a message cut in its headers": {"cut": 200},
    "a message cut in its body": {"cut": -10},
}


def torture(name: str, *, called: str, box: str, here: str, one: str) -> bytes:
    """The message of this name. `one`: what makes it a call of its own."""
    odd = TORTURE[name]
    sdp = str(odd.get("sdp", SDP))
    facts = {"called": called, "box": box, "here": here, "one": one}
    text = SHAPE.format(
        **facts,
        sender=odd.get("sender", SENDER),
        more=str(odd.get("more", "")).replace("{box}", box),
        sdp=sdp,
        length=odd.get("length", len(sdp.replace("\n", "\r\n"))),
    )
    swap = odd.get("swap", {})
    assert isinstance(swap, dict)
    for before, after in swap.items():
        text = text.replace(before.format(**facts), after.format(**facts))
    whole = text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    cut = odd.get("cut")
    assert cut is None or isinstance(cut, int)
    return whole[:cut]
