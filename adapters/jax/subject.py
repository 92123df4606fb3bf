"""JAX as a subject: the losses of Optax, which are those of jax.nn at a label, under jit; gradients by reverse mode.

XLA compiles anew for every shape, so rows are added up to a power of four, and cut off again: the loss of a row sees no
other row. The classes are as asked.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
os.environ.setdefault("JAX_PLATFORMS", "cpu")
import functools  # noqa: E402

from wire import missing, serve  # noqa: E402

try:
    from arrays import read, write
    import jax
    import numpy as np
    import optax
except ImportError:
    missing("JAX with Optax")

jax.config.update("jax_enable_x64", True)


def grown(size):
    """The next power of four."""
    return 4 ** max(1, (size - 1).bit_length() + 1 >> 1)


def padded(array, lead):
    """Rows of zeros, until each of the leading axes is a power of four."""
    return np.pad(array, [(0, grown(size) - size) for size in array.shape[:lead]] + [(0, 0)] * (array.ndim - lead))


def shorn(array, lead):
    """Without the rows that were added."""
    return np.asarray(array)[tuple(slice(size) for size in lead)]


def loss_of(function, slopes, elementwise=False):
    """A loss row by row: the arguments that have slopes, the first of which is the input; options are traced."""

    @functools.partial(jax.jit, static_argnames="want")
    def compiled(at, rest, upstream, want):
        if not want:
            return function(**at, **rest), {}
        loss, pull = jax.vjp(lambda at: function(**at, **rest), at)
        return loss, pull(upstream)[0]

    def evaluate(arguments, upstream, want):
        given = {name: value for name, value in arguments.items() if name != "reduction"}
        if "where" in given:
            given["where"] = given["where"] != 0
        score = given[slopes[0]]
        shape = score.shape if elementwise else score.shape[:-1]
        given = {k: padded(v, len(shape)) if isinstance(v, np.ndarray) else v for k, v in given.items()}
        upstream = padded(np.ones(shape, score.dtype) if upstream is None else upstream, len(shape))
        at = {name: given.pop(name) for name in slopes}
        loss, gradient = compiled(at, given, upstream, "gradient" in want)
        answer = {"loss": write(shorn(loss, shape))}
        if gradient:
            answer["gradient"] = {name: write(shorn(slope, shape)) for name, slope in gradient.items()}
        return answer

    return evaluate


def declared(options=(), gradients=("logits", "labels"), targets=("distribution",)):
    return {
        "dtypes": ["f64", "f32"],
        "targets": list(targets),
        "reductions": ["none"],
        "options": list(options),
        "gradients": list(gradients),
        "accuracy": "stable",
    }


DENSE = ("logits", "labels")
LOG = ("log_predictions", "targets")

serve(
    "jax",
    "%s, optax %s" % (jax.__version__, optax.__version__),
    {
        "optax.softmax_cross_entropy": (declared(["where"]), loss_of(optax.softmax_cross_entropy, DENSE)),
        "optax.safe_softmax_cross_entropy": (declared(), loss_of(optax.safe_softmax_cross_entropy, DENSE)),
        "optax.softmax_cross_entropy_with_integer_labels": (
            declared(["where"], ["logits"], ["index"]),
            loss_of(optax.softmax_cross_entropy_with_integer_labels, ["logits"]),
        ),
        "optax.sigmoid_binary_cross_entropy": (declared(), loss_of(optax.sigmoid_binary_cross_entropy, DENSE, True)),
        "optax.kl_divergence": (declared(["where"], LOG), loss_of(optax.kl_divergence, LOG)),
        "optax.generalized_kl_divergence": (declared((), LOG), loss_of(optax.generalized_kl_divergence, LOG)),
        "optax.poly_loss_cross_entropy": (
            declared(["epsilon", "where"]),
            loss_of(optax.losses.poly_loss_cross_entropy, DENSE),
        ),
        "optax.sigmoid_focal_loss": (declared(["alpha", "gamma"]), loss_of(optax.sigmoid_focal_loss, DENSE, True)),
    },
    read,
)
