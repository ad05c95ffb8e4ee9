# SPDX-License-Identifier: Apache-2.0
"""Help of a command that must start at once: its words are read only when somebody asks."""

from argparse import Action, HelpFormatter

from hallflow.problem import words


class Told(HelpFormatter):
    """For a parser whose description and helps are keys of the command's words, or plain text."""

    def add_text(self, text: str | None) -> None:
        """Add a description."""
        super().add_text(_told(text))

    def _get_help_string(self, action: Action) -> str | None:
        return _told(action.help)


def _told(text: str | None) -> str | None:
    say = words()
    return say(text) if text is not None and text in say else text
