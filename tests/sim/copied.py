# SPDX-License-Identifier: Apache-2.0
"""A hall that begins with a copy of its state begins just where the whole log would have led."""

from collections.abc import Iterator, Sequence

from config.schema import Hall
from hall.core.effects import Loaded
from hall.core.facts import Recorded
from hall.core.fold import replay
from hall.core.statecopy import StateCopy, decode_state, encode_state, restored


def copy_faults(hall: Hall, loaded: Loaded, whole: Sequence[Recorded]) -> Iterator[str]:
    """Yield in what a copy and the facts after it differ from all facts of the day, replayed."""
    begun = encode_state(restored(hall.window_by_id, loaded.copy, loaded.facts))
    again = encode_state(replay(hall.window_by_id, whole))
    if begun == again:
        return
    copied, told = decode_state(begun), decode_state(again)
    for name in StateCopy.__struct_fields__:
        one, other = getattr(copied, name), getattr(told, name)
        if one != other:
            yield f"{name} from a copy are {one!r}, the log says {other!r}"
    yield "what comes from a copy has another order"
