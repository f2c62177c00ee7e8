"""Reductions: from satisfiability to the gradients of low-rank adapters, each step executable, with its constants.

    formula -> orthogonal vectors -> attention -> its loss at X = I, from gradients at X = lambda I -> adapters

Dictionary
    formula, vectors        the instances that are hard to decide
    embedding               vectors -> one attention problem, with every constant
    attention_problem       AAttLGC and ALoRAGC, their gradients in balls, the passages both ways
    quadrature              the integral over lambda: Gauss-Legendre and left Riemann, with certified errors
    pipeline, round_trips   the whole chain on an instance, every bound checked
    steps                   recorded steps of an argument, each with the check that a machine made
    *_chain                 the arguments for all sizes
"""
