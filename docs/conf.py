"""Sphinx reads this file; what it says is with the builder of the site, so that an installed package has it too."""

from proofs_checks.publishing.site.configuration import *  # noqa: F403
