"""Tools for trainers: what a closer look at the articles shows."""
