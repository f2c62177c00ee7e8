"""The site: pages that open from a folder, every number of them from the results of one run."""
