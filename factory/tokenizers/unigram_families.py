"""The Unigram tokenizers: what each family does to text, and where its special tokens stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from factory.tokenizers.layout import GENERIC_CLASSES
from factory.tokenizers.scheme import define
from factory.tokenizers.unigram import CHARSMAP, IdLayout, Step, UnigramFormat, UnigramOptions
from factory.tokenizers.vocabulary_format import Options
from factory.tokenizers.wrapping import SEGMENTS, Template

_ROBERTA: Options = {
    "add_prefix_space": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "mask_token": "<mask>",
}
_BERT: Options = {
    "bos_token": "[CLS]",
    "eos_token": "[SEP]",
    "sep_token": "[SEP]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}
_SENTENCES = Template("bos A eos", "bos A eos eos B eos")
_BLANKS_SPLIT = (Step({"type": "WhitespaceSplit"}),)


def _replace(pattern: str, content: str, kind: str = "String") -> dict[str, Any]:
    return {"type": "Replace", "pattern": {kind: pattern}, "content": content}


@dataclass(frozen=True, kw_only=True)
class AlbertOptions(UnigramOptions):
    """What can be set of ALBERT's tokenizer; None is the folder's value, or ALBERT's."""

    do_lower_case: bool | None = field(
        default=None, metadata={"meaning": "lower the text's case first; ALBERT's value is true"}
    )
    keep_accents: bool | None = field(
        default=None, metadata={"meaning": "keep accents; ALBERT's value is false"}
    )


@dataclass(frozen=True, kw_only=True)
class DebertaV2Options(UnigramOptions):
    """What can be set of DeBERTa's tokenizer; None is the folder's value, or DeBERTa's."""

    do_lower_case: bool | None = field(
        default=None, metadata={"meaning": "lower the text's case first; DeBERTa's value is false"}
    )
    split_by_punct: bool | None = field(
        default=None, metadata={"meaning": "make a word of each punctuation character"}
    )


UNIGRAM = define(
    "unigram",
    "Unigram",
    module=__name__,
    summary="Unigram on composed text with RoBERTa's special tokens",
    options=UnigramOptions,
    kind=UnigramFormat(
        file_names=("spiece.model",),
        wrapping=_SENTENCES,
        saved_class=GENERIC_CLASSES[0],
        byte_fallback=True,
        normalizer=(
            CHARSMAP,
            Step({"type": "Nmt"}, when="-charsmap"),
            Step({"type": "NFKC"}, when="-charsmap"),
            Step(_replace(" {2,}", " ", "Regex")),
        ),
        defaults=_ROBERTA,
    ),
)

ALBERT = define(
    "albert",
    "Albert",
    module=__name__,
    summary="Unigram on lowered text without accents, with BERT's special tokens",
    options=AlbertOptions,
    kind=UnigramFormat(
        file_names=("spiece.model",),
        wrapping=SEGMENTS,
        head=("pad", "unk", "cls", "sep", "mask"),
        unknown_id=1,
        normalizer=(
            Step(_replace("``", '"')),
            Step(_replace("''", '"')),
            Step({"type": "NFKD"}, when="-keep_accents"),
            Step({"type": "StripAccents"}, when="-keep_accents"),
            Step({"type": "Lowercase"}, when="do_lower_case"),
            CHARSMAP,
        ),
        pre_tokenizer=_BLANKS_SPLIT,
        defaults={
            "do_lower_case": True,
            "keep_accents": False,
            "add_prefix_space": True,
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            **_BERT,
        },
    ),
)
"""https://arxiv.org/abs/1909.11942"""

XLM_ROBERTA = define(
    "xlm_roberta",
    "XLMRoberta",
    module=__name__,
    summary="Unigram of a hundred languages, with RoBERTa's special tokens",
    options=UnigramOptions,
    kind=UnigramFormat(
        file_names=("sentencepiece.bpe.model",),
        wrapping=_SENTENCES,
        unknown_id=3,
        layout=IdLayout(
            head=(("bos_token", 0.0), ("pad_token", 0.0), ("eos_token", 0.0), ("unk_token", 0.0)),
            dropped=3,
            tail=("mask_token",),
        ),
        normalizer=(CHARSMAP,),
        pre_tokenizer=_BLANKS_SPLIT,
        defaults=_ROBERTA,
    ),
)
"""https://arxiv.org/abs/1911.02116"""

CAMEMBERT = define(
    "camembert",
    "Camembert",
    module=__name__,
    summary="Unigram of French, with RoBERTa's special tokens",
    options=UnigramOptions,
    kind=UnigramFormat(
        file_names=("sentencepiece.bpe.model",),
        wrapping=_SENTENCES,
        mask_takes_space=True,
        layout=IdLayout(
            head=(
                ("<s>NOTUSED", 0.0),
                ("pad_token", 0.0),
                ("</s>NOTUSED", 0.0),
                ("unk_token", 0.0),
                ("<unk>NOTUSED", -100.0),
            ),
            dropped=1,
            tail=("mask_token",),
        ),
        normalizer=(CHARSMAP,),
        pre_tokenizer=_BLANKS_SPLIT,
        defaults=_ROBERTA,
    ),
)
"""https://arxiv.org/abs/1911.03894"""

DEBERTA_V2 = define(
    "deberta_v2",
    "DebertaV2",
    module=__name__,
    summary="Unigram on composed text, with BERT's special tokens",
    options=DebertaV2Options,
    inputs=("input_ids", "token_type_ids", "attention_mask"),
    kind=UnigramFormat(
        file_names=("spm.model",),
        wrapping=SEGMENTS,
        head=("pad", "cls", "sep", "unk", "mask"),
        first_only=True,
        normalizer=(
            Step({"type": "Lowercase"}, when="do_lower_case"),
            Step(_replace(r"\s{2,}|[\n\r\t]", " ", "Regex")),
            Step({"type": "NFC"}),
            Step({"type": "Strip", "strip_left": False, "strip_right": True}),
        ),
        pre_tokenizer=(Step({"type": "Punctuation", "behavior": "Isolated"}, "split_by_punct"),),
        defaults={
            "do_lower_case": False,
            "split_by_punct": False,
            "add_prefix_space": True,
            "unk_token": "[UNK]",
            "pad_token": "[PAD]",
            **_BERT,
        },
    ),
)
"""https://arxiv.org/abs/2006.03654"""
