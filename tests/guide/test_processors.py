"""What the guide "Create a custom architecture" says of pictures and sound, run as it is written.

Its code is taken word for word, with ``factory`` in place of ``transformers``, in a working
directory with a vocabulary of the reader's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import factory

WORDS = ("<pad>", "<s>", "</s>", "<unk>", "|", *"ETAONIHSRDLUMWCFGYPBVK'XJQZ")

VIT = """
from transformers import ViTImageProcessor
vit_extractor = ViTImageProcessor()
print(vit_extractor)
"""
VIT_SHOWN = """
ViTImageProcessor {
  "do_normalize": true,
  "do_resize": true,
  "image_processor_type": "ViTImageProcessor",
  "image_mean": [
    0.5,
    0.5,
    0.5
  ],
  "image_std": [
    0.5,
    0.5,
    0.5
  ],
  "resample": 2,
  "size": 224
}
"""
MY_VIT = """
from transformers import ViTImageProcessor
my_vit_extractor = ViTImageProcessor(resample="PIL.Image.BOX", do_normalize=False, image_mean=[0.3, 0.3, 0.3])
print(my_vit_extractor)
"""  # noqa: E501 - the guide's own line
MY_VIT_SHOWN = """
ViTImageProcessor {
  "do_normalize": false,
  "do_resize": true,
  "image_processor_type": "ViTImageProcessor",
  "image_mean": [
    0.3,
    0.3,
    0.3
  ],
  "image_std": [
    0.5,
    0.5,
    0.5
  ],
  "resample": "PIL.Image.BOX",
  "size": 224
}
"""
WAV2VEC2 = """
from transformers import Wav2Vec2FeatureExtractor
w2v2_extractor = Wav2Vec2FeatureExtractor()
print(w2v2_extractor)
"""
WAV2VEC2_SHOWN = """
Wav2Vec2FeatureExtractor {
  "do_normalize": true,
  "feature_extractor_type": "Wav2Vec2FeatureExtractor",
  "feature_size": 1,
  "padding_side": "right",
  "padding_value": 0.0,
  "return_attention_mask": false,
  "sampling_rate": 16000
}
"""
MY_WAV2VEC2 = """
from transformers import Wav2Vec2FeatureExtractor
w2v2_extractor = Wav2Vec2FeatureExtractor(sampling_rate=8000, do_normalize=False)
print(w2v2_extractor)
"""
MY_WAV2VEC2_SHOWN = """
Wav2Vec2FeatureExtractor {
  "do_normalize": false,
  "feature_extractor_type": "Wav2Vec2FeatureExtractor",
  "feature_size": 1,
  "padding_side": "right",
  "padding_value": 0.0,
  "return_attention_mask": false,
  "sampling_rate": 8000
}
"""
EXTRACTOR = """
from transformers import Wav2Vec2FeatureExtractor
feature_extractor = Wav2Vec2FeatureExtractor(padding_value=1.0, do_normalize=True)
"""
TOKENIZER = """
from transformers import Wav2Vec2CTCTokenizer
tokenizer = Wav2Vec2CTCTokenizer(vocab_file="my_vocab_file.txt")
"""
PROCESSOR = """
from transformers import Wav2Vec2Processor
processor = Wav2Vec2Processor(feature_extractor=feature_extractor, tokenizer=tokenizer)
"""


@pytest.fixture(params=["text", "json"])
def vocabulary(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The reader's vocabulary file, a token a line or in JSON."""
    listed = "\n".join(WORDS)
    mapped = json.dumps({word: index for index, word in enumerate(WORDS)})
    (tmp_path / "my_vocab_file.txt").write_text(listed if request.param == "text" else mapped)


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's directory."""
    monkeypatch.chdir(tmp_path)


def follow(*blocks: str) -> dict[str, Any]:
    """Run blocks of the guide one after the other; the names they leave behind."""
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block.replace("from transformers", "from factory"), names)
    return names


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (VIT, VIT_SHOWN),
        (MY_VIT, MY_VIT_SHOWN),
        (WAV2VEC2, WAV2VEC2_SHOWN),
        (MY_WAV2VEC2, MY_WAV2VEC2_SHOWN),
    ],
    ids=["pictures", "pictures customized", "sound", "sound customized"],
)
def test_printing_shows_what_the_guide_shows(
    block: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(block)
    assert capsys.readouterr().out.strip() == shown.strip()


def test_they_inherit_from_the_bases_that_the_guide_names() -> None:
    assert issubclass(factory.ViTImageProcessor, factory.ImageProcessingMixin)
    assert issubclass(factory.Wav2Vec2FeatureExtractor, factory.FeatureExtractionMixin)
    assert issubclass(factory.Wav2Vec2FeatureExtractor, factory.SequenceFeatureExtractor)
    assert issubclass(factory.Wav2Vec2Processor, factory.ProcessorMixin)


def test_the_filter_of_the_guide_is_the_one_that_is_used() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype="uint8")
    mine = follow(MY_VIT)["my_vit_extractor"]
    by_number = factory.ViTImageProcessor(resample=4, do_normalize=False)
    bilinear = factory.ViTImageProcessor(do_normalize=False)
    assert np.array_equal(mine(picture).pixel_values, by_number(picture).pixel_values)
    assert not np.allclose(mine(picture).pixel_values, bilinear(picture).pixel_values, atol=1e-2)


@pytest.mark.usefixtures("vocabulary")
def test_a_feature_extractor_and_a_tokenizer_become_a_processor() -> None:
    processor = follow(EXTRACTOR, TOKENIZER, PROCESSOR)["processor"]
    assert (processor.feature_extractor.padding_value, len(processor.tokenizer)) == (1.0, 32)
    sounds = [np.sin(np.arange(length), dtype="float32") for length in (500, 400)]
    batch = processor(
        audio=sounds, text=["HELLO", "TEA"], padding=True, sampling_rate=16000, return_tensors="np"
    )
    assert batch["input_values"].shape == (2, 500)
    assert batch["labels"].tolist() == [[11, 5, 15, 15, 8], [6, 5, 7, 0, 0]]
    heard = [[11, 11, 0, 5, 15, 0, 15, 8]]
    assert processor.batch_decode(heard) == ["HELLO"]


@pytest.mark.usefixtures("vocabulary")
def test_a_saved_processor_is_loaded_again_by_its_class_or_automatically() -> None:
    processor = follow(EXTRACTOR, TOKENIZER, PROCESSOR)["processor"]
    processor.save_pretrained("saved")
    for reader in (factory.Wav2Vec2Processor, factory.AutoProcessor):
        again = reader.from_pretrained("saved")
        assert type(again) is factory.Wav2Vec2Processor
        assert again.to_dict() == processor.to_dict()
        assert again.tokenizer.get_vocab() == processor.tokenizer.get_vocab()
    extractor = factory.AutoFeatureExtractor.from_pretrained("saved")
    assert extractor == processor.feature_extractor
