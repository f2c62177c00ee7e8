"""The errors of the translation to Coq."""

from __future__ import annotations

from lora_symbolic.language.errors import LanguageError


class NotTranslatable(LanguageError):
    """A term or a size that the translation to Coq does not know."""
