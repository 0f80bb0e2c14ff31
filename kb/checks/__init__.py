"""What is wrong with an article that can be read: one family of rules a file."""
