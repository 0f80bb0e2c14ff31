"""Reports of an evaluation: tables, Markdown, a page with plots, run files and a record."""
