"""A client of the oracle: the exact value of a loss, asked from Python. Standard library only.

    with Oracle() as oracle:
        answer = oracle.ask("cross_entropy", logits=[[40.0, 0.0]], target=[0], digits=30)
        answer.loss          # 4.248354255291589e-18
        answer.gradient      # {"logits": [-4.248354255291589e-18, 4.248354255291589e-18]}
        answer.digits        # {"loss": ["4.24835425529158898630497784363…e-18"], ...}

Nested lists of floats are tensors of `dtype`, of ints class indices, whatever else an option. Losses, arguments and
options are those that `lossproof list` names. Numbers come back flat, a loss that is one number as a number.
"""

import base64
import json
import struct
import subprocess
from types import SimpleNamespace

CODES = {"f64": "d", "f32": "f", "f16": "e", "i64": "q"}


def flatten(value):
    return [x for item in value for x in flatten(item)] if isinstance(value, list) else [value]


def shape_of(value):
    return [len(value)] + (shape_of(value[0]) if value else []) if isinstance(value, list) else []


def pack(value, dtype):
    numbers = flatten(value)
    kind = "i64" if numbers and all(isinstance(x, int) for x in numbers) else dtype
    data = struct.pack("<%d%s" % (len(numbers), CODES[kind]), *numbers)
    return {"dtype": kind, "shape": shape_of(value), "bits": base64.b64encode(data).decode("ascii")}


def unpack(tensor):
    data = base64.b64decode(tensor["bits"])
    code = CODES[tensor["dtype"]]
    numbers = list(struct.unpack("<%d%s" % (len(data) // struct.calcsize(code), code), data))
    return numbers if tensor["shape"] else numbers[0]


class Oracle:
    """The server `command`, started; every answer is rounded once to `dtype`."""

    def __init__(self, command=("npx", "lossproof", "serve", "reference"), dtype="f64"):
        self.dtype = dtype
        self.asked = 0
        self.process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hello = self.say({"hello": 1})

    def say(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def ask(self, loss, upstream=None, digits=None, enclosure=False, **arguments):
        """Raises ValueError for what the oracle refuses, NotImplementedError for what no promise covers."""
        self.asked += 1
        request = {
            "id": self.asked,
            "loss": loss,
            "arguments": {k: pack(v, self.dtype) if isinstance(v, list) else v for k, v in arguments.items()},
            "want": ["loss", "gradient"] + (["enclosure"] if enclosure else []),
        }
        if upstream is not None:
            request["upstream"] = pack(upstream, self.dtype)
        if digits is not None:
            request["digits"] = digits
        answer = self.say(request)
        if "error" in answer:
            raise ValueError(answer["error"])
        if "unsupported" in answer:
            raise NotImplementedError(answer["unsupported"])
        gradient = {name: unpack(g) for name, g in answer.get("gradient", {}).items()}
        return SimpleNamespace(
            loss=unpack(answer["loss"]),
            gradient=gradient,
            digits=answer.get("digits"),
            enclosure=answer.get("enclosure"),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
