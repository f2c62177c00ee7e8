"""Reports: the results of a run as text for a terminal, as JSON, and as Markdown."""
