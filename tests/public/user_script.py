"""A user's script that must type-check without one error; it is never run."""

# pyright: strict

from pathlib import Path
from typing import assert_type

import torch
from torch import Tensor

import factory
from factory import (
    AutoConfig,
    AutoModel,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BatchEncoding,
    BertForPreTraining,
    BertModel,
    BertTokenizerFast,
    CLIPModel,
    DistilBertConfig,
    DistilBertForMaskedLM,
    DistilBertForQuestionAnswering,
    DistilBertForSequenceClassification,
    DistilBertModel,
    DistilBertTokenizer,
    DistilBertTokenizerFast,
    FactoryError,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizer,
    PreTrainedTokenizerFast,
    RequestError,
    RobertaConfig,
    RobertaForMultipleChoice,
)

folder = Path("model")
ids = torch.tensor([[101, 7592, 102]])

config = DistilBertConfig(activation="relu", attention_dropout=0.4, n_layers=2, dim=24, n_heads=2)
common = DistilBertConfig(hidden_size=24, num_hidden_layers=2, num_attention_heads=2)
labelled = DistilBertConfig(id2label={0: "no", 1: "yes"}, pruned_heads={0: [1]}, dtype="bfloat16")
assert_type(common.dim, int)
assert_type(common.hidden_size, int)
assert_type(common.hidden_act, str)
assert_type(labelled.num_labels, int)
assert_type(config.replace(num_labels=3), DistilBertConfig)
assert_type(DistilBertConfig.from_pretrained(folder, hidden_size=48), DistilBertConfig)
assert_type(AutoConfig.from_pretrained("model"), PretrainedConfig)
base: PretrainedConfig = RobertaConfig(eos_token_id=[2, 3])
written: str = config.to_json_string()
differences: dict[str, object] = config.to_diff_dict()

model = DistilBertModel(config, seed=0, dtype=torch.bfloat16)
assert_type(model.config.n_layers, int)
assert_type(model(ids).last_hidden_state, Tensor)
assert_type(model(input_ids=ids, output_attentions=True).attentions, tuple[Tensor, ...] | None)
first, *_ = model(ids, return_dict=False)

classifier = DistilBertForSequenceClassification.from_pretrained(folder, config=config)
assert_type(classifier, DistilBertForSequenceClassification)
result = classifier(input_ids=ids, labels=torch.tensor([1]))
assert_type(result.logits, Tensor)
loss: Tensor | None = result.loss
classifier.prune_heads({0: [0, 1]})
classifier.resize_token_embeddings(30600, pad_to_multiple_of=64)
classifier.save_pretrained(folder, max_shard_size="1GB")

span = DistilBertForQuestionAnswering.from_pretrained("model", seed=1)
assert_type(span.forward(ids).start_logits, Tensor)
pooled = BertModel.from_pretrained(folder, hidden_dropout_prob=0.0)
assert_type(pooled(ids).pooler_output, Tensor | None)
pretraining = BertForPreTraining.from_pretrained(folder)
assert_type(pretraining(ids).seq_relationship_logits, Tensor)
choice = RobertaForMultipleChoice(RobertaConfig())
assert_type(choice(ids[:, None]).logits, Tensor)
dual = CLIPModel.from_pretrained("model")
assert_type(dual.get_text_features(ids).pooler_output, Tensor | None)
picture, *_ = dual.get_image_features(pixel_values=torch.zeros(1, 3, 224, 224), return_dict=False)
tokens = DistilBertForMaskedLM(config)
module: torch.nn.Module = tokens
shared: PreTrainedModel = tokens

assert_type(AutoModel.from_pretrained(folder)(ids).last_hidden_state, Tensor)
assert_type(AutoModelForSequenceClassification.from_config(config)(ids).logits, Tensor)
assert_type(AutoModelForQuestionAnswering.from_pretrained("model")(ids).end_logits, Tensor)
any_tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=False)

slow: PreTrainedTokenizer = DistilBertTokenizer(
    vocab_file="my_vocab_file.txt", do_lower_case=False, padding_side="left"
)
fast: PreTrainedTokenizerFast = DistilBertTokenizerFast.from_pretrained("model")
batch = fast(["Hello, world", "again"], padding=True, truncation=True, return_tensors="pt")
assert_type(batch, BatchEncoding)
text: str = slow.decode(slow("Hello, world")["input_ids"])
assert_type(BertTokenizerFast.from_pretrained(folder), BertTokenizerFast)

try:
    factory.load(folder)
except RequestError as error:
    problems: tuple[str, ...] = error.problems
except FactoryError:
    pass
