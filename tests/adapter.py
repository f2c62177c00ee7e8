"""The loss of one adapter, as tests of several rooms use it, with the reader's names."""

from __future__ import annotations

from lora_symbolic.language import diag, matrix, rowsum, softmax, sum_entries

C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
W0, B, A, V = matrix("W0", "d", "d"), matrix("B", "d", "r"), matrix("A", "r", "d"), matrix("V", "r", "d")

f = softmax(C1 @ (W0 + B @ A) @ C2.T)
c = f @ C3 - Y
loss = sum_entries(c * c) / 2
q = c @ C3.T
p = f * q - diag(rowsum(f * q)) @ f
G_A, G_B = B.T @ C1.T @ p @ C2, C1.T @ p @ C2 @ A.T
NAMES = {f: "f", c: "c", q: "q", p: "p"}
