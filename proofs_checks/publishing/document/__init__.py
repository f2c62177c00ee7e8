"""LaTeX: the companion document, fragments of it to paste, and what both are made with."""
