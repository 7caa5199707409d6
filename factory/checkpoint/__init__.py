"""Weights on disk: rows, safetensors files, loading, saving, bundles."""
