"""What is published: the data behind pages and documents, still without HTML or LaTeX."""
