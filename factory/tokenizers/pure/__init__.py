"""The tokenizers library's pipeline in pure Python, for the slow tokenizers.

A pipeline is read from the same ``tokenizer.json`` document as the library's: added tokens are cut
out, the rest is normalised, split into words, broken into tokens, and wrapped in special tokens.
Parts that are not implemented are refused by name, never approximated.
"""
