"""A tokenizer does not change a bundle in part."""

from __future__ import annotations

import pytest

from factory.errors import RequestError
from tests.tokenizers.families import OF_MODELS, small


@pytest.mark.parametrize("class_", OF_MODELS, ids=lambda class_: class_.__name__)
def test_saving_into_a_bundle_is_refused(class_, tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(RequestError, match="is a bundle"):
        small(class_).save_pretrained(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]
