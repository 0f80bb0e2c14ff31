"""Datasets, runs, measures and benchmarks."""
