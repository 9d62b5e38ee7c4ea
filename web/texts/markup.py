"""Where in a page something stands: among words that are read, or in a mark. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

READ = frozenset({"title", "aria-label", "aria-description", "placeholder", "alt", "label"})  # attributes
COPIED = frozenset({"code", "pre", "textarea", "script", "style"})  # elements whose words are no sentences
OPENS = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)?(?=[A-Za-z/!]|\Z|[\s>])")
IN_TAG = re.compile(r"""(>)|([A-Za-z][\w:-]*)\s*=\s*(["'])""")


class Position:
    """A page read from its beginning, a piece at a time."""

    def __init__(self) -> None:
        self._tag = ""  # the mark that it is in: its name, or « / » and its name; « ? » for one that is not known yet
        self._attribute, self._quote = "", ""
        self._copied = 0

    @property
    def read(self) -> bool:
        """Whether what comes next is read by somebody."""
        if self._copied:
            return False
        return self._attribute in READ if self._quote else not self._tag

    def cut(self, text: str) -> Iterator[tuple[str, bool]]:
        """The pieces of a text, each wholly within words that are read (true) or within marks, one after the other."""
        start = 0
        while start < len(text):
            read = self.read and (bool(self._quote) or OPENS.match(text, start) is None)
            end = self._step(text, start)
            if end > start:
                yield text[start:end], read
            start = end

    def _step(self, text: str, start: int) -> int:
        """Where the place changes next; the place is then that of what follows."""
        if self._quote:
            end = text.find(self._quote, start)
            if end < 0:
                return len(text)
            self._attribute = self._quote = ""
            return end
        return self._in_tag(text, start) if self._tag else self._in_words(text, start)

    def _in_tag(self, text: str, start: int) -> int:
        found = IN_TAG.search(text, start)
        if found is None:
            return len(text)
        if found[1]:
            self._close_tag()
        else:
            self._attribute, self._quote = found[2].lower(), found[3]
        return found.end()

    def _in_words(self, text: str, start: int) -> int:
        found = OPENS.search(text, start)
        if found is None:
            return len(text)
        if found.start() > start and self.read:
            return found.start()
        self._tag = f"{found[1]}{(found[2] or '?').lower()}"
        return found.end()

    def _close_tag(self) -> None:
        if self._tag in COPIED:
            self._copied += 1
        elif self._tag.startswith("/") and self._tag[1:] in COPIED:
            self._copied -= 1
        self._tag = ""
