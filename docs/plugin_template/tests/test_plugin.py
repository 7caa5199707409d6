"""What the plug-in promises, as its users see it."""

from __future__ import annotations

from pathlib import Path

import torch

import factory

OVERRIDES = ["architecture=acme_mini", "head=similarity"]


def test_a_bundle_is_read_back_as_it_was_built(tmp_path: Path) -> None:
    built = factory.build([*OVERRIDES, f"output_dir={tmp_path / 'bundle'}"])
    again = factory.load(tmp_path / "bundle", verify=True)
    assert type(again.model).__name__ == "AcmeForSimilarity"
    batch = built.tokenizer(["One text.", "A longer one."], padding=True, return_tensors="pt")
    assert torch.equal(built.model(**batch).embeddings, again.model(**batch).embeddings)


def test_embeddings_have_length_1_and_learn_from_pairs() -> None:
    built = factory.build(OVERRIDES)
    texts = ["One text.", "Another text.", "One.", "Two."]
    batch = built.tokenizer(texts, padding=True, return_tensors="pt")
    output = built.model(**batch, labels=torch.tensor([1.0, 0.0]))
    assert torch.allclose(output.embeddings.norm(dim=-1), torch.ones(4))
    output.loss.backward()
    assert all(p.grad is not None for p in built.model.parameters() if p.requires_grad)
