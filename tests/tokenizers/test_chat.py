"""Chats written out by templates, against transformers."""

from __future__ import annotations

import copy
import dataclasses
import enum
import json
import pickle
import re
import subprocess
import sys
from typing import Any, Literal

import jinja2
import numpy as np
import pytest
import torch
import transformers
from tokenizers import Tokenizer
from transformers.utils.chat_template_utils import get_json_schema

from factory.errors import RequestError
from factory.tokenizers.chat_tools import described
from tests.tokenizers.families import MODELS, make

EACH = pytest.mark.parametrize(
    "class_", [MODELS[0][1], *MODELS[1]], ids=lambda class_: class_.__name__
)

# In the shapes that circulate, each with what is peculiar to it.
TEMPLATES = {
    "headers": """\
{{- bos_token }}
{%- set ns = namespace(system='') %}
{%- if messages[0]['role'] == 'system' %}
    {%- set ns.system = messages[0]['content'] | trim %}
    {%- set messages = messages[1:] %}
{%- endif %}
{%- if tools is not none %}
    {{- '<|start_header_id|>system<|end_header_id|>\\n\\n' }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- '\\n\\n' }}
    {%- endfor %}
    {{- ns.system + '<|eot_id|>' }}
{%- elif ns.system %}
    {{- '<|start_header_id|>system<|end_header_id|>\\n\\n' + ns.system + '<|eot_id|>' }}
{%- endif %}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' }}
    {{- message['content'] | trim }}
    {{- '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
""",
    "chatml": """\
{% if tools %}
<|im_start|>system
{% for tool in tools %}
{{ tool | tojson }}
{% endfor %}
<|im_end|>
{% endif %}
{% for message in messages %}
{% if loop.first and messages[0]['role'] != 'system' %}
{{ '<|im_start|>system\\nBe of use.<|im_end|>\\n' }}
{% endif %}
{% if message.role == "assistant" %}
<|im_start|>assistant
{% if message.reasoning_content is defined %}
<think>{{ message.reasoning_content }}</think>{% endif %}
{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}

{% else %}
{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}
{% endif %}
{% endfor %}
{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
""",
    "turns": """\
{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('No system here') }}\
{% endif %}{% for message in messages %}\
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}\
{{ raise_exception('user and assistant take turns') }}{% endif %}\
{% if (message['role'] == 'assistant') %}{% set role = 'model' %}\
{% else %}{% set role = message['role'] %}{% endif %}\
{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}\
{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\\n'}}{% endif %}""",
    "instructions": """\
{%- set loop_messages = messages %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- macro call(tool_calls) -%}
[TOOL_CALLS] {{ tool_calls | map(attribute="function") | list | tojson }}{{ eos_token }}
{%- endmacro -%}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "system" %}{% continue %}{% endif %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[AVAILABLE_TOOLS] [" }}
            {%- for tool in tools %}
                {%- for key, val in tool.function.items() if key != "return" %}
                    {{- '"' + key + '": ' + val | tojson }}{{ ", " if not loop.last }}
                {%- endfor %}
            {%- endfor %}
            {{- "][/AVAILABLE_TOOLS]" }}
        {%- endif %}
        {{- "[INST] " + message["content"] + "[/INST]" }}
    {%- elif message.tool_calls is defined %}
        {{- call(message.tool_calls) }}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"] | trim + eos_token }}
    {%- else %}
        {{- message | tojson(sort_keys=True, separators=(',', ':')) }}
    {%- endif %}
{%- endfor %}
{%- for document in documents or [] %}{{ document.title }}: {{ document['text'] }};{% endfor %}
""",
}
TOOL = {
    "type": "function",
    "function": {
        "name": "tide",
        "description": 'The tide\'s <height> & "time" in Москва',
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
    },
}
CHATS = {
    "short": [{"role": "user", "content": "  Is the river high? "}],
    "turns": [
        {"role": "user", "content": "Is the river high?"},
        {"role": "assistant", "content": "It is <b>low</b> & calm. 東京"},
        {"role": "user", "content": "And the sea?"},
        {"role": "assistant", "content": "The sea is high.  "},
    ],
    "system": [
        {"role": "system", "content": " You are a boatman. "},
        {"role": "user", "content": "Is the river high?"},
    ],
    "reasoning": [
        {"role": "user", "content": "Is it?"},
        {"role": "assistant", "content": "It is.", "thinking": "Water rises.", "tool_calls": None},
    ],
    "calls": [
        {"role": "user", "content": "Is it?"},
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"function": {"name": "tide", "arguments": {"place": "Å'b"}}}],
        },
        {"role": "tool", "content": "2 m", "name": "tide"},
    ],
}
ROLES = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>"}


def pair(class_, template):
    """A tokenizer of ours and transformers' around the same document."""
    ours = make(class_, **ROLES, chat_template=template)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=_library(ours), chat_template=template, **ROLES
    )
    return ours, fast


def _library(ours):
    return Tokenizer.from_str(json.dumps(ours._backend.document()))


def both(ours, theirs, chat, **asked):
    """What both make of a chat; None where they refuse it."""
    results = []
    for tokenizer in (ours, theirs):
        try:
            results.append(tokenizer.apply_chat_template(copy.deepcopy(chat), **asked))
        except (RequestError, ValueError, jinja2.TemplateError):
            results.append(None)
    return results


@EACH
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"add_generation_prompt": True, "tools": [TOOL]},
        {"documents": [{"title": "A", "text": "b"}], "bos_token": "<first>"},
        {"continue_final_message": True},
    ],
    ids=["plain", "tools", "documents", "continued"],
)
def test_chats_are_written_as_in_transformers(class_, template, chat, asked):
    ours, theirs = pair(class_, TEMPLATES[template])
    text, expected = both(ours, theirs, CHATS[chat], tokenize=False, **asked)
    assert text == expected
    if text is not None:
        found, expected = both(ours, theirs, CHATS[chat], **asked)
        assert found["input_ids"] == expected["input_ids"]
        ids = both(ours, theirs, CHATS[chat], return_dict=False, **asked)
        assert ids[0] == ids[1] == found["input_ids"]


@EACH
def test_batches_are_padded_cut_and_made_tensors_as_in_transformers(class_):
    ours, theirs = pair(class_, TEMPLATES["chatml"])
    chats = [CHATS["short"], CHATS["turns"]]
    for asked in (
        {"padding": True, "return_tensors": "pt"},
        {"padding": "max_length", "max_length": 200, "return_tensors": "np"},
        {"truncation": True, "max_length": 20},
        {"tokenizer_kwargs": {"return_offsets_mapping": True}},
    ):
        found, expected = both(ours, theirs, chats, **asked)
        assert set(expected) - set(found) <= {"token_type_ids"}
        for name in found:
            assert type(found[name]) is type(expected[name])
            assert np.array_equal(
                np.asarray(found[name], object), np.asarray(expected[name], object)
            )
    one = ours.apply_chat_template(CHATS["short"], return_tensors="pt")
    assert one["input_ids"].shape[0] == 1


@EACH
@pytest.mark.parametrize("template", ["chatml", "turns"])
def test_masks_show_what_the_assistant_said(class_, template):
    ours, theirs = pair(class_, TEMPLATES[template])
    for chat, asked in (
        (CHATS["turns"], {}),
        (CHATS["turns"], {"return_tensors": "pt"}),
        ([CHATS["turns"], CHATS["short"]], {"padding": True}),
        ([CHATS["turns"], CHATS["turns"][:2]], {"padding": True, "return_tensors": "np"}),
        (CHATS["turns"], {"truncation": True, "max_length": 60}),
    ):
        found, expected = both(ours, theirs, chat, return_assistant_tokens_mask=True, **asked)
        assert type(found["assistant_masks"]) is type(expected["assistant_masks"])
        assert np.asarray(found["assistant_masks"]).tolist() == (
            np.asarray(expected["assistant_masks"]).tolist()
        )
    if template == "chatml":
        found = ours.apply_chat_template(CHATS["turns"], return_assistant_tokens_mask=True)
        marked = [i for i, m in zip(found["input_ids"], found["assistant_masks"], strict=True) if m]
        said = ours.decode(marked)
        assert "calm" in said and "high ." in said.replace("high.", "high .")
        assert "river" not in said


def test_the_field_to_go_on_with_can_be_named():
    ours, theirs = pair(MODELS[0][1], TEMPLATES["chatml"])
    chat = CHATS["reasoning"]
    for field in ("reasoning_content", "thinking", "content"):
        text, expected = both(ours, theirs, chat, tokenize=False, continue_final_message=field)
        assert text == expected
        assert text.endswith("It is." if field == "content" else "Water rises.")
    blocks = [{"role": "user", "content": [{"type": "text", "text": "Go "}, {"type": "image"}]}]
    template = (
        "{% for m in messages %}{% for b in m.content %}{{ b.text }}{% endfor %}{% endfor %}|"
    )
    found, expected = both(
        ours, theirs, blocks, chat_template=template, tokenize=False, continue_final_message=True
    )
    assert found == expected == "Go "


@EACH
@pytest.mark.parametrize(
    "given",
    [
        "{{ messages[0].content }}",
        {"default": "{{ messages[0].content }}", "tool_use": "{{ tools }}", "rag": "x"},
        [{"name": "default", "template": "a"}, {"name": "other", "template": "b"}],
    ],
    ids=["one", "several", "listed"],
)
def test_templates_are_written_and_read_as_in_transformers(class_, given, tmp_path):
    ours = make(class_, chat_template=given)
    ours.save_pretrained(tmp_path)
    assert "chat_template" not in json.loads(
        (tmp_path / "tokenizer_config.json").read_text("utf-8")
    )
    assert (tmp_path / "chat_template.jinja").is_file()
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    again = class_.from_pretrained(tmp_path)
    assert again.chat_template == ours.chat_template == theirs.chat_template
    theirs.save_pretrained(tmp_path / "theirs")
    assert class_.from_pretrained(tmp_path / "theirs").chat_template == ours.chat_template
    for copied in (copy.deepcopy(again), pickle.loads(pickle.dumps(again))):
        assert copied.chat_template == ours.chat_template
    ours.chat_template = None
    ours.save_pretrained(tmp_path)
    assert class_.from_pretrained(tmp_path).chat_template is None


@EACH
def test_older_folders_hold_templates_in_the_configuration(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text("utf-8"))
    listed = [{"name": "default", "template": "a"}, {"name": "tool_use", "template": "b"}]
    for given, expected in (("a", "a"), (listed, {"default": "a", "tool_use": "b"})):
        path.write_text(json.dumps({**config, "chat_template": given}), encoding="utf-8")
        ours = class_.from_pretrained(tmp_path)
        assert ours.chat_template == expected
        assert transformers.AutoTokenizer.from_pretrained(tmp_path).chat_template == expected
        assert ours.get_chat_template() == "a"
        assert ours.get_chat_template(tools=[]) == ("a" if given == "a" else "b")
    (tmp_path / "chat_template.jinja").write_text("newer", encoding="utf-8")
    assert class_.from_pretrained(tmp_path).chat_template == "newer"
    assert class_.from_pretrained(tmp_path, chat_template="mine").chat_template == "mine"


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ messages.__class__ }}x{{ messages.__class__.__base__ }}",
    "{{ messages | attr('__class__') | attr('__base__') | attr('__subclasses__')() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ raise_exception.__globals__['json'] }}",
    "{{ strftime_now.__globals__['json'] }}",
    "{{ self.__init__.__globals__ }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(raise_exception) }}",
    "{{ ('{0.__cl' ~ 'ass__}').format_map({'0': messages}) }}",
    "{{ namespace(__class__=1) }}",
    "{% set ns = namespace() %}{% set ns.__class__ = 1 %}",
    "{{ messages.append(1) }}",
    "{{ messages[0].update(role=1) }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'base' %}",
    "{{ lipsum.__globals__ }}",
    "{{ range(10 ** 9) | list }}",
    "{{ joiner.__init__.__func__ }}",
    "{{ messages[0].picture.save('x') }}",
]


class Picture:
    """Something with a method that writes files."""

    def save(self, name):
        raise AssertionError(f"a template wrote {name}")


@pytest.mark.parametrize("template", ESCAPES)
def test_a_template_gets_out_of_its_sandbox_nowhere(template):
    tokenizer = make(MODELS[0][1])
    chat = [{"role": "user", "content": "a", "picture": Picture()}]
    with pytest.raises(RequestError, match=r"^chat_template(, line 1)?: "):
        tokenizer.apply_chat_template(chat, chat_template=template, tokenize=False)
    assert chat == [{"role": "user", "content": "a", "picture": chat[0]["picture"]}]


def test_templates_see_plain_copies():
    @dataclasses.dataclass
    class Message:
        role: str
        content: Any

    class Role(enum.StrEnum):
        USER = "user"

    tokenizer = make(MODELS[0][1])
    template = "{{ messages[0] | tojson }}{{ flag }}{{ number + 1 }}"
    chat = [Message(Role.USER, [{"image": Picture(), "size": (np.int64(2), np.float32(0.5))}])]
    text = tokenizer.apply_chat_template(
        chat, chat_template=template, tokenize=False, flag=np.bool_(False), number=np.int64(1)
    )
    assert text == ('{"role": "user", "content": [{"image": "<Picture>", "size": [2, 0.5]}]}False2')
    tensor = tokenizer.apply_chat_template(
        [{"role": "user", "content": torch.zeros(2)}],
        chat_template="{{ messages[0].content }}",
        tokenize=False,
    )
    assert tensor == "<Tensor>"


def test_the_date_is_todays():
    tokenizer = make(MODELS[0][1])
    text = tokenizer.apply_chat_template(
        CHATS["short"], chat_template="{{ strftime_now('%d %b %Y') }}", tokenize=False
    )
    assert re.fullmatch(r"\d\d \w+ 20\d\d", text)


@EACH
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n{% if %}", r"jinja, line 2: .*It is no template in Jinja"),
        ("a\nb\n{{ raise_exception('No.') }}", r"jinja, line 3: No\."),
        ("{{ messages[0].who.are }}", r"jinja, line 1: .*has no attribute 'who'"),
        ("\n{{ 1 / 0 }}", r"jinja, line 2: ZeroDivisionError"),
        ("{% macro m() %}\n{{ none + 1 }}{% endmacro %}\n{{ m() }}", r"jinja, line 3|line 2"),
        ("{% generation %}a", "jinja, line 1"),
    ],
)
def test_a_bad_template_is_one_error_with_its_file_and_line(class_, text, message, tmp_path):
    make(class_).save_pretrained(tmp_path)
    (tmp_path / "chat_template.jinja").write_text(text, encoding="utf-8")
    tokenizer = class_.from_pretrained(tmp_path)
    with pytest.raises(RequestError, match=message) as caught:
        tokenizer.apply_chat_template(CHATS["short"])
    assert len(caught.value.problems) == 1
    assert str(tmp_path / "chat_template.jinja") in str(caught.value)


@pytest.mark.parametrize(
    ("chat", "asked", "message"),
    [
        ([], {}, "at least one message"),
        ("Hello", {}, "is no chat: a list of messages"),
        (["Hello"], {}, "'Hello' is no message"),
        (CHATS["short"], {"chat_template": "rga"}, r"'rga'.*Did you mean 'rag'"),
        (CHATS["short"], {"continue_final_message": True, "add_generation_prompt": True}, "either"),
        (CHATS["short"], {"continue_final_message": "mood"}, "no 'mood'"),
        (
            CHATS["short"],
            {"chat_template": "rag", "continue_final_message": True},
            "does not write",
        ),
        (
            CHATS["short"],
            {"chat_template": "{{ 'content' }}", "continue_final_message": True},
            "does not write the last message as it is",
        ),
        (CHATS["short"], {"return_assistant_tokens_mask": True, "tokenize": False}, "at True"),
        (CHATS["short"], {"tools": ["tide"]}, "'tide' is no tool"),
    ],
)
def test_wrong_requests_are_refused_in_words(chat, asked, message):
    tokenizer = make(MODELS[0][1], chat_template={"default": TEMPLATES["chatml"], "rag": "x"})
    with pytest.raises(RequestError, match=message):
        tokenizer.apply_chat_template(chat, **asked)


def test_a_tokenizer_without_a_template_says_so():
    with pytest.raises(RequestError, match="has no chat template"):
        make(MODELS[0][1]).apply_chat_template(CHATS["short"])
    named = make(MODELS[0][1], chat_template={"a": "x", "b": "y"})
    with pytest.raises(RequestError, match=r"chat templates a, b, and none is called 'default'"):
        named.apply_chat_template(CHATS["short"])
    assert named.apply_chat_template(CHATS["short"], chat_template="b", tokenize=False) == "y"
    for wrong in (3, {"a": 1}, [{"name": "a"}], {"../a": "x"}, {"": "x"}, {"a\\b": "x"}):
        with pytest.raises(RequestError, match="chat_template"):
            make(MODELS[0][1], chat_template=wrong)


class Unit(enum.Enum):
    METRE = "m"
    FOOT = "ft"


def tide(
    place: str,
    day: int | None = None,
    unit: Unit = Unit.METRE,
    kinds: list[Literal["high", "low"]] | None = None,
    at: tuple[float, float] | str = "here",
    more: dict[str, int] | list[str] | None = None,
    what: Any = None,
) -> dict[str, float]:
    """The tide at a place.

    It knows the sea only.

    Args:
        place: where it is, or
            near what
        day: the day: 1 is Monday (choices: [1, 2, 3])
        unit: of heights
        kinds: which of them
        at: where exactly
        more: whatever else
        what: anything

    Returns:
        heights by time

    Raises:
        ValueError: it is no sea
    """
    raise ValueError(place, day, unit, kinds, at, more, what)


class Boat:
    def row(self, metres: float, hard: bool = False):
        """Row on.

        Args:
            metres: how far
            hard: whether to hurry
        """


def calm() -> None:
    """Whether it is calm."""


@pytest.mark.parametrize("tool", [tide, Boat().row, calm], ids=["tide", "row", "calm"])
def test_functions_are_described_as_in_transformers(tool):
    assert json.dumps(described(tool)) == json.dumps(get_json_schema(tool))
    template = "{% for t in tools %}{{ t | tojson }}{% endfor %}"
    ours, theirs = pair(MODELS[0][1], template)
    text, expected = both(ours, theirs, CHATS["short"], tools=[tool, TOOL], tokenize=False)
    assert text == expected is not None


def test_functions_that_say_too_little_are_refused():
    def bare(x: int):
        pass

    def untold(x: int, y):
        """Do.

        Args:
            z: nothing
        """

    def strange(x: Picture):
        """Do.

        Args:
            x: something
        """

    for tool, message in (
        (bare, "bare has no docstring"),
        (untold, "y has no annotation.*does not describe x"),
        (strange, "strange: x is annotated"),
    ):
        with pytest.raises(RequestError, match=f"(?s){message}"):
            described(tool)


def test_jinja_waits_until_a_chat_is_written():
    code = "import sys; import factory.tokenizers; assert 'jinja2' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
