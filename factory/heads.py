"""The kinds of heads: what a task is called, what a class is named after it, what it answers.

A kind is generic; how a family builds it is in the family's file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Feature(StrEnum):
    """What a head may read off a body."""

    HIDDEN = "hidden"
    POOLED = "pooled"


class Labels(StrEnum):
    """What the labels of a head are."""

    NONE = "none"
    CLASSES = "classes"
    SPAN = "span"
    TOKENS = "tokens"
    FOLLOWS = "follows"
    CHOICE = "choice"
    PRETRAINING = "pretraining"
    ORDER = "order"
    REPLACED = "replaced"
    TAUGHT = "taught"
    PIXELS = "pixels"
    TRANSCRIPT = "transcript"
    NEGATIVES = "negatives"
    PAIRS = "pairs"
    NEXT = "next"
    TEXT = "text"
    OTHER = "other"


TARGETS: dict[Labels, tuple[str, ...]] = {
    Labels.NONE: (),
    Labels.PIXELS: (),
    Labels.TAUGHT: (),
    Labels.PAIRS: ("return_loss",),
    Labels.NEGATIVES: ("sampled_negative_indices",),
    Labels.SPAN: ("start_positions", "end_positions"),
    Labels.PRETRAINING: ("labels", "next_sentence_label"),
    Labels.ORDER: ("labels", "sentence_order_label"),
}
"""What labels are called in calls of a model, where that is not ``labels`` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadKind:
    """A task.

    Attributes:
        name: the registry's name.
        suffix: what class names end with, ``ForMaskedLM``.
        summary: one line.
        labels: what it is trained on.
        num_labels: the number of labels that is fixed by the task, or None.
        auto: name of the class that finds the family itself, where it is not made of the suffix.
        also_auto: more names of such classes.
        continues: whether its models can go on from what they have read.
        output: ``"module:Class"`` of what its models return, a subclass of ``ModelOutput``; when
            empty, ``loss`` and ``logits``.
        tokenizer: registry name of the tokenizer of what it writes, which it brings along where the
            architecture reads no texts.
    """

    name: str
    suffix: str
    summary: str
    labels: Labels
    num_labels: int | None = None
    output: str = ""
    auto: str = ""
    also_auto: tuple[str, ...] = ()
    continues: bool = False
    tokenizer: str = ""

    @property
    def chooses(self) -> bool:
        """Whether it tells labels apart, whose number and names can be chosen."""
        return self.labels in (Labels.CLASSES, Labels.TAUGHT)

    @property
    def targets(self) -> tuple[str, ...]:
        """What its labels are called in calls of a model."""
        return TARGETS.get(self.labels, ("labels",))

    @property
    def auto_class(self) -> str:
        """Name of the class that finds the family itself: ``AutoModelForMaskedLM``."""
        if self.auto:
            return self.auto
        return f"Auto{self.suffix}" if self.labels is Labels.NONE else f"AutoModel{self.suffix}"

    @property
    def auto_classes(self) -> tuple[str, ...]:
        """Names of all classes that find the family themselves."""
        return (self.auto_class, *self.also_auto)


BASE = HeadKind(
    name="base", suffix="Model", summary="hidden states", labels=Labels.NONE, continues=True
)
ENCODER = HeadKind(
    name="encoder",
    suffix="EncoderModel",
    summary="hidden states of the encoder alone",
    labels=Labels.NONE,
    output="factory.models.outputs:BaseModelOutput",
    auto="AutoModelForTextEncoding",
)
CAUSAL_LM = HeadKind(
    name="causal_lm",
    suffix="ForCausalLM",
    summary="go on with a text",
    labels=Labels.NEXT,
    output="factory.models.outputs:CausalLMOutputWithPast",
    continues=True,
)
CONDITIONAL_GENERATION = HeadKind(
    name="conditional_generation",
    suffix="ForConditionalGeneration",
    summary="write a text from what is read or heard",
    labels=Labels.TEXT,
    output="factory.models.outputs_of_two:Seq2SeqLMOutput",
    auto="AutoModelForSeq2SeqLM",
    also_auto=("AutoModelForSpeechSeq2Seq",),
    continues=True,
)
IMAGE_CLASSIFICATION = HeadKind(
    name="image_classification",
    suffix="ForImageClassification",
    summary="label a picture",
    labels=Labels.CLASSES,
)
IMAGE_CLASSIFICATION_WITH_TEACHER = HeadKind(
    name="image_classification_with_teacher",
    suffix="ForImageClassificationWithTeacher",
    summary="label a picture as the model and its teacher would, without training",
    labels=Labels.TAUGHT,
    output="factory.models.outputs:TaughtClassifierOutput",
)
MASKED_IMAGE_MODELING = HeadKind(
    name="masked_image_modeling",
    suffix="ForMaskedImageModeling",
    summary="make up the patches of a picture that are hidden",
    labels=Labels.PIXELS,
    output="factory.models.outputs:MaskedImageModelingOutput",
)
WITH_PROJECTION = HeadKind(
    name="with_projection",
    suffix="ModelWithProjection",
    summary="one vector a text or picture, to compare it with others",
    labels=Labels.NONE,
)
CTC = HeadKind(
    name="ctc",
    suffix="ForCTC",
    summary="write down what is said",
    labels=Labels.TRANSCRIPT,
    output="factory.models.outputs:CausalLMOutput",
    tokenizer="ctc",
)
AUDIO_CLASSIFICATION = HeadKind(
    name="audio_classification",
    suffix="ForAudioClassification",
    summary="label a recording",
    labels=Labels.CLASSES,
    output="factory.models.outputs:SequenceClassifierOutput",
)
AUDIO_FRAME_CLASSIFICATION = HeadKind(
    name="audio_frame_classification",
    suffix="ForAudioFrameClassification",
    summary="label every frame of a recording, as who speaks when",
    labels=Labels.CLASSES,
    output="factory.models.outputs:TokenClassifierOutput",
)
XVECTOR = HeadKind(
    name="xvector",
    suffix="ForXVector",
    summary="one vector a recording, alike for the same speaker",
    labels=Labels.CLASSES,
    output="factory.models.outputs:XVectorOutput",
)
MASKED_LM = HeadKind(
    name="masked_lm",
    suffix="ForMaskedLM",
    summary="fill in masked tokens",
    labels=Labels.TOKENS,
)
SEQUENCE_CLASSIFICATION = HeadKind(
    name="sequence_classification",
    suffix="ForSequenceClassification",
    summary="label a text, or score it",
    labels=Labels.CLASSES,
)
TOKEN_CLASSIFICATION = HeadKind(
    name="token_classification",
    suffix="ForTokenClassification",
    summary="label every token",
    labels=Labels.CLASSES,
)
QUESTION_ANSWERING = HeadKind(
    name="question_answering",
    suffix="ForQuestionAnswering",
    summary="find the span that answers a question",
    labels=Labels.SPAN,
    num_labels=2,
)
MULTIPLE_CHOICE = HeadKind(
    name="multiple_choice",
    suffix="ForMultipleChoice",
    summary="choose one of several continuations",
    labels=Labels.CHOICE,
)
NEXT_SENTENCE_PREDICTION = HeadKind(
    name="next_sentence_prediction",
    suffix="ForNextSentencePrediction",
    summary="whether one sentence follows another",
    labels=Labels.FOLLOWS,
)
PRETRAINING = HeadKind(
    name="pretraining",
    suffix="ForPreTraining",
    summary="what the family was pretrained on",
    labels=Labels.PRETRAINING,
)

# What families mean by pretraining; see `Family.kinds`.
SENTENCE_PAIRS = HeadKind(
    name="pretraining",
    suffix="ForPreTraining",
    summary="masked tokens and next sentence together",
    labels=Labels.PRETRAINING,
)
SENTENCE_ORDER = HeadKind(
    name="pretraining",
    suffix="ForPreTraining",
    summary="masked tokens and the order of two sentences together",
    labels=Labels.ORDER,
    output="factory.models.outputs:SentenceOrderOutput",
)
REPLACED_TOKENS = HeadKind(
    name="pretraining",
    suffix="ForPreTraining",
    summary="which tokens were replaced",
    labels=Labels.REPLACED,
    output="factory.models.outputs:DetectorOutput",
)

HIDDEN_FRAMES = HeadKind(
    name="pretraining",
    suffix="ForPreTraining",
    summary="tell the frame that is hidden from others",
    labels=Labels.NEGATIVES,
    output="factory.models.outputs:HiddenFramesOutput",
)

# What families mean by the bare model, by a projection, or by a task that two stacks share.
FRAMES = HeadKind(
    name="base",
    suffix="Model",
    summary="hidden states, and what the convolutions found",
    labels=Labels.NONE,
    output="factory.models.outputs:FramesOutput",
)
TEXTS_AND_PICTURES = HeadKind(
    name="base",
    suffix="Model",
    summary="how much texts and pictures are like each other",
    labels=Labels.PAIRS,
    output="factory.models.outputs:ContrastiveOutput",
)
READ_AND_WRITTEN = replace(BASE, output="factory.models.outputs_of_two:Seq2SeqModelOutput")
LM_HEAD_MODEL = replace(CAUSAL_LM, suffix="LMHeadModel")
READ_AND_LABELLED = replace(
    SEQUENCE_CLASSIFICATION, output="factory.models.outputs_of_two:Seq2SeqSequenceClassifierOutput"
)
READ_AND_ANSWERED = replace(
    QUESTION_ANSWERING, output="factory.models.outputs_of_two:Seq2SeqQuestionAnsweringModelOutput"
)
PROJECTED_TEXT = replace(WITH_PROJECTION, output="factory.models.outputs:TextEmbedsOutput")
PROJECTED_IMAGE = replace(WITH_PROJECTION, output="factory.models.outputs:ImageEmbedsOutput")
