"""Loss and gradient of torch (one thread) and NumPy, timed here: a line asks for a run, a line gives its seconds."""

import json
import sys
import time

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None


def by_numpy(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    gradient = np.exp(shifted)
    total = gradient.sum(axis=1, keepdims=True)
    rows = np.arange(len(t))
    loss = (np.log(total[:, 0]) - shifted[rows, t]).mean()
    gradient /= total * len(t)
    gradient[rows, t] -= 1 / len(t)
    return loss, gradient


def by_torch(z, t):
    z.grad = None
    torch.nn.functional.cross_entropy(z, t).backward()


kept = {}


def prepared(library, dtype, rows, classes):
    key = (library, dtype, rows, classes)
    if key not in kept:
        kept.clear()
        random = np.random.default_rng(1)
        z = random.uniform(-6, 6, (rows, classes)).astype(dtype)
        t = random.integers(0, classes, rows)
        if library == "torch":
            z, t = torch.tensor(z, requires_grad=True), torch.tensor(t)
        kept[key] = (z, t)
    return kept[key]


print(json.dumps({"numpy": np.__version__, "torch": torch and torch.__version__}), flush=True)
for line in sys.stdin:
    library, dtype, rows, classes, times = json.loads(line)
    z, t = prepared(library, dtype, rows, classes)
    run = by_torch if library == "torch" else by_numpy
    run(z, t)
    start = time.perf_counter()
    for _ in range(times):
        run(z, t)
    print((time.perf_counter() - start) / times, flush=True)
