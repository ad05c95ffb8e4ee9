# SPDX-License-Identifier: Apache-2.0
"""What a person reads: one Fluent file a language in `<part>/words/`, and errors where it lacks."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

# Fluent wants full locale codes to choose plurals and group digits.
_LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}
# Each language by the name its own readers know.
LANGUAGE_NAMES: Final = {
    "zh": "中文",
    "en": "English",
    "ug": "ئۇيغۇرچە",
    "bo": "བོད་ཡིག",
    "ar": "العربية",
    "th": "ไทย",
}
_FILES_KEPT: Final = 16
_FORMED_KEPT: Final = 2_000
"""Texts of one package in one language, about 0.3 KB each."""
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ug", "ur"})

Value = str | int | float


class WordsError(Exception):
    """A words file or a use of it is wrong; the text says where and what to do."""


class Words:
    """The words of one package in one language: `words("key", number=3)`."""

    def __init__(self, package: str, language: str) -> None:
        self.package = package
        self.language = language
        self.right_to_left = right_to_left(language)
        source = _source(package, language)
        self._bundle, self._arguments = _parsed(source, language, _where(package, language))
        self._formed: dict[tuple[object, ...], str] = {}

    def __call__(self, key: str, **values: Value) -> str:
        """Return the text of key with its values; WordsError for an unknown key or value."""
        # A page says hundreds of the same again with each call: 1 and 1.0 are not the same.
        asked = (key, *values.items(), *map(type, values.values()))
        text = self._formed.get(asked)
        if text is None:
            if len(self._formed) >= _FORMED_KEPT:
                self._formed.clear()
            text = self._formed[asked] = self._form(key, values)
        return text

    def _form(self, key: str, values: Mapping[str, Value]) -> str:
        where = _where(self.package, self.language)
        wanted = self._arguments.get(key)
        if wanted is None:
            raise WordsError(f"{where}: no entry '{key}'; add it there and in the other languages")
        if wanted != values.keys():
            raise WordsError(
                f"{where}: '{key}' takes {_list(wanted)} but was given {_list(values)}"
            )
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise WordsError(f"{where}: '{key}' has no text of its own")
        text, errors = self._bundle.format_pattern(pattern, dict(values))
        if errors:
            raise WordsError(f"{where}: '{key}' cannot be formed: {errors[0]}")
        return str(text)

    def __contains__(self, key: str) -> bool:
        return key in self._arguments

    def entries(self) -> Mapping[str, frozenset[str]]:
        """Every key of this language's file with the names of the values it takes."""
        return self._arguments


class EveryLanguage(Mapping[str, Words]):
    """A package's words by language; a file is read when its language is first asked for."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._languages = languages(package)
        self._words: dict[str, Words] = {}

    def __getitem__(self, language: str) -> Words:
        if language not in self._words:
            if language not in self._languages:
                raise KeyError(language)
            self._words[language] = Words(self._package, language)
        return self._words[language]

    def __contains__(self, language: object) -> bool:
        return language in self._languages

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)


def right_to_left(language: str) -> bool:
    """Whether the language is written from right to left."""
    return language in _RIGHT_TO_LEFT


def languages(package: str) -> tuple[str, ...]:
    """Languages that a package has words in, Chinese and English first."""
    found = [
        entry.name.removesuffix(".ftl")
        for entry in _folder(package).iterdir()
        if entry.name.endswith(".ftl")
    ]
    order = {"zh": 0, "en": 1}
    return tuple(sorted(found, key=lambda language: (order.get(language, 2), language)))


def differences(package: str) -> list[str]:
    """Everything in which a package's languages disagree: keys or values missing, by line."""
    by_language = {name: Words(package, name).entries() for name in languages(package)}
    every_key = sorted({key for arguments in by_language.values() for key in arguments})
    problems: list[str] = []
    for key in every_key:
        lacking = [name for name, arguments in by_language.items() if key not in arguments]
        problems += [f"{_where(package, name)}: no entry '{key}'" for name in lacking]
        wanted = {
            name: arguments[key] for name, arguments in by_language.items() if key in arguments
        }
        if len(set(wanted.values())) > 1:
            uses = ", ".join(f"{name} uses {_list(values)}" for name, values in wanted.items())
            problems.append(f"{package}/words: '{key}': {uses}")
    return problems


class _Variables(Visitor):
    """Collects the names of the values that an entry asks for, and of the terms it uses."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


@lru_cache(_FILES_KEPT)
def _parsed(
    source: str, language: str, where: str
) -> tuple[FluentBundle, Mapping[str, frozenset[str]]]:
    """Parse a file once, however often screens ask for its words: it takes many frames."""
    resource = FluentParser(with_spans=True).parse(source)
    bundle = FluentBundle([_LOCALES.get(language, language)], use_isolating=False)
    bundle.add_resource(resource)
    return bundle, _arguments(resource, source, where)


def _arguments(resource: ast.Resource, source: str, where: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in resource.body:
        line = source.count("\n", 0, entry.span.start if entry.span else 0) + 1
        if isinstance(entry, ast.Junk):
            reason = entry.annotations[0].message if entry.annotations else "not Fluent"
            raise WordsError(f"{where}:{line}: {reason}")
        if isinstance(entry, ast.Message):
            key = entry.id.name
            if key in found:
                raise WordsError(f"{where}:{line}: '{key}' stands here twice; keep one")
            variables = _Variables()
            variables.visit(entry)
            found[key] = frozenset(variables.names)
    return found


def _folder(package: str) -> Traversable:
    folder = files(package) / "words"
    if not folder.is_dir():
        raise WordsError(f"{package}/words: no such folder; it holds zh.ftl and en.ftl")
    return folder


def _source(package: str, language: str) -> str:
    file = _folder(package) / f"{language}.ftl"
    if not file.is_file():
        raise WordsError(
            f"{_where(package, language)}: no such file; there is {_list(languages(package))}"
        )
    return file.read_text(encoding="utf-8")


def _where(package: str, language: str) -> str:
    return f"{package}/words/{language}.ftl"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
