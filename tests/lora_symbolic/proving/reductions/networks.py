"""Residual attention layers, written in two ways, with the gradient in a weight of the first."""

from __future__ import annotations

from lora_symbolic.language import Term, diag, grad, matrix, rowsum, softmax, sum_entries

X, Y = matrix("X", "L", "d"), matrix("Y", "L", "d")


def weights(layer: int) -> tuple[Term, Term, Term]:
    """The queries' and keys' d x r weights and the values' d x d weights of a layer."""
    return matrix(f"Q{layer}", "d", "r"), matrix(f"K{layer}", "d", "r"), matrix(f"V{layer}", "d", "d")


def network(layers: int) -> tuple[list[Term], list[Term]]:
    """The input and the output of each layer, and the attention of each."""
    outputs, attention = [X], []
    for layer in range(layers):
        Q, K, V = weights(layer)
        H = outputs[-1]
        attention.append(softmax(H @ Q @ (H @ K).T))
        outputs.append(H + attention[-1] @ H @ V)
    return outputs, attention


def network_otherwise(layers: int) -> Term:
    """The output of the same network in other words."""
    G = X
    for layer in range(layers):
        Q, K, V = weights(layer)
        G = softmax(G @ (Q @ K.T) @ G.T) @ (G @ V) + G
    return G


def loss(output: Term) -> Term:
    """Half the squared distance from Y."""
    return sum_entries((output - Y) * (output - Y)) / 2


def gradient_by_hand(layers: int, sign: int = 1) -> Term:
    """The derivative of the loss in the queries' weights of the first layer, layer by layer; wrong with sign -1."""
    outputs, attention = network(layers)
    adjoint = outputs[-1] - Y
    for layer in reversed(range(layers)):
        Q, K, V = weights(layer)
        H, f = outputs[layer], attention[layer]
        q = adjoint @ (H @ V).T
        p = f * q - diag(rowsum(f * q)) @ f
        if layer:
            adjoint = adjoint + f.T @ adjoint @ V.T + p @ H @ K @ Q.T + sign * p.T @ H @ Q @ K.T
    return outputs[0].T @ p @ outputs[0] @ weights(0)[1]


def gradient(layers: int, output: Term | None = None) -> Term:
    """The derivative of the loss in the queries' weights of the first layer."""
    return grad(loss(network(layers)[0][-1] if output is None else output), weights(0)[0])
