"""Names that several packages have: what is built in wins, and every other has its full name."""

from __future__ import annotations

import pytest

from tests.plugins.conftest import Site

SMALL = ("architecture.hidden_size=8", "architecture.num_hidden_layers=1")
FOLLOWING = ("tokenizer.train_vocab_size=300", "tokenizer.fit_model=true")


def test_a_plain_name_is_the_built_in_ones(namesake: Site) -> None:
    options = namesake.factory("show", "architecture=bert", "--json").json["architecture"]
    assert options["model_type"] == "bert" and "layer_scale" not in options
    assert namesake.code(
        "import factory; print(str(factory.BertModel.family.title == 'BERT').lower())"
    )
    facts = namesake.factory("describe", "bert", "--json").json
    assert "'bert' alone is this one" in facts["note"] and "other-models:bert" in facts["note"]


@pytest.mark.parametrize("name", ["other-models:bert", "other_models:bert", "Other.Models:bert"])
def test_the_full_name_is_the_packages_own(namesake: Site, name: str) -> None:
    tree = namesake.factory("show", f"architecture={name}", "--json").json
    assert tree["architecture"]["model_type"] == "other-models:bert"
    assert tree["architecture"]["layer_scale"] == 0.1
    assert tree["tokenizer"]["name"] == "bert_wordpiece"


MADE = """
import json, pickle, factory
from factory import OtherModelsBertConfig, OtherModelsBertForSimilarity
model = factory.AutoModelForSimilarity.from_pretrained("made")
print(json.dumps([
    type(model) is OtherModelsBertForSimilarity,
    type(model.config) is OtherModelsBertConfig,
    type(pickle.loads(pickle.dumps(model))) is OtherModelsBertForSimilarity,
    type(factory.AutoTokenizer.from_pretrained("made")) is factory.OtherModelsBertTokenizerFast,
    type(factory.load("made").model) is OtherModelsBertForSimilarity,
    {"OtherModelsBertModel", "BertModel"} <= set(dir(factory)),
    factory.BertModel is not factory.OtherModelsBertModel,
]))
"""


def test_what_is_built_of_it_leads_back_to_it(namesake: Site) -> None:
    names = ("architecture=other-models:bert", "head=similarity")
    answer = namesake.factory("build", *names, *SMALL, *FOLLOWING, "output_dir=made")
    assert answer.status == 0, answer.err
    assert all(namesake.code(MADE))
    assert namesake.factory("rerun", "made", "output_dir=again").status == 0
    assert namesake.factory("build", "weights=made", "output_dir=third").status == 0


def test_a_preset_that_cannot_be_chosen_is_a_problem(namesake: Site) -> None:
    (row,) = namesake.factory("list", "--json").json["problems"]
    assert (row["name"], row["package"]) == ("bert_mini", "other-models")
    assert "is never read" in row["problem"]


def test_the_shell_completes_full_names(rivals: Site) -> None:
    ready = rivals.factory("completion", "query", "factory build architecture=ac").out.splitlines()
    assert ready == ["architecture=acme-models:acme", "architecture=acme_mini"]
    ready = rivals.factory("completion", "query", "factory build architecture=rival").out
    assert ready.split() == ["architecture=rival-models:acme"]


@pytest.mark.parametrize(
    "words",
    [
        ("show", "architecture=acme"),
        ("build", "architecture=acme"),
        ("describe", "acme"),
        ("describe", "architecture/acme"),
        ("show", "tokenizer=acme_wordpiece"),
        ("show", "architecture=acme-models:acme", "head=similarity"),
    ],
    ids=" ".join,
)
def test_a_plain_name_of_two_packages_names_both(rivals: Site, words: tuple[str, ...]) -> None:
    answer = rivals.factory(*words)
    assert answer.status == 2 and "Traceback" not in answer.err
    name = words[-1].rpartition("=")[2].rpartition("/")[2]
    assert f"acme-models:{name} or rival-models:{name}" in answer.err


@pytest.mark.parametrize("package", ["acme-models", "rival-models"])
def test_each_of_two_packages_is_built_by_its_full_names(rivals: Site, package: str) -> None:
    names = (f"architecture={package}:acme", f"head={package}:similarity")
    answer = rivals.factory("build", *names, *SMALL, *FOLLOWING, "output_dir=made", "--json")
    assert answer.status == 0, answer.err
    prefix = "".join(word.capitalize() for word in package.split("-"))
    source = "import json, factory; print(json.dumps(type(factory.load('made').model).__name__))"
    assert rivals.code(source) == f"{prefix}AcmeFor{prefix}Similarity"


def test_a_family_means_its_own_packages_head_and_tokenizer(rivals: Site) -> None:
    tree = rivals.factory("show", "architecture=rival-models:acme", "--json").json
    assert tree["tokenizer"]["name"] == "rival-models:acme_wordpiece"
    names = ("architecture=rival-models:acme", "head=acme-models:similarity")
    answer = rivals.factory("show", *names)
    assert answer.status == 2
    assert "Did you mean 'rival-models:similarity'?" in answer.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody:bert", "no installed package 'nobody'"),
        ("nobody:bert", "'bert' alone is built in"),
        ("nobody:bert", "Packages that do: acme-models, rival-models"),
        ("acme-models:bert", "acme-models registers no architecture 'bert'"),
        ("acme-models:acmee", "Did you mean acme-models:acme?"),
    ],
)
def test_a_full_name_that_nobody_has_says_what_there_is(rivals: Site, name: str, said: str) -> None:
    for command in (("show", f"architecture={name}"), ("describe", f"architecture/{name}")):
        answer = rivals.factory(*command)
        assert answer.status == 2 and "Traceback" not in answer.err
        assert said in answer.err


@pytest.mark.parametrize(
    ("base", "status"), [("acme", 2), ("rival-models:acme", 0), ("nobody:acme", 2)]
)
def test_a_users_own_preset_builds_on_the_full_name(rivals: Site, base: str, status: int) -> None:
    (rivals.cwd / "architecture").mkdir()
    (rivals.cwd / "architecture" / "mine.yaml").write_text(f"defaults: [{base}, _self_]\n")
    answer = rivals.factory("show", "architecture=mine", "head=base", "--config-dir", ".")
    assert answer.status == status and "Traceback" not in answer.err
    said = answer.out if status == 0 else answer.err
    assert ("acme-models:acme or rival-models:acme" in said) is (base == "acme")
    assert base.partition(":")[0] in said


OWN = """
import json, factory
model = factory.AcmeModelsAcmeForSequenceClassification.from_pretrained("made")
try:
    factory.AutoModel.from_pretrained("made")
except factory.RequestError as error:
    print(json.dumps([type(model).__name__, str(error)]))
"""


def test_a_folder_outlives_a_package_that_takes_its_familys_name(acme: Site, rivals: Site) -> None:
    names = ("architecture=acme", "head=sequence_classification")
    assert acme.factory("build", *names, *SMALL, *FOLLOWING, "output_dir=made").status == 0
    made, said = Site(rivals.folders, acme.cwd).code(OWN)
    assert made == "AcmeModelsAcmeForSequenceClassification"
    assert "acme-models:acme or rival-models:acme" in said


def test_a_folder_outlives_the_package_that_had_its_familys_name(acme: Site, rivals: Site) -> None:
    names = ("architecture=acme-models:acme", "head=sequence_classification")
    assert rivals.factory("build", *names, *SMALL, *FOLLOWING, "output_dir=made").status == 0
    source = "import json, factory; print(json.dumps([type(factory.load('made').model).__name__,"
    source += " type(factory.AutoModel.from_pretrained('made')).__name__]))"
    loaded = Site(acme.folders, rivals.cwd).code(source)
    assert loaded == ["AcmeForSequenceClassification", "AcmeModel"]
