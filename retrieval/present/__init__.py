"""An answer as text for a terminal, JSON or Markdown."""
