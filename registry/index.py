"""The built-in components: one line each, nothing imported."""

from __future__ import annotations

from registry.entry import Entry

BUILT_IN: tuple[Entry, ...] = (
    Entry("architecture", "distilbert", "factory.families.distilbert:FAMILY", "DistilBERT"),
    Entry("architecture", "bert", "factory.families.bert:FAMILY", "BERT"),
    Entry("architecture", "modernbert", "factory.families.modernbert:FAMILY", "ModernBERT"),
    Entry("architecture", "vit", "factory.families.vit:FAMILY", "ViT"),
    Entry("architecture", "deit", "factory.families.deit:FAMILY", "DeiT"),
    Entry("architecture", "clip", "factory.families.clip:FAMILY", "CLIP"),
    Entry(
        "architecture",
        "clip_text_model",
        "factory.families.clip_text_model:FAMILY",
        "CLIP's encoder of texts",
    ),
    Entry(
        "architecture",
        "clip_vision_model",
        "factory.families.clip_vision_model:FAMILY",
        "CLIP's encoder of pictures",
    ),
    Entry("architecture", "roberta", "factory.families.roberta:FAMILY", "RoBERTa"),
    Entry("architecture", "mpnet", "factory.families.mpnet:FAMILY", "MPNet"),
    Entry("architecture", "xlm_roberta", "factory.families.xlm_roberta:FAMILY", "XLM-RoBERTa"),
    Entry("architecture", "camembert", "factory.families.camembert:FAMILY", "CamemBERT"),
    Entry("architecture", "electra", "factory.families.electra:FAMILY", "ELECTRA"),
    Entry("architecture", "albert", "factory.families.albert:FAMILY", "ALBERT"),
    Entry("architecture", "deberta_v2", "factory.families.deberta_v2:FAMILY", "DeBERTa-v2"),
    Entry("architecture", "wav2vec2", "factory.families.wav2vec2:FAMILY", "wav2vec 2.0"),
    Entry("architecture", "hubert", "factory.families.hubert:FAMILY", "HuBERT"),
    Entry(
        "architecture",
        "audio_spectrogram_transformer",
        "factory.families.audio_spectrogram_transformer:FAMILY",
        "Audio Spectrogram Transformer",
    ),
    Entry("head", "base", "factory.heads:BASE", "hidden states"),
    Entry("head", "masked_lm", "factory.heads:MASKED_LM", "fill in masked tokens"),
    Entry(
        "head",
        "sequence_classification",
        "factory.heads:SEQUENCE_CLASSIFICATION",
        "label a text, or score it",
    ),
    Entry(
        "head",
        "token_classification",
        "factory.heads:TOKEN_CLASSIFICATION",
        "label every token",
    ),
    Entry(
        "head",
        "question_answering",
        "factory.heads:QUESTION_ANSWERING",
        "find the span that answers a question",
    ),
    Entry(
        "head",
        "multiple_choice",
        "factory.heads:MULTIPLE_CHOICE",
        "choose one of several continuations",
    ),
    Entry(
        "head",
        "next_sentence_prediction",
        "factory.heads:NEXT_SENTENCE_PREDICTION",
        "whether one sentence follows another",
    ),
    Entry(
        "head",
        "with_projection",
        "factory.heads:WITH_PROJECTION",
        "one vector a text or picture, to compare it with others",
    ),
    Entry(
        "head",
        "image_classification",
        "factory.heads:IMAGE_CLASSIFICATION",
        "label a picture",
    ),
    Entry(
        "head",
        "image_classification_with_teacher",
        "factory.heads:IMAGE_CLASSIFICATION_WITH_TEACHER",
        "label a picture as the model and its teacher would",
    ),
    Entry(
        "head",
        "masked_image_modeling",
        "factory.heads:MASKED_IMAGE_MODELING",
        "make up the patches of a picture that are hidden",
    ),
    Entry("head", "ctc", "factory.heads:CTC", "write down what is said"),
    Entry(
        "head",
        "audio_classification",
        "factory.heads:AUDIO_CLASSIFICATION",
        "label a recording",
    ),
    Entry(
        "head",
        "audio_frame_classification",
        "factory.heads:AUDIO_FRAME_CLASSIFICATION",
        "label every frame of a recording, as who speaks when",
    ),
    Entry(
        "head",
        "xvector",
        "factory.heads:XVECTOR",
        "one vector a recording, alike for the same speaker",
    ),
    Entry(
        "head",
        "pretraining",
        "factory.heads:PRETRAINING",
        "what the family was pretrained on",
    ),
    Entry(
        "tokenizer",
        "wordpiece",
        "factory.tokenizers.wordpiece:WORDPIECE",
        "WordPiece, as BERT and DistilBERT use it",
    ),
    Entry(
        "tokenizer",
        "bpe",
        "factory.tokenizers.bpe:BPE",
        "byte-level BPE, as RoBERTa uses it",
    ),
    Entry(
        "tokenizer",
        "modernbert",
        "factory.tokenizers.bpe:MODERNBERT",
        "byte-level BPE, as ModernBERT uses it",
    ),
    Entry(
        "tokenizer",
        "clip",
        "factory.tokenizers.clip:CLIP",
        "BPE of lowered text, as CLIP uses it",
    ),
    Entry(
        "tokenizer",
        "ctc",
        "factory.tokenizers.ctc:CTC",
        "characters and a blank, as wav2vec 2.0 uses them",
    ),
    Entry(
        "tokenizer", "mpnet", "factory.tokenizers.wordpiece:MPNET", "WordPiece, as MPNet uses it"
    ),
    Entry(
        "tokenizer",
        "unigram",
        "factory.tokenizers.unigram_families:UNIGRAM",
        "Unigram, as sentencepiece trains it",
    ),
    Entry(
        "tokenizer",
        "albert",
        "factory.tokenizers.unigram_families:ALBERT",
        "Unigram, as ALBERT uses it",
    ),
    Entry(
        "tokenizer",
        "xlm_roberta",
        "factory.tokenizers.unigram_families:XLM_ROBERTA",
        "Unigram, as XLM-RoBERTa uses it",
    ),
    Entry(
        "tokenizer",
        "camembert",
        "factory.tokenizers.unigram_families:CAMEMBERT",
        "Unigram, as CamemBERT uses it",
    ),
    Entry(
        "tokenizer",
        "deberta_v2",
        "factory.tokenizers.unigram_families:DEBERTA_V2",
        "Unigram, as DeBERTa-v2 and v3 use it",
    ),
    Entry(
        "tokenizer",
        "t5",
        "factory.tokenizers.t5:T5",
        "Unigram with sentinel tokens, as T5 uses it",
    ),
    Entry(
        "processor",
        "image",
        "factory.processors.kinds:IMAGE",
        "images: loaded from a folder, or with every option of one's own",
    ),
    Entry("processor", "vit", "factory.processors.kinds:VIT", "images, as ViT takes them"),
    Entry("processor", "deit", "factory.processors.kinds:DEIT", "images, as DeiT takes them"),
    Entry("processor", "clip", "factory.processors.kinds:CLIP", "images, as CLIP takes them"),
    Entry(
        "processor",
        "audio",
        "factory.processors.kinds:AUDIO",
        "sound: loaded from a folder, or else as Wav2Vec2 takes it",
    ),
    Entry(
        "processor",
        "wav2vec2_audio",
        "factory.processors.kinds:WAV2VEC2",
        "sound, as Wav2Vec2 and its relatives take it: samples",
    ),
    Entry(
        "processor",
        "wav2vec2",
        "factory.processors.kinds:SPEECH",
        "sound and its transcripts, as Wav2Vec2 and its relatives take them",
    ),
    Entry(
        "processor",
        "ast",
        "factory.processors.kinds:AST",
        "sound, as AST takes it: Kaldi's filter banks",
    ),
    Entry(
        "processor",
        "whisper_audio",
        "factory.processors.kinds:WHISPER",
        "sound, as Whisper takes it: log-mel spectrograms",
    ),
)

ADOPTERS: dict[str, str] = {
    "architecture": "factory.plugins:family",
    "head": "factory.plugins:head",
    "tokenizer": "factory.plugins:tokenizer",
    "block": "factory.plugins:block",
}
"""Kinds that other packages may add to, and what checks and fits a component of theirs."""
