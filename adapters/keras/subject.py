"""Keras 3 as a subject: its loss classes on the TensorFlow or the torch backend, gradients by the backend's tape.

The backend is that of $KERAS_BACKEND, TensorFlow if there is none. The classes are called, not the functions, for they are
what reduces and weighs.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")
import base64  # noqa: E402
import warnings  # noqa: E402

from wire import Refused, Unsupported, missing, serve  # noqa: E402

try:
    import keras
    import numpy as np
except ImportError:
    missing("Keras with TensorFlow")

BACKEND = keras.backend.backend()
# That one class is no classification is what is asked about, not a mistake.
warnings.simplefilter("ignore")
DTYPES = {"f64": "<f8", "f32": "<f4", "i64": "<i8", "i32": "<i4"}
NAMES = {"float64": "f64", "float32": "f32"}

if BACKEND == "tensorflow":
    import tensorflow

    version = tensorflow.__version__
    refusals = (ValueError, tensorflow.errors.InvalidArgumentError)

    def differentiate(loss, at, upstream):
        with tensorflow.GradientTape() as tape:
            for tensor in at:
                tape.watch(tensor)
            value = loss()
        return value, tape.gradient(value, at, output_gradients=None if upstream is None else tensor_of(upstream))

elif BACKEND == "torch":
    import torch

    version = torch.__version__
    refusals = (ValueError, RuntimeError, IndexError)

    def differentiate(loss, at, upstream):
        for tensor in at:
            tensor.requires_grad_()
        value = loss()
        value.backward(torch.ones_like(value) if upstream is None else tensor_of(upstream))
        return value, [tensor.grad for tensor in at]

else:
    sys.exit("KERAS_BACKEND: expected tensorflow or torch, got %s" % BACKEND)


def tensor_of(array):
    return keras.ops.convert_to_tensor(array)


def read(tensor):
    data = bytearray(base64.b64decode(tensor["bits"]))
    return np.frombuffer(data, dtype=DTYPES[tensor["dtype"]]).reshape(tensor["shape"])


def write(tensor):
    array = np.ascontiguousarray(keras.ops.convert_to_numpy(tensor))
    bits = base64.b64encode(array.tobytes()).decode("ascii")
    return {"dtype": NAMES[array.dtype.name], "shape": list(np.shape(tensor)), "bits": bits}


def loss_of(kind, **fixed):
    """A loss class; sample_weight is what it is called with, the other options what it is made with."""

    def evaluate(arguments, upstream, want):
        predicted, true, weight = (arguments.pop(name, None) for name in ("y_pred", "y_true", "sample_weight"))
        balance = {"apply_class_balancing": True} if "alpha" in arguments and "Binary" in kind.__name__ else {}
        at = {"y_pred": tensor_of(predicted)}
        if np.issubdtype(true.dtype, np.floating):
            at["y_true"] = tensor_of(true)
        elif true.ndim > 1 and predicted.shape[-1] == 1:
            raise Unsupported("one class, rows over several axes: Keras drops the last axis of y_pred")
        try:
            criterion = kind(**arguments, **balance, **fixed, dtype=predicted.dtype.name)

            def loss():
                return criterion(at.get("y_true", true), at["y_pred"], sample_weight=weight)

            if predicted.size == 0 and arguments["reduction"] != "none":
                raise Unsupported("no rows: Keras does not reduce them, and returns no number")
            if "gradient" not in want:
                return {"loss": write(loss())}
            value, slopes = differentiate(loss, list(at.values()), upstream)
        except refusals as error:
            raise Refused(str(error).split("\n")[0])
        gradient = {name: write(slope) for name, slope in zip(at, slopes) if slope is not None}
        return {"loss": write(value), "gradient": gradient}

    return evaluate


def declared(target, options=(), gradients=("y_pred", "y_true")):
    return {
        "dtypes": ["f64", "f32"],
        "targets": [target],
        "reductions": ["none", "sum", "sum_over_batch_size", "mean_with_sample_weight"],
        "options": ["sample_weight", *options],
        "gradients": list(gradients),
        "accuracy": "stable",
    }


SMOOTHED = declared("distribution", ["label_smoothing"])
FOCAL = declared("distribution", ["label_smoothing", "alpha", "gamma"])
sparse = "keras.sparse_categorical_crossentropy.%s" % ("tensorflow" if BACKEND == "tensorflow" else "others")

serve(
    "keras",
    "%s on %s %s" % (keras.__version__, BACKEND, version),
    {
        "keras.categorical_crossentropy.probabilities": (SMOOTHED, loss_of(keras.losses.CategoricalCrossentropy)),
        "keras.categorical_crossentropy.logits": (
            SMOOTHED,
            loss_of(keras.losses.CategoricalCrossentropy, from_logits=True),
        ),
        sparse: (
            declared("index", ["ignore_class"], ["y_pred"]),
            loss_of(keras.losses.SparseCategoricalCrossentropy),
        ),
        "keras.binary_crossentropy.probabilities": (SMOOTHED, loss_of(keras.losses.BinaryCrossentropy)),
        "keras.binary_crossentropy.logits": (SMOOTHED, loss_of(keras.losses.BinaryCrossentropy, from_logits=True)),
        "keras.categorical_focal_crossentropy": (FOCAL, loss_of(keras.losses.CategoricalFocalCrossentropy)),
        "keras.binary_focal_crossentropy": (FOCAL, loss_of(keras.losses.BinaryFocalCrossentropy)),
        "keras.kl_divergence": (declared("distribution"), loss_of(keras.losses.KLDivergence)),
    },
    read,
)
