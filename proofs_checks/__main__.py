"""`python -m proofs_checks` is `lora-symbolic`."""

from .cli import main

main()
