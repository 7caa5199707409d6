"""A task of our own, and the spec of its head; its torch side is ``acme_models.torch.heads``."""

from __future__ import annotations

from factory.heads import HeadKind, Labels
from factory.specs import Pool, Spec, spec


@spec
class Similarity(Spec):
    """A vector of length 1 for each text; the cosine of two says how alike the texts are.

    Attributes:
        pool: from hidden states to one vector a text.
    """

    pool: Pool


SIMILARITY = HeadKind(
    name="similarity",
    suffix="ForSimilarity",
    summary="a vector for each text; those of similar texts lie close",
    labels=Labels.OTHER,
    output="acme_models.torch.heads:SimilarityOutput",
)
