# SPDX-License-Identifier: Apache-2.0
"""The bus inside one process: same topics, same bytes, same retained states as over a broker."""

from collections.abc import Iterable

from bus.actor import BadInput, Delivered
from bus.channels import BY_MESSAGE, Part, reads
from bus.codec import decode, encode
from bus.messages import Message


def matches(topic_filter: str, topic: str) -> bool:
    """Whether a topic falls under an MQTT filter made of levels and `+`."""
    wanted, levels = topic_filter.split("/"), topic.split("/")
    return len(wanted) == len(levels) and all(
        want in ("+", level) for want, level in zip(wanted, levels, strict=True)
    )


class MemoryBus:
    """Delivers encoded messages to each part's box; a new part finds the retained ones."""

    def __init__(self) -> None:
        self._filters: dict[Part, tuple[str, ...]] = {}
        self._boxes: dict[Part, list[tuple[str, bytes, bool]]] = {}
        self._retained: dict[str, bytes] = {}

    def join(self, part: Part) -> None:
        """Subscribe a part to all it reads."""
        self._filters[part] = reads(part)
        self._boxes[part] = [
            (topic, payload, True)
            for topic, payload in self._retained.items()
            if self._wants(part, topic)
        ]

    def leave(self, part: Part) -> None:
        """Forget a part and what was on its way to it."""
        self._filters.pop(part, None)
        self._boxes.pop(part, None)

    def send(self, sender: Part, message: Message) -> None:
        """Put a message into the box of each part that reads it."""
        topic, payload = encode(sender, message)
        if BY_MESSAGE[type(message)].retain:
            self._retained[topic] = payload
        for part, box in self._boxes.items():
            if self._wants(part, topic):
                box.append((topic, payload, False))

    def take(self, part: Part) -> Iterable[Delivered | BadInput]:
        """Empty a part's box."""
        box, self._boxes[part] = self._boxes[part], []
        return [decode(topic, payload, retained=kept) for topic, payload, kept in box]

    def _wants(self, part: Part, topic: str) -> bool:
        return any(matches(wanted, topic) for wanted in self._filters[part])
