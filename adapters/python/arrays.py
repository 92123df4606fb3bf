"""Tensors of the wire as NumPy arrays."""

import base64

import numpy as np

DTYPES = {"f64": "<f8", "f32": "<f4", "i64": "<i8", "i32": "<i4"}
NAMES = {"float64": "f64", "float32": "f32"}


def read(tensor):
    data = base64.b64decode(tensor["bits"])
    return np.frombuffer(data, dtype=DTYPES[tensor["dtype"]]).reshape(tensor["shape"])


def write(array):
    array = np.asarray(array)
    bits = base64.b64encode(array.tobytes()).decode("ascii")
    return {"dtype": NAMES[array.dtype.name], "shape": list(array.shape), "bits": bits}
