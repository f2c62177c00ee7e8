"""Sphinx reads this file; what it says is with the builder of the site, so that an installed package has it too."""

from proofs_checks.report.html.configuration import *  # noqa: F403
