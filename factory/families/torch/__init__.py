"""Torch modules of spec types that one family alone has, found by the name of its file."""
