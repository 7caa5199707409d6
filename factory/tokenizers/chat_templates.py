"""Chat templates as folders hold them: texts in Jinja, one or several by name.

Newer folders have ``chat_template.jinja``, and further ones in ``additional_chat_templates``; older
ones hold them in ``tokenizer_config.json``. Here they are only texts; see ``chat_rendering``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.errors import RequestError, did_you_mean
from factory.files import write_text

TEMPLATE_FILE = "chat_template.jinja"
FURTHER_FOLDER = "additional_chat_templates"
_SUFFIX = ".jinja"
_DEFAULT = "default"
_FOR_TOOLS = "tool_use"


@dataclass(frozen=True)
class Template:
    """A chat template.

    Attributes:
        text: its text, in Jinja.
        source: what to call it where it is at fault, usually its file.
    """

    text: str
    source: str = "chat_template"


@dataclass(frozen=True)
class Templates:
    """The chat templates of a tokenizer.

    Attributes:
        by_name: the templates by name.
        alone: whether there is one only, which was given without a name.
    """

    by_name: Mapping[str, Template] = field(default_factory=dict)
    alone: bool = False

    @classmethod
    def of(cls, value: Any, source: str = "chat_template") -> Templates:
        """The templates meant by a text, by texts by name, or by a list as files have it.

        Args:
            value: what was given; None is no template.
            source: what to call it.

        Raises:
            RequestError: it is none of these, or a name cannot be a file's.
        """
        if isinstance(value, cls):
            return value
        if value is None:
            return cls()
        if isinstance(value, str):
            return cls({_DEFAULT: Template(value, source)}, alone=True)
        if isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value):
            value = {one.get("name"): one.get("template") for one in value}
        if not isinstance(value, Mapping) or not all(
            isinstance(part, str) for pair in value.items() for part in pair
        ):
            raise RequestError(
                f"{source}: {value!r:.80} is no template: a text is needed, or texts by name, or a "
                "list of objects with a name and a template."
            )
        if wrong := [n for n in value if not n.strip(". ") or {*n} & {*"/\\\0"}]:
            raise RequestError(
                f"{source}: {name!r} cannot be a template's name, as it cannot be a file's."
                for name in wrong
            )
        return cls({name: Template(text, f"{source}: {name}") for name, text in value.items()})

    def plain(self) -> str | dict[str, str] | None:
        """The text, or the texts by name; None where there is no template."""
        texts = {name: template.text for name, template in self.by_name.items()}
        return texts[_DEFAULT] if self.alone else texts or None

    def choose(self, wanted: str | None, *, tools: bool) -> Template:
        """The template to use.

        Args:
            wanted: a name, or the text of a template of the caller's own.
            tools: whether there are tools to describe.

        Raises:
            RequestError: there is no template, or none by default.
        """
        if wanted is not None:
            if not self.alone and wanted in self.by_name:
                return self.by_name[wanted]
            if self.by_name and not self.alone and not set(wanted) & set("{}\n "):
                raise RequestError(
                    f"chat_template={wanted!r} is neither a template nor the name of one."
                    f"{did_you_mean(wanted, self.by_name)} There are: {', '.join(self.by_name)}."
                )
            return Template(wanted)
        names = (_FOR_TOOLS, _DEFAULT) if tools else (_DEFAULT,)
        for name in names:
            if name in self.by_name:
                return self.by_name[name]
        if not self.by_name:
            raise RequestError(
                "This tokenizer has no chat template. Set tokenizer.chat_template, or pass "
                "chat_template=, a text in Jinja that writes out messages."
            )
        raise RequestError(
            f"This tokenizer has the chat templates {', '.join(self.by_name)}, and none is called "
            f"{_DEFAULT!r}: say which one with chat_template=."
        )


def read_templates(folder: Path, config: Mapping[str, Any], config_file: Path) -> Templates:
    """The chat templates that a folder holds; files of their own go before the configuration.

    Args:
        folder: the folder.
        config: the contents of its configuration.
        config_file: the configuration's path.

    Raises:
        RequestError: a file is no text, or the configuration holds something else.
    """
    files = {_DEFAULT: folder / TEMPLATE_FILE} if (folder / TEMPLATE_FILE).is_file() else {}
    files |= {path.stem: path for path in _further(folder)}
    if not files:
        return Templates.of(config.get("chat_template"), str(config_file))
    found = {name: Template(_read(path), str(path)) for name, path in files.items()}
    return Templates(found, alone=list(found) == [_DEFAULT])


def write_templates(folder: Path, templates: Templates) -> list[Path]:
    """Write templates to files of their own, in the place of those that were there.

    Returns:
        the paths written.
    """
    for stale in (folder / TEMPLATE_FILE, *_further(folder)):
        stale.unlink(missing_ok=True)
    written = []
    for name, template in templates.by_name.items():
        path = folder / TEMPLATE_FILE
        if name != _DEFAULT:
            path = folder / FURTHER_FOLDER / f"{name}{_SUFFIX}"
            path.parent.mkdir(exist_ok=True)
        write_text(path, template.text)
        written.append(path)
    return written


def _further(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / FURTHER_FOLDER).glob(f"*{_SUFFIX}"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} is not text in UTF-8: {error}.") from error
