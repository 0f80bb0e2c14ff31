"""The knowledge base: articles, vocabulary, sources, routes and helplines, and how they are read."""
