"""The data of the site: what each page shows, still without HTML."""
