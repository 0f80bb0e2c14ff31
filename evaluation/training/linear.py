"""Linear layers, fitted by logistic regression: on vectors and on words alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Rows = Floats | csr_matrix
_STEPS = 5000  # at most
_NEVER = -50.0  # the log-odds of a class without examples


def fit_yes_or_no(
    rows: Rows, yes: Sequence[bool], *, strength: float, balance: Literal["balanced"] | None = "balanced"
) -> tuple[Floats, float]:
    """Return the weights of a layer, shape (columns,), and its bias: log-odds of yes.

    Args:
        rows: what is known of each example, shape (examples, columns).
        yes: what each is.
        strength: the inverse of the penalty on large weights.
        balance: whether few examples of one kind count as much as many of the other.
    """
    from sklearn.linear_model import LogisticRegression  # heavy, and only here

    layer = LogisticRegression(C=strength, max_iter=_STEPS, class_weight=balance).fit(rows, yes)
    return layer.coef_[0].astype(np.float32), float(layer.intercept_[0])


def fit_classes(rows: Rows, classes: Sequence[int], *, count: int, strength: float) -> tuple[Floats, Floats]:
    """Return the weights of a layer, shape (count, columns), and its biases, shape (count,).

    A class without examples is never found.
    """
    from sklearn.linear_model import LogisticRegression  # heavy, and only here

    layer = LogisticRegression(C=strength, max_iter=_STEPS).fit(rows, classes)
    weights = np.zeros((count, rows.shape[1]), dtype=np.float32)
    bias = np.full(count, _NEVER, dtype=np.float32)
    weights[layer.classes_], bias[layer.classes_] = layer.coef_, layer.intercept_
    return weights, bias
