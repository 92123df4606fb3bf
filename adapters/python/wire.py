"""The wire, version 1, for subjects written in Python: JSON lines on standard input and output.

    serve(name, version, {"cross_entropy": (declaration, evaluate)})

`evaluate(arguments, upstream, want)` gets tensors as what `read` makes of them, options as numbers and strings, and
returns {"loss": tensor, "gradient": {name: tensor}}. It raises Refused for an input that it refuses, Unsupported for what
it does not do. Standard output belongs to the wire: what a library prints there goes to standard error.
"""

import base64
import json
import os
import struct
import sys

CODES = {"f64": "d", "f32": "f", "f16": "e", "i64": "q", "i32": "i"}

# What a process exits with that has not what it needs (EX_UNAVAILABLE of sysexits.h).
UNAVAILABLE = 69


class Refused(Exception):
    """The input is wrong: an index that is no class, a probability above 1."""


class Unsupported(Exception):
    """The implementation does not do this."""


def pack(dtype, shape, numbers):
    """A tensor of the wire from a flat list of numbers."""
    data = struct.pack("<%d%s" % (len(numbers), CODES[dtype]), *numbers)
    return {"dtype": dtype, "shape": list(shape), "bits": base64.b64encode(data).decode("ascii")}


def unpack(tensor):
    """The numbers of a tensor of the wire, flat."""
    data = base64.b64decode(tensor["bits"])
    code = CODES[tensor["dtype"]]
    return list(struct.unpack("<%d%s" % (len(data) // struct.calcsize(code), code), data))


def serve(name, version, losses, read=lambda tensor: tensor):
    """Answers until standard input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    declared = {loss: declaration for loss, (declaration, _) in losses.items()}

    def say(message):
        out.write(json.dumps(message) + "\n")
        out.flush()

    for line in sys.stdin:
        message = json.loads(line)
        if "hello" in message:
            say({"hello": 1, "name": name, "version": version, "losses": declared})
            continue
        number = message["id"]
        try:
            given = {k: read(v) if isinstance(v, dict) else v for k, v in message["arguments"].items()}
            upstream = message.get("upstream")
            _, evaluate = losses[message["loss"]]
            answer = evaluate(given, read(upstream) if upstream else None, message["want"])
            say({"id": number, **answer})
        except Refused as error:
            say({"id": number, "error": str(error)})
        except Unsupported as error:
            say({"id": number, "unsupported": str(error)})


def missing(package):
    """Ends the process: the framework is not there."""
    sys.stderr.write("%s is not installed for %s\n" % (package, sys.executable))
    sys.exit(UNAVAILABLE)
