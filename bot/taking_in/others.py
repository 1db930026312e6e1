"""Whose word stands: what other files and people here say of what a file speaks of."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.fact import EDITED_KINDS, HERE, Change, Facts, Subject
from bot.domain.source import Source
from bot.store.books import Books
from bot.store.history import Recorded
from bot.taking_in.plan import Kept


@dataclass(frozen=True)
class Others:
    """What was said in a workspace by anybody but these sources, which are a file's own."""

    books: Books
    own: Collection[str]

    @cached_property
    def spoke(self) -> dict[Subject, str]:
        """Who spoke last of what none of the file's own sources did."""
        return self.books.elsewhere(EDITED_KINDS, self.own)

    def file_of(self, subject: Subject) -> str | None:
        """The other file that spoke last of this; None where no other file did."""
        source = self.spoke.get(subject)
        if source is None or source == HERE:
            return None
        known = self._files.get(source)
        return (known and known.origin) or source

    def managed(self, change: Change) -> str | None:
        """What of a change only the other file may do that spoke last of it."""
        file = self._files.get(self.spoke.get(change.subject, ""))
        return file.manages(change) if file and change.before is not None else None

    @cached_property
    def _files(self) -> Mapping[str, Source]:
        return {one.name: one for one in self.books.sources()}

    @cached_property
    def files(self) -> Mapping[Subject, str]:
        """The other file that spoke last of each of these."""
        told = ((subject, self.file_of(subject)) for subject in self.spoke)
        return {subject: file for subject, file in told if file is not None}

    def until_now(self, changes: Sequence[Change]) -> dict[Subject, str]:
        """The other file whose word each of these changes comes over."""
        told = ((one.subject, self.file_of(one.subject)) for one in changes if one.after)
        return {subject: file for subject, file in told if file is not None}

    def kept(self, stored: Facts, wanted: Facts) -> dict[Subject, Kept]:
        """What of the wanted stays as it is, for the file's word is older than somebody else's."""
        kept: dict[Subject, Kept] = {}
        differing = self._differing(stored, wanted)
        steps = self.books.steps_of(differing)
        for subject in differing:
            said = [step.change.after for step in steps[subject] if step.source in self.own]
            if said:
                one = Kept(steps[subject][-1], said[-1], wanted[subject])
                if one.here or not one.conflict:
                    kept[subject] = one
            elif subject in stored and self._edited_here(steps[subject]):
                kept[subject] = Kept(steps[subject][-1], None, wanted[subject])
        return kept

    def first_spoken_of(self, stored: Facts, wanted: Facts) -> Iterator[tuple[Subject, str]]:
        """What the file says for the first time otherwise than another file, with that file."""
        differing = [subject for subject in self._differing(stored, wanted) if subject in stored]
        steps = self.books.steps_of(differing)
        for subject in differing:
            file = self.file_of(subject)
            if file and not any(step.source in self.own for step in steps[subject]):
                yield subject, file

    def _differing(self, stored: Facts, wanted: Facts) -> list[Subject]:
        return [s for s, body in wanted.items() if s in self.spoke and stored.get(s) != body]

    def _edited_here(self, steps: Sequence[Recorded]) -> bool:
        """Whether people edited here what another file had said."""
        others = {step.source for step in steps} - {*self.own, HERE}
        return steps[-1].source == HERE and bool(others)


def said_by(books: Books, stored: Facts, source: str) -> Facts:
    """What a source said last of all that it spoke of, also where people changed it here since."""
    owned = books.owned(source)
    said = {subject: body for subject, body in stored.items() if subject in owned}
    elsewhere = books.elsewhere(EDITED_KINDS, {source})
    here = [subject for subject, other in elsewhere.items() if other == HERE]
    for subject, steps in books.steps_of(here).items():
        words = [step.change.after for step in steps if step.source == source]
        if words and words[-1] is not None:
            said[subject] = words[-1]
    return said
