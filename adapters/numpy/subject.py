"""The textbook formula in NumPy, as people write it: shift by the largest, exponentials, their sum, its logarithm."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from wire import Refused, missing, serve  # noqa: E402

try:
    from arrays import read, write
    import numpy as np
except ImportError:
    missing("numpy")

np.seterr(all="ignore")


def cross_entropy(arguments, upstream, want):
    z, target = arguments["logits"], arguments["target"]
    rows, classes = z.shape
    if target.ndim == 1:
        if ((target < 0) | (target >= classes)).any():
            raise Refused("target: expected class indices 0…%d" % (classes - 1))
        y = np.zeros_like(z)
        y[np.arange(rows), target] = 1
    else:
        y = target
    shifted = z - z.max(axis=1, keepdims=True, initial=-np.inf)
    exps = np.exp(shifted)
    total = exps.sum(axis=1, keepdims=True)
    # 0·∞ is nothing: a class that is impossible and not asked for costs nothing.
    loss = np.where(y == 0, 0, y * (np.log(total) - shifted)).sum(axis=1)
    loss = np.where(np.isnan(total[:, 0]), np.nan, loss)
    slope = y.sum(axis=1, keepdims=True) * exps / total - y
    reduction = arguments.get("reduction", "mean")
    v = np.asarray(1 if upstream is None else upstream, dtype=z.dtype)
    if reduction == "none":
        slope = slope * v.reshape(-1, 1) if v.ndim else slope
    else:
        slope = slope * v / (rows if reduction == "mean" else 1)
        loss = loss.sum() / (rows if reduction == "mean" else 1)
    return {"loss": write(np.asarray(loss, z.dtype)), "gradient": {"logits": write(np.asarray(slope, z.dtype))}}


serve(
    "numpy",
    np.__version__,
    {
        "cross_entropy": (
            {
                "dtypes": ["f64", "f32"],
                "targets": ["index", "distribution"],
                "reductions": ["none", "sum", "mean"],
                "options": [],
                "gradients": ["logits"],
                "accuracy": "stable",
            },
            cross_entropy,
        )
    },
    read,
)
