"""The paper's problems as terms: partial and full adaptation, the row-wise view, the chain of factors."""

from .chain import FactorChain, factor_chain, printed_residual_chain, residual_chain
from .full import FullAdaptation, full_adaptation
from .loss import AttentionLoss
from .partial import PartialAdaptation, partial_adaptation, partial_from_attention
from .vectorised import AdapterJacobians, RowLoss, VectorisedLoss, row_loss

__all__ = [
    "AdapterJacobians",
    "AttentionLoss",
    "FactorChain",
    "FullAdaptation",
    "PartialAdaptation",
    "RowLoss",
    "VectorisedLoss",
    "factor_chain",
    "full_adaptation",
    "partial_adaptation",
    "partial_from_attention",
    "printed_residual_chain",
    "residual_chain",
    "row_loss",
]
