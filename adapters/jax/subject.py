"""JAX as a subject: the losses of Optax, which are those of jax.nn at a label, under jit; gradients by reverse mode.

XLA compiles anew for every shape, for a quarter of a second. So the rows are laid out on two axes of few sizes, more of
them than asked, and the rest is cut off again: the loss of a row sees no other row. The classes are as asked.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
os.environ.setdefault("JAX_PLATFORMS", "cpu")
import math  # noqa: E402

from wire import missing, serve  # noqa: E402

try:
    from arrays import read, write
    import jax
    import numpy as np
    import optax
except ImportError:
    missing("JAX with Optax")

jax.config.update("jax_enable_x64", True)


SIDE = 8
"""The first axis of the rows; SIDE² of them suffice for most cases, and more are laid out than that only in large ones."""


def grown(rows):
    """The next power of SIDE²."""
    size = SIDE**2
    while size < rows:
        size *= SIDE**2
    return size


def laid_out(array, lead):
    """The rows on the leading axes on two axes, and rows of zeros after them."""
    rows, rest = math.prod(array.shape[:lead]), array.shape[lead:]
    added = np.zeros((grown(rows) - rows, *rest), array.dtype)
    return np.concatenate([array.reshape(rows, *rest), added]).reshape(SIDE, -1, *rest)


def given_back(array, lead):
    """The rows that were asked for, on their leading axes."""
    rest = array.shape[2:]
    return np.asarray(array).reshape(-1, *rest)[: math.prod(lead)].reshape(*lead, *rest)


def loss_of(function, slopes, elementwise=False):
    """A loss row by row: the arguments that have slopes, the first of which is the input; options are traced."""

    @jax.jit
    def compiled(at, rest, upstream):
        loss, pull = jax.vjp(lambda at: function(**at, **rest), at)
        return loss, pull(upstream)[0]

    def evaluate(arguments, upstream, want):
        given = {name: value for name, value in arguments.items() if name != "reduction"}
        if "where" in given:
            given["where"] = given["where"] != 0
        score = given[slopes[0]]
        shape = score.shape if elementwise else score.shape[:-1]
        upstream = np.ones(shape, score.dtype) if upstream is None else upstream
        given = {k: laid_out(v, len(shape)) if isinstance(v, np.ndarray) else float(v) for k, v in given.items()}
        at = {name: given.pop(name) for name in slopes}
        loss, gradient = compiled(at, given, laid_out(upstream, len(shape)))
        answer = {"loss": write(given_back(loss, shape))}
        if "gradient" in want:
            answer["gradient"] = {name: write(given_back(slope, shape)) for name, slope in gradient.items()}
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
