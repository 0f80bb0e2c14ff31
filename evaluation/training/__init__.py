"""Adapting the encoder, and the heads that read danger and scope from it, to told situations."""
