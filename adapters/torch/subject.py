"""PyTorch as a subject: the functions, with the loss classes beside them, gradients by autograd.

Every value is computed twice, by the function and by its class, and must be the same bits.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import base64  # noqa: E402

from wire import Refused, Unsupported, missing, serve  # noqa: E402

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    missing("torch")

torch.set_num_threads(1)
DTYPES = {"f64": torch.float64, "f32": torch.float32, "bf16": torch.bfloat16, "i64": torch.int64, "i32": torch.int32}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def read(tensor):
    data = bytearray(base64.b64decode(tensor["bits"]))
    dtype = DTYPES[tensor["dtype"]]
    flat = torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
    return flat.reshape(tensor["shape"])


def write(tensor):
    flat = tensor.detach().contiguous()
    raw = flat.view(torch.int16) if flat.dtype == torch.bfloat16 else flat
    bits = base64.b64encode(raw.numpy().tobytes()).decode("ascii")
    return {"dtype": NAMES[flat.dtype], "shape": list(flat.shape), "bits": bits}


def same(a, b):
    return torch.equal(torch.nan_to_num(a, nan=0.5), torch.nan_to_num(b, nan=0.5)) and torch.equal(a.isnan(), b.isnan())


def loss_of(function, kind, fixed=None):
    """The function and its class; options that are tensors of the class are given to it when it is made."""

    def evaluate(arguments, upstream, want):
        options = {k: v for k, v in arguments.items() if k not in ("input", "target")}
        options.update(fixed or {})
        inputs = [arguments["input"].requires_grad_(), arguments["target"]]
        if inputs[1].is_floating_point():
            inputs[1].requires_grad_()
        try:
            loss = function(*inputs, **options)
            with torch.no_grad():
                twin = kind(**options)(*inputs)
        except (RuntimeError, IndexError, ValueError, TypeError) as error:
            told = Unsupported if "not implemented for" in str(error) else Refused
            raise told(str(error).split("\n")[0])
        if not same(loss, twin):
            raise RuntimeError("the class and the function differ: %s and %s" % (twin, loss))
        answer = {"loss": write(loss)}
        if "gradient" in want:
            loss.backward(torch.ones_like(loss) if upstream is None else upstream)
            slopes = {"input": inputs[0].grad, "target": inputs[1].grad}
            answer["gradient"] = {name: write(g) for name, g in slopes.items() if g is not None}
        return answer

    return evaluate


def declared(options=(), reductions=("none", "mean", "sum"), gradients=("input", "target")):
    return {
        "dtypes": ["f64", "f32", "bf16"],
        "targets": ["index", "distribution"],
        "reductions": list(reductions),
        "options": list(options),
        "gradients": list(gradients),
        "accuracy": "stable",
    }


DIVISIONS = ("none", "mean", "sum", "batchmean")

serve(
    "torch",
    torch.__version__,
    {
        "torch.cross_entropy": (
            declared(["weight", "ignore_index", "label_smoothing"]),
            loss_of(F.cross_entropy, torch.nn.CrossEntropyLoss),
        ),
        "torch.nll_loss": (
            declared(["weight", "ignore_index"], gradients=["input"]),
            loss_of(F.nll_loss, torch.nn.NLLLoss),
        ),
        "torch.binary_cross_entropy": (declared(["weight"]), loss_of(F.binary_cross_entropy, torch.nn.BCELoss)),
        "torch.binary_cross_entropy_with_logits": (
            declared(["weight", "pos_weight"]),
            loss_of(F.binary_cross_entropy_with_logits, torch.nn.BCEWithLogitsLoss),
        ),
        "torch.kl_div": (declared(reductions=DIVISIONS), loss_of(F.kl_div, torch.nn.KLDivLoss)),
        "torch.kl_div.log_target": (
            declared(reductions=DIVISIONS),
            loss_of(F.kl_div, torch.nn.KLDivLoss, fixed={"log_target": True}),
        ),
    },
    read,
)
