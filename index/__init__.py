"""How text becomes terms and vectors, and how both are built, stored and opened."""
