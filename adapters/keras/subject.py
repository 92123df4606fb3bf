"""Keras 3 on TensorFlow as a subject: its loss classes, gradients by GradientTape.

The classes are called, not the functions, for they are what reduces and weighs.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")
import warnings  # noqa: E402

from wire import Refused, Unsupported, missing, serve  # noqa: E402

try:
    from arrays import read, write
    import keras
    import numpy as np
    import tensorflow as tf
except ImportError:
    missing("Keras with TensorFlow")

# That one class is no classification is what is asked about, not a mistake.
warnings.simplefilter("ignore")


def differentiate(loss, at, upstream):
    with tf.GradientTape() as tape:
        for tensor in at:
            tape.watch(tensor)
        value = loss()
    return value, tape.gradient(value, at, output_gradients=None if upstream is None else tf.constant(upstream))


def loss_of(kind, **fixed):
    """A loss class; sample_weight is what it is called with, the other options what it is made with."""

    def evaluate(arguments, upstream, want):
        predicted, true, weight = (arguments.pop(name, None) for name in ("y_pred", "y_true", "sample_weight"))
        balance = {"apply_class_balancing": True} if "alpha" in arguments and "Binary" in kind.__name__ else {}
        at = {"y_pred": tf.constant(predicted)}
        if np.issubdtype(true.dtype, np.floating):
            at["y_true"] = tf.constant(true)
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
        except (ValueError, tf.errors.InvalidArgumentError) as error:
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

serve(
    "keras",
    "%s on TensorFlow %s" % (keras.__version__, tf.__version__),
    {
        "keras.categorical_crossentropy.probabilities": (SMOOTHED, loss_of(keras.losses.CategoricalCrossentropy)),
        "keras.categorical_crossentropy.logits": (
            SMOOTHED,
            loss_of(keras.losses.CategoricalCrossentropy, from_logits=True),
        ),
        "keras.sparse_categorical_crossentropy.tensorflow": (
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
