"""From a told situation to hits, safety and advice."""
