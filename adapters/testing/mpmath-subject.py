"""Cross-entropy as it is defined, in mpmath: more digits than any cancellation can cost, and one rounding at the end.

    l_c = z_c - ln sum e^z_j,   L = sum q_c (-l_c),   slope_c = Q p_c - q_c,   q_c = w_c ((1 - a) y_c + a/K)

Every number of a format is a multiple of its smallest and below its largest one. With as many digits as lie between the two,
and DIGITS more, the plain formulas need no shift and no log1p: what is left of any difference has DIGITS digits still.
"""

import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from wire import Refused, missing, pack, serve, unpack  # noqa: E402

try:
    import mpmath
    from mpmath import mp, mpf
except ImportError:
    missing("mpmath")

DIGITS = 60

# Bits of the significand, exponent of the smallest normal number, largest number.
FORMATS = {
    "f64": (53, -1022, sys.float_info.max),
    "f32": (24, -126, (2 - 2.0**-23) * 2.0**127),
}


def working_bits(dtype):
    precision, least, largest = FORMATS[dtype]
    return math.frexp(largest)[1] - (least - precision + 1) + math.ceil(DIGITS * math.log2(10))


def rounded(x, dtype):
    """The nearest number of the format: a whole multiple of its unit there, ties to even."""
    precision, least, largest = FORMATS[dtype]
    if x == 0 or not mp.isfinite(x):
        return float(x)
    unit = max(mp.frexp(x)[1] - precision, least - precision + 1)
    whole = int(mp.nint(mp.ldexp(x, -unit)))
    # The unit of 2^1024, which is no double, is one.
    if abs(mp.ldexp(whole, unit)) > largest:
        return math.copysign(math.inf, whole)
    return math.ldexp(whole, unit)


def numbers(tensor):
    return [mpf(x) for x in unpack(tensor)]


def masses(row, target, weight, smoothing, classes):
    """q_c of a row: of a class index, or of a list of masses."""
    for c in range(classes):
        y = target[row * classes + c] if isinstance(target[0], mpf) else mpf(target[row] == c)
        yield weight[c] * ((1 - smoothing) * y + smoothing / classes)


def one_row(z, q):
    """The loss of a row and its slopes."""
    if any(mp.isnan(x) or x == mp.inf for x in z) or all(x == -mp.inf for x in z):
        return mp.nan, [mp.nan] * len(z)
    odds = [mp.exp(x) for x in z]
    total = mp.fsum(odds)
    tail = mp.log(total)
    # A mass of 0 costs nothing, on an impossible class too.
    loss = mp.fsum(0 if qc == 0 else qc * (tail - x) for qc, x in zip(q, z))
    mass = mp.fsum(q)
    return loss, [mass * odd / total - qc for odd, qc in zip(odds, q)]


def check_target(target, tensor, rows, classes):
    if tensor["dtype"] in ("i64", "i32"):
        if tensor["shape"] != [rows]:
            raise Refused("target: expected shape [%d]" % rows)
        if any(not 0 <= t < classes for t in target):
            raise Refused("target: expected class indices 0...%d" % (classes - 1))
    elif tensor["shape"] != [rows, classes]:
        raise Refused("target: expected shape [%d, %d]" % (rows, classes))
    elif not all(mp.isfinite(y) for y in target):
        raise Refused("target: expected finite numbers")


def cross_entropy(arguments, upstream, want):
    logits, tensor = arguments["logits"], arguments["target"]
    dtype = logits["dtype"]
    mp.prec = working_bits(dtype)
    rows, classes = logits["shape"]
    indexed = tensor["dtype"] in ("i64", "i32")
    target = unpack(tensor) if indexed else numbers(tensor)
    check_target(target, tensor, rows, classes)
    weight = numbers(arguments["weight"]) if "weight" in arguments else [mpf(1)] * classes
    smoothing = mpf(arguments.get("label_smoothing", 0))
    if not 0 <= smoothing <= 1:
        raise Refused("label_smoothing: expected a number in [0, 1]")
    if len(weight) != classes or not all(mp.isfinite(w) for w in weight):
        raise Refused("weight: expected %d finite numbers" % classes)

    z = numbers(logits)
    results = [
        one_row(z[n * classes : (n + 1) * classes], list(masses(n, target, weight, smoothing, classes)))
        for n in range(rows)
    ]
    reduction = arguments.get("reduction", "mean")
    loss = [loss for loss, _ in results]
    # What each row's slopes are multiplied by.
    factor = [mpf(1)] * rows if upstream is None else numbers(upstream) * (1 if reduction == "none" else rows)
    if reduction != "none":
        loss = [mp.fsum(loss)]
    if reduction == "mean":
        divisor = mp.fsum(weight[t] for t in target) if indexed else mpf(rows)
        loss = [x / divisor if divisor else mp.nan for x in loss]
        factor = [x / divisor if divisor else mp.nan for x in factor]
    slopes = [factor[n] * g for n, (_, row) in enumerate(results) for g in row]

    def answer(shape, values):
        return pack(dtype, shape, [rounded(x, dtype) for x in values])

    told = {"loss": answer([rows] if reduction == "none" else [], loss)}
    if "gradient" in want:
        told["gradient"] = {"logits": answer([rows, classes], slopes)}
    return told


serve(
    "mpmath",
    mpmath.__version__,
    {
        "cross_entropy": (
            {
                "dtypes": ["f64", "f32"],
                "targets": ["index", "distribution"],
                "reductions": ["none", "sum", "mean"],
                "options": ["weight", "label_smoothing"],
                "gradients": ["logits"],
                "accuracy": "faithful",
            },
            cross_entropy,
        )
    },
)
