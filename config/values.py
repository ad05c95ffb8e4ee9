# SPDX-License-Identifier: Apache-2.0
"""The small values every setting is made of."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bus.messages import Id

_SPAN = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z"
_ID_OR_NONE = r"^([A-Za-z0-9][A-Za-z0-9._-]*)?\Z"

Language = Literal["zh", "en", "ug"]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Prose = Annotated[str, Meta(max_length=4_000)]
Prefix = Annotated[str, Meta(pattern=r"^[A-HJ-NP-Z]{0,2}\Z", description="a-prefix")]
"""Letters before a number; never I or O, which people read as 1 and 0."""
Span = Annotated[str, Meta(pattern=_SPAN, description="a-span")]
"""A stretch of one day, such as 08:30-12:00, in the hall's time; its end is not part of it."""
Keyword = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=r"^[^\s,，、;；]+\Z", description="a-keyword")
]
"""Another word people search for, without spaces: the keys on a kiosk have none either."""
Level = Annotated[int, Meta(ge=1, le=5)]
Minutes = Annotated[int, Meta(ge=0, le=1_440)]
Days = Annotated[int, Meta(ge=0, le=1_000)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Metres = Annotated[float, Meta(ge=0, le=1_000)]
Port = Annotated[int, Meta(ge=1, le=65_535)]
IdOrNone = Annotated[str, Meta(max_length=64, pattern=_ID_OR_NONE, description="an-id")]

__all__ = [
    "Days",
    "Id",
    "IdOrNone",
    "Keyword",
    "Language",
    "Level",
    "Metres",
    "Minutes",
    "Name",
    "Percent",
    "Port",
    "Prefix",
    "Prose",
    "Setting",
    "Span",
    "Text",
]


class Setting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every setting is: immutable, strict, named fields only."""


class Text(Setting, frozen=True, kw_only=True):
    """Words people read, in each language of the hall."""

    zh: Name
    en: Name
    ug: Prose = ""

    def in_(self, language: str) -> str:
        """Return the words in `language`, in Chinese where it has none."""
        said = {"zh": self.zh, "en": self.en, "ug": self.ug}.get(language, "")
        return said or self.zh
