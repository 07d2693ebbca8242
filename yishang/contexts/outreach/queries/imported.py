"""Which appeals of another system are here already, so that a table brought in twice doubles nothing."""

from collections.abc import Collection
from dataclasses import dataclass, field

from yishang.contexts.outreach.models import Appeal

IMPORT = "IMPORT"


@dataclass
class Imported:
    """External id → digest of its content, and the digests of what has no external id."""

    by_id: dict[str, str] = field(default_factory=dict)
    without_id: set[str] = field(default_factory=set)

    def __contains__(self, place: tuple[str, str]) -> bool:
        external_id, digest = place
        return external_id in self.by_id if external_id else digest in self.without_id

    def note(self, external_id: str, digest: str) -> None:
        if external_id:
            self.by_id[external_id] = digest
        else:
            self.without_id.add(digest)


def imported(external_ids: Collection[str], digests: Collection[str]) -> Imported:
    """Of these ids and digests, the ones that are here; for a few hundred at a time, in two statements."""
    rows = Appeal.objects.filter(channel=IMPORT)
    wanted = [external_id for external_id in external_ids if external_id]
    by_id = rows.filter(external_id__in=wanted).exclude(external_id="").values_list("external_id", "content_digest")
    without_id = rows.filter(content_digest__in=list(digests), external_id="").values_list("content_digest", flat=True)
    return Imported(dict(by_id), set(without_id))
