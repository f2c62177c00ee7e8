"""The course: one Markdown file a chapter, from which pages, notebooks and slides are made."""
