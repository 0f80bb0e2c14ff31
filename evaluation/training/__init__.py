"""Adapting the encoder to told situations, and fitting the heads that read danger and scope."""
