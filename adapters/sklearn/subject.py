"""scikit-learn as a subject: `sklearn.metrics.log_loss`, whose labels are given, so that a batch may lack a class."""

import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from wire import Refused, Unsupported, missing, pack, serve  # noqa: E402

try:
    from arrays import read
    import numpy as np
    import sklearn
    from sklearn.metrics import log_loss
except ImportError:
    missing("scikit-learn")

# That probabilities do not sum to 1 is what is asked about, not a mistake.
warnings.simplefilter("ignore")


def evaluate(arguments, upstream, want):
    p, y = arguments["y_pred"], arguments["y_true"]
    if p.shape[1] < 2:
        raise Unsupported("one class: log_loss needs at least two labels")
    options = {"normalize": arguments.get("normalize", "true") == "true"}
    if "sample_weight" in arguments:
        options["sample_weight"] = arguments["sample_weight"]
    try:
        loss = log_loss(y, p, labels=np.arange(p.shape[1]), **options)
    except (ValueError, ZeroDivisionError) as error:
        if not options["normalize"] and "non-zero number" in str(error):
            raise Unsupported("weights that are all 0, from 1.9 on, even where nothing is divided by them")
        raise Refused(str(error).split("\n")[0])
    return {"loss": pack("f64" if p.dtype == np.float64 else "f32", [], [float(loss)])}


serve(
    "scikit-learn",
    sklearn.__version__,
    {
        "sklearn.log_loss": (
            {
                "dtypes": ["f64", "f32"],
                "targets": ["index"],
                "reductions": ["true", "false"],
                "options": ["sample_weight"],
                "gradients": [],
                "accuracy": "stable",
            },
            evaluate,
        )
    },
    read,
)
