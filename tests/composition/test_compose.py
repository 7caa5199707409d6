"""Composition: what is chosen, what follows from it, what wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from factory.composition import Blueprint, Composer, compose
from factory.errors import RequestError
from factory.specs import count
from registry import REGISTRY

PUBLISHED = {
    "distilbert": 66_362_880,
    "distilbert_base": 66_362_880,
    "distilbert_base_cased": 65_190_912,
    "distilbert_base_multilingual": 134_734_080,
    "bert": 109_482_240,
    "bert_base": 109_482_240,
    "bert_base_cased": 108_310_272,
    "bert_base_multilingual": 177_853_440,
    "bert_large": 335_141_888,
    "bert_large_cased": 333_579_264,
    "bert_tiny": 4_385_920,
    "bert_mini": 11_170_560,
    "bert_small": 28_763_648,
    "bert_medium": 41_373_184,
    "minilm_l6": 22_713_216,
    "roberta_base": 124_645_632,
    "roberta_large": 355_359_744,
    "distilroberta_base": 82_118_400,
    "mpnet_base": 109_486_464,
    "xlm_roberta_base": 278_043_648,
    "xlm_roberta_large": 559_890_432,
    "camembert_base": 110_621_952,
    "camembert_large": 336_661_504,
    "electra_small": 13_483_008,
    "electra_base": 108_891_648,
    "electra_large": 334_092_288,
    "albert_base_v2": 11_683_584,
    "albert_large_v2": 17_683_968,
    "albert_xlarge_v2": 58_724_864,
    "albert_xxlarge_v2": 222_595_584,
    "deberta_v2_xlarge": 884_593_152,
    "deberta_v2_xxlarge": 1_564_549_632,
    "deberta_v3_xsmall": 70_682_112,
    "deberta_v3_small": 141_304_320,
    "deberta_v3_base": 183_831_552,
    "deberta_v3_large": 434_012_160,
    "mdeberta_v3_base": 278_218_752,
    "wav2vec2_base": 94_371_712,
    "wav2vec2_large": 315_428_992,
    "hubert_base": 94_371_712,
    "hubert_large": 315_438_720,
    "whisper_tiny": 37_760_640,
    "whisper_base": 72_593_920,
    "whisper_small": 241_734_912,
    "whisper_medium": 763_857_920,
    "whisper_large_v2": 1_543_304_960,
    "whisper_large_v3": 1_543_490_560,
    "t5_small": 60_506_624,
    "t5_base": 222_903_552,
    "t5_large": 737_668_096,
    "t5_v1_1_small": 60_511_616,
    "t5_v1_1_base": 222_903_552,
    "bart_base": 139_420_416,
    "bart_large": 406_291_456,
    "gpt2": 124_439_808,
    "gpt2_medium": 354_823_168,
    "gpt2_large": 774_030_080,
    "gpt2_xl": 1_557_611_200,
    "llama_2_7b": 6_607_343_616,
    "llama_2_13b": 12_852_024_320,
    "llama_3_1_8b": 7_504_924_672,
    "llama_3_2_1b": 1_235_814_400,
    "mistral_7b_v0_1": 7_110_660_096,
    "mixtral_8x7b": 46_571_720_704,
    "mamba_130m": 129_135_360,
    "mamba_370m": 371_516_416,
    "mamba_790m": 793_204_224,
    "mamba_1_4b": 1_372_178_432,
    "mamba_2_8b": 2_768_345_600,
    "qwen2_0_5b": 494_032_768,
    "qwen2_5_7b": 7_070_619_136,
    "qwen3_0_6b": 596_049_920,
    "qwen3_8b": 7_568_405_504,
    "gemma_2b": 2_506_172_416,
    "gemma_7b": 8_537_680_896,
    "gemma2_2b": 2_614_341_888,
    "gemma2_9b": 9_241_705_984,
    "ast_base": 86_187_264,
    "clip_vit_b32": 151_277_313,
    "clip_vit_b16": 149_620_737,
    "clip_vit_l14": 427_616_513,
}
"""Parameters of the published models without a head."""

PUBLISHED_FOR_IMAGENET = {
    ("vit_tiny", "image_classification"): 5_717_416,
    ("vit_small", "image_classification"): 22_050_664,
    ("vit_base", "image_classification"): 86_567_656,
    ("vit_large", "image_classification"): 304_326_632,
    ("deit_tiny", "image_classification_with_teacher"): 5_910_800,
    ("deit_small", "image_classification_with_teacher"): 22_436_432,
    ("deit_base", "image_classification_with_teacher"): 87_338_192,
}
"""Parameters of the published models with a head of 1000 labels."""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(*overrides: str) -> tuple[str, ...]:
    with pytest.raises(RequestError) as caught:
        compose(overrides)
    return caught.value.problems


def test_the_default_is_a_small_model_that_runs_at_once() -> None:
    blueprint = compose()
    assert blueprint.class_name == "DistilBertForSequenceClassification"
    assert count(blueprint.plan()) < 1_000_000
    assert blueprint.tokenizer is not None
    assert blueprint.tokenizer[1].train_vocab_size <= blueprint.config.vocab_size


@pytest.mark.parametrize("preset", PUBLISHED)
def test_a_published_name_has_the_published_size(preset: str) -> None:
    blueprint = compose([f"architecture={preset}", "head=base"])
    assert count(blueprint.plan()) == PUBLISHED[preset]


@pytest.mark.parametrize(("preset", "head"), PUBLISHED_FOR_IMAGENET)
def test_a_published_classifier_has_the_published_size(preset: str, head: str) -> None:
    blueprint = compose([f"architecture={preset}", f"head={head}", "head.num_labels=1000"])
    assert count(blueprint.plan()) == PUBLISHED_FOR_IMAGENET[preset, head]


def test_every_shipped_preset_composes() -> None:
    composer = Composer()
    for name in composer.loader.choices("architecture"):
        assert composer.one([f"architecture={name}", "head=base"]).choices["architecture"] == name
    for name in composer.loader.choices("experiment"):
        assert composer.one([f"experiment={name}"]).choices["experiment"] == name


@pytest.mark.parametrize("name", REGISTRY.names("architecture"))
def test_a_familys_name_means_its_class_defaults(name: str) -> None:
    blueprint = compose([f"architecture={name}", "head=base"])
    assert blueprint.config == type(blueprint.config)() or (
        blueprint.config.to_dict() == type(blueprint.config)().to_dict()
    )


# -- what follows the architecture ----------------------------------------------------------


def tokenizer(*overrides: str) -> str:
    return str(compose(overrides)["tokenizer"]["name"])


def test_the_architecture_brings_its_tokenizer() -> None:
    assert tokenizer("architecture=roberta") == "bpe"
    assert tokenizer("architecture=bert_tiny") == "wordpiece"


def test_a_preset_brings_another_tokenizer_than_its_family_where_it_was_made_for_one() -> None:
    assert tokenizer("architecture=llama_2_7b") == "llama"
    assert tokenizer("architecture=llama_3_1_8b") == "llama3"


def test_an_explicit_tokenizer_wins_wherever_it_stands() -> None:
    assert tokenizer("architecture=roberta", "tokenizer=wordpiece") == "wordpiece"
    assert tokenizer("tokenizer=wordpiece", "architecture=roberta") == "wordpiece"
    assert tokenizer("tokenizer=none", "architecture=roberta") == "none"


def test_an_experiments_architecture_brings_its_tokenizer() -> None:
    assert tokenizer("experiment=fill_mask") == "bpe"
    assert tokenizer("experiment=fill_mask", "tokenizer=wordpiece") == "wordpiece"
    assert tokenizer("experiment=fill_mask", "architecture=bert_tiny") == "wordpiece"


def test_a_cased_preset_brings_a_tokenizer_that_keeps_case() -> None:
    assert compose(["architecture=bert_base_cased"])["tokenizer"]["do_lower_case"] is False


def test_every_job_of_a_sweep_has_its_own_tokenizer() -> None:
    composer = Composer()
    jobs = composer.jobs(["architecture=roberta,bert_tiny", "seed=1,2"])
    found = [composer.one(job) for job in jobs]
    assert [b["tokenizer"]["name"] for b in found] == ["bpe", "bpe", "wordpiece", "wordpiece"]
    assert [b.settings.seed for b in found] == [1, 2, 1, 2]


def test_a_sweep_knows_hydras_whole_grammar() -> None:
    jobs = Composer().jobs(
        [
            "architecture=glob(bert_*,exclude=*base*)",
            "seed=range(0,2)",
            "head=choice(base,masked_lm)",
        ]
    )
    assert len(jobs) == 6 * 2 * 2
    assert ["architecture=bert_tiny", "seed=1", "head=base"] in jobs


def test_a_preset_may_bring_a_sweep(tmp_path: Path) -> None:
    write(
        tmp_path,
        "experiment/mine.yaml",
        "# @package _global_\n"
        "hydra: {sweeper: {params: {seed: 'range(0,3)', architecture.dim: '24,48'}}}\n",
    )
    jobs = Composer(tmp_path).jobs(["experiment=mine", "seed=7,8"])
    assert len(jobs) == 4
    assert ["architecture.dim=24", "experiment=mine", "seed=7"] in jobs


# -- aliases --------------------------------------------------------------------------------


def dim(*overrides: str) -> object:
    tree = compose(overrides)["architecture"]
    assert "hidden_size" not in tree
    return tree["dim"]


def test_a_common_name_sets_the_familys_own() -> None:
    assert dim("architecture.hidden_size=64") == 64


def test_one_sweep_crosses_families_by_common_names() -> None:
    composer = Composer()
    jobs = composer.jobs(["architecture=distilbert,bert", "architecture.hidden_size=24,48"])
    assert [composer.one(job).config.hidden_size for job in jobs] == [24, 48, 24, 48]


def test_a_common_name_works_in_a_users_preset(tmp_path: Path) -> None:
    write(
        tmp_path,
        "architecture/mine.yaml",
        "defaults: [distilbert, _self_]\nhidden_size: 24\nnum_attention_heads: 2\n",
    )
    mine = compose(["architecture=mine"], config_dir=tmp_path)
    assert (mine["architecture"]["dim"], mine["architecture"]["n_heads"]) == (24, 2)
    later = compose(["architecture=mine", "architecture.dim=12"], config_dir=tmp_path)
    assert later["architecture"]["dim"] == 12


def test_both_names_at_once_are_refused() -> None:
    (problem,) = problems("architecture.hidden_size=64", "architecture.dim=32")
    assert problem == (
        "architecture.hidden_size: is another name of 'dim'; give one of them, not both"
    )


@pytest.mark.parametrize(
    ("overrides", "size"),
    [
        (["architecture.dim=32"], 32),
        (["architecture={dim: 32}"], 32),
        (["architecture={hidden_size: 32}"], 32),
        (["experiment=later"], 48),
        (["experiment=later", "architecture.hidden_size=16"], 16),
        (["+size=later"], 48),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_the_last_to_set_a_value_wins_under_either_name(
    tmp_path: Path, overrides: list[str], size: int
) -> None:
    write(
        tmp_path, "architecture/al.yaml", "defaults: [distilbert_small, _self_]\nhidden_size: 64\n"
    )
    write(tmp_path, "architecture/own.yaml", "defaults: [al, _self_]\ndim: 24\n")
    later = "# @package _global_\ndefaults: [override /architecture: al]\narchitecture: {dim: 48}\n"
    write(tmp_path, "experiment/later.yaml", later)
    write(tmp_path, "size/later.yaml", "# @package _global_\narchitecture: {dim: 48}\n")
    chosen = [] if "experiment=later" in overrides else ["architecture=al"]
    found = compose([*chosen, *overrides], config_dir=tmp_path)["architecture"]
    assert found["dim"] == size and "hidden_size" not in found
    assert compose(["architecture=own"], config_dir=tmp_path)["architecture"]["dim"] == 24


def test_both_names_in_one_place_are_refused(tmp_path: Path) -> None:
    text = "defaults: [distilbert_small, _self_]\nhidden_size: 64\ndim: 32\n"
    write(tmp_path, "architecture/both.yaml", text)
    with pytest.raises(RequestError, match=r"both\.yaml: 'dim' and 'hidden_size' are one option"):
        compose(["architecture=both"], config_dir=tmp_path)
    (problem,) = problems("architecture={dim: 32, hidden_size: 64}")
    assert "give one of them" in problem


def test_an_interpolation_sees_a_value_under_either_name() -> None:
    tree = compose(["architecture.hidden_size=24", "seed=${architecture.hidden_size}"])
    assert tree.settings.seed == 24


# -- a user's own groups --------------------------------------------------------------------


def test_a_users_own_group_changes_the_tree(tmp_path: Path) -> None:
    text = "# @package _global_\narchitecture: {hidden_size: 24}\nseed: 9\n"
    write(tmp_path, "size/small.yaml", text)
    blueprint = compose(["+size=small"], config_dir=tmp_path)
    assert (blueprint["architecture"]["dim"], blueprint.settings.seed) == (24, 9)


def test_a_users_experiment_chooses_and_sets(tmp_path: Path) -> None:
    write(
        tmp_path,
        "experiment/mine.yaml",
        "# @package _global_\n"
        "defaults:\n  - override /architecture: roberta_base\n  - override /head: masked_lm\n"
        "seed: 4\n",
    )
    blueprint = compose(["experiment=mine"], config_dir=tmp_path)
    assert blueprint.class_name == "RobertaForMaskedLM"
    assert (blueprint.settings.seed, blueprint["tokenizer"]["name"]) == (4, "bpe")


def test_no_experiment_is_a_choice_like_any_other() -> None:
    composer = Composer()
    jobs = composer.jobs(["experiment=null,tiny_sentiment"])
    assert [composer.one(job).family.name for job in jobs] == ["distilbert", "bert"]
    assert compose(["experiment=null"]).tree == compose().tree


def test_a_users_own_group_is_chosen_like_any_other(tmp_path: Path) -> None:
    write(tmp_path, "size/small.yaml", "# @package _global_\nseed: 9\n")
    write(tmp_path, "size/large.yaml", "# @package _global_\nseed: 7\n")
    write(tmp_path, "experiment/mine.yaml", "# @package _global_\ndefaults: [/size: small]\n")
    assert compose(["size=small"], config_dir=tmp_path).settings.seed == 9
    assert compose(["experiment=mine"], config_dir=tmp_path).settings.seed == 9
    assert compose(["experiment=mine", "size=large"], config_dir=tmp_path).settings.seed == 7
    assert compose(["+experiment=mine"], config_dir=tmp_path).settings.seed == 9
    assert compose(["size=null"], config_dir=tmp_path).settings.seed == 0


def test_an_experiment_without_its_first_line_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "experiment/mine.yaml", "seed: 4\n")
    with pytest.raises(RequestError, match="begins with the line '# @package _global_'"):
        compose(["experiment=mine"], config_dir=tmp_path)


@pytest.mark.parametrize(
    "text",
    ["x: [\n", "x: !!python/name:os.mkdir\n", "seed: 1\nseed: 2\n", "x: \xff\n", "x: ${\n"],
    ids=["broken", "tag", "twice", "bytes", "interpolation"],
)
def test_a_file_that_is_no_config_is_a_wrong_request(tmp_path: Path, text: str) -> None:
    write(tmp_path, "experiment/mine.yaml", "")
    (tmp_path / "experiment" / "mine.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(RequestError, match=r"mine\.yaml") as caught:
        compose(["experiment=mine"], config_dir=tmp_path)
    assert "+" not in str(caught.value) and "\n" not in str(caught.value)


def test_presets_that_include_each_other_are_a_wrong_request(tmp_path: Path) -> None:
    write(tmp_path, "architecture/a.yaml", "defaults: [b, _self_]\n")
    write(tmp_path, "architecture/b.yaml", "defaults: [a, _self_]\n")
    with pytest.raises(RequestError, match="include each other"):
        compose(["architecture=a"], config_dir=tmp_path)


def test_a_file_that_would_never_be_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "architecture/bert_tiny.yaml", "hidden_size: 3\n")
    with pytest.raises(RequestError, match=r"bert_tiny\.yaml has the name of a shipped config"):
        compose(config_dir=tmp_path)


def test_a_typo_in_a_users_preset_is_found(tmp_path: Path) -> None:
    write(tmp_path, "architecture/mine.yaml", "defaults: [bert, _self_]\nhiden_size: 3\n")
    with pytest.raises(RequestError) as caught:
        compose(["architecture=mine"], config_dir=tmp_path)
    assert "architecture.hiden_size" in str(caught.value)
    assert "Did you mean 'hidden_size'?" in str(caught.value)


def test_a_section_of_a_users_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "experiment/mine.yaml", "# @package _global_\ntrianer: {lr: 1}\n")
    with pytest.raises(RequestError, match="trianer: no component reads it"):
        compose(["experiment=mine"], config_dir=tmp_path)


def test_a_missing_folder_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is not a folder"):
        compose(config_dir=tmp_path / "none")


# -- labels ---------------------------------------------------------------------------------


def test_labels_reach_the_configuration() -> None:
    config = compose(["head.labels=[no,yes,maybe]"]).config
    assert config.id2label == {0: "no", 1: "yes", 2: "maybe"}
    assert compose(["head.num_labels=5"]).config.num_labels == 5
    assert compose(["head.problem_type=regression", "head.num_labels=1"]).config.num_labels == 1


def test_a_blueprint_is_read_like_its_tree_and_prints_as_yaml() -> None:
    import yaml

    blueprint: Blueprint = compose(["head.labels=[no,yes]"])
    assert yaml.safe_load(blueprint.to_yaml()) == dict(blueprint.tree)
    assert list(blueprint.tree)[:4] == ["architecture", "head", "tokenizer", "processor"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("architecture", "x: 1\n", "a preset of yours begins with what it builds on"),
        (
            "architecture",
            "defaults: [bert, _self_]\nx: {y: 1}\n",
            r"architecture 'bert' has no such",
        ),
        ("experiment", "# @package _global_\ndefaults: [/head: base]\n", "'override /head: base'"),
    ],
    ids=["no base", "no such option", "no override"],
)
def test_a_wrong_preset_is_told_in_its_own_words(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    write(tmp_path, f"{name}/mine.yaml", text)
    with pytest.raises(RequestError, match=said) as caught:
        compose([f"{name}=mine"], config_dir=tmp_path)
    assert "Config has" not in str(caught.value) and "command line" not in str(caught.value)
