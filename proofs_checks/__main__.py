"""`python -m proofs_checks` is `lora-symbolic`."""

from proofs_checks.cli import main

main()
