"""Speed and memory, measured beside the plain stack in one run (`make bench`)."""
