"""What each kind of topic knows about its object: who may see it, how it looks, what changed unseen.

All but ``heard`` run in the sockets' threads, with one short look into the database each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.utils import timezone

from core import access, live
from core.boards import presence
from core.models import Dashboard, Dataset, ShareLink, Upload, User

M = TypeVar("M", Dashboard, Dataset, Upload, User)


@dataclass(frozen=True)
class Viewer:
    """Who looks: a person in a session, or a visitor with a share link."""

    user: int = 0
    session: str = ""
    link: int = 0


@runtime_checkable
class Follower(Protocol):
    """A socket that may look through somebody else's filters."""

    def follow_on(self) -> None: ...


class ObjectDoor(Generic[M]):
    """A door to one object; subclasses say which gate it has and how it looks."""

    of_workspace: type[Model] | None = None  # objects that every member of their workspace may see

    def __init__(self, topic: str, pk: Any) -> None:
        self.topic, self.pk = topic, pk

    def find(self, user: User) -> M:
        raise NotImplementedError

    def state(self, found: M, lens: Any, seen: str) -> str:
        """How it looks now; ``seen`` names what the page already shows."""
        raise NotImplementedError

    def enter(self, viewer: Viewer) -> M | None:
        """The object, if the viewer may see it."""
        if viewer.link or viewer not in self.signed_in({viewer}):
            return None
        user = User.objects.filter(pk=viewer.user, is_active=True).first()
        try:
            return self.find(user) if user else None
        except (Http404, PermissionDenied):
            return None

    def allowed(self, viewers: Collection[Viewer]) -> set[Viewer]:
        """Those whose session still lives and whom the gate still lets in."""
        by_user: dict[int, set[Viewer]] = defaultdict(set)
        for viewer in self.signed_in({viewer for viewer in viewers if not viewer.link}):
            by_user[viewer.user].add(viewer)
        if self.of_workspace is not None:
            return {each for user in access.who_sees(self.of_workspace, self.pk, by_user) for each in by_user[user]}
        found = set()
        for user in User.objects.filter(pk__in=by_user, is_active=True):
            try:
                self.find(user)
            except (Http404, PermissionDenied):
                continue
            found |= by_user[user.pk]
        return found

    @staticmethod
    def signed_in(viewers: Collection[Viewer]) -> set[Viewer]:
        from django.contrib.sessions.models import Session

        keys = {viewer.session for viewer in viewers if viewer.session}
        alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        living = set(alive.values_list("session_key", flat=True))
        return {viewer for viewer in viewers if viewer.user and viewer.session in living}

    def through(self, lens: Hashable, parts: Mapping[str, str]) -> dict[str, str]:
        return dict(parts)

    def look(self, newest: int) -> tuple[dict[str, str], int]:
        return {}, 0

    def heard(self, data: Mapping[str, Any]) -> None:
        """Nothing is told about it."""


class DatasetDoor(ObjectDoor[Dataset]):
    """What belongs to a dataset and may be written by a run in another process."""

    of_workspace = Dataset
    element = ""

    def __init__(self, topic: str, pk: Any) -> None:
        super().__init__(topic, pk)
        self.mark: Any = None

    def find(self, user: User) -> Dataset:
        return access.dataset(user, self.pk)

    def render(self, dataset: Dataset) -> str:
        raise NotImplementedError

    def state(self, found: Dataset, lens: Any, seen: str) -> str:
        self.mark = self._mark(found)
        return self.render(found)

    def look(self, newest: int) -> tuple[dict[str, str], int]:
        dataset = Dataset.objects.filter(pk=self.pk).first()
        mark = self._mark(dataset)
        if dataset is None or mark == self.mark:
            return {}, 0
        self.mark = mark
        return {f"dataset-{self.pk}-{self.element}": self.render(dataset)}, 0

    @staticmethod
    def _mark(dataset: Dataset | None) -> Any:
        """Changes with everything that the fragments of a run show."""
        version = dataset.newest if dataset else None
        if version is None:
            return None
        run = version.runs.values_list("pk", "state", "progress", "step", "cancel_requested").first()
        stops = (version.read_at, version.profiled_at, version.cleaned_at, version.analysed_at, version.suggested_at)
        return version.pk, run, stops, version.insights.count()


class CleaningDoor(DatasetDoor):
    element = "progress"

    def render(self, dataset: Dataset) -> str:
        from core import fragments

        return fragments.dataset_progress(dataset)


class InsightsDoor(DatasetDoor):
    element = "insights"

    def render(self, dataset: Dataset) -> str:
        from core import fragments

        return fragments.insights_list(dataset)


class UploadDoor(ObjectDoor[Upload]):
    def find(self, user: User) -> Upload:
        return access.upload(user, self.pk)

    def state(self, found: Upload, lens: Any, seen: str) -> str:
        from core import fragments

        return fragments.upload_progress(found)

    def look(self, newest: int) -> tuple[dict[str, str], int]:
        """The bytes may arrive at another process."""
        from core import fragments

        upload = Upload.objects.filter(pk=self.pk).first()
        return ({f"upload-{self.pk}-progress": fragments.upload_progress(upload)} if upload else {}), 0


class DashboardDoor(ObjectDoor[Dashboard]):
    """Every edit of a dashboard, for its members and for visitors with a link; and who is here."""

    of_workspace = Dashboard

    def __init__(self, topic: str, pk: Any) -> None:
        super().__init__(topic, pk)
        self.version = 0  # as of the first socket's state; later ones come with stamps
        self.data: Any = None

    def find(self, user: User) -> Dashboard:
        return access.dashboard(user, self.pk)

    def enter(self, viewer: Viewer) -> Dashboard | None:
        if not viewer.link:
            return super().enter(viewer)
        from core.boards import shares

        link = ShareLink.objects.filter(shares.valid(), pk=viewer.link, dashboard_id=self.pk).first()
        return link.dashboard if link else None

    def allowed(self, viewers: Collection[Viewer]) -> set[Viewer]:
        from core.boards import shares

        links = ShareLink.objects.filter(
            shares.valid(), pk__in={viewer.link for viewer in viewers}, dashboard_id=self.pk
        )
        good = set(links.values_list("pk", flat=True))
        return super().allowed(viewers) | {viewer for viewer in viewers if viewer.link in good}

    def state(self, found: Dashboard, lens: Any, seen: str) -> str:
        from core.boards import dashboards

        if self.data is None:
            self.version, self.data = found.version, dashboards.data_stamp(found)
        if seen == dashboards.seen_stamp(found):
            return dashboards.heading_html(found)
        if lens is not None:
            return "".join(dashboards.seen_through(found, lens).values())
        return dashboards.state_html(found)

    def through(self, lens: Any, parts: Mapping[str, str]) -> dict[str, str]:
        from core.boards import dashboards

        board = Dashboard.objects.filter(pk=self.pk).first()
        return dashboards.seen_through(board, lens, parts) if board else {}

    def look(self, newest: int) -> tuple[dict[str, str], int]:
        """Another process edited, or the data behind the charts is another version now."""
        from core.boards import dashboards

        room = presence.room(self.pk)
        if room.here and room.is_due():
            live.signal(self.topic, room.message())
        board = Dashboard.objects.filter(pk=self.pk).first()
        if board is None:
            return {}, 0
        known, data = max(newest, self.version), dashboards.data_stamp(board)
        if board.version <= known and data == self.data:
            return {}, 0
        self.version, self.data = board.version, data
        return dashboards.state_parts(board), board.version

    def heard(self, data: Mapping[str, Any]) -> None:
        room, process = presence.room(self.pk), data.get("process")
        is_new = process not in (None, presence.PROCESS) and process not in room.elsewhere
        if room.heard(data):
            self.show_people()
        if is_new and room.here:  # it came later than we did and cannot know us
            live.spawn(live.work(live.signal, self.topic, room.message()))

    def show_people(self) -> None:
        live.spawn(self._show_people())
        for listener in live.listeners(self.topic):  # who follows somebody sees what that person looks at by now
            if isinstance(listener, Follower):
                listener.follow_on()

    async def _show_people(self) -> None:
        people = presence.people(self.pk)
        html = await live.work(self._presence, people)
        # To the sockets of this process only: the others draw what they know themselves.
        live.take(self.topic, f"dashboard-{self.pk}-presence", html)

    def _presence(self, people: list[presence.Person]) -> str:
        from core.boards import people_fragments

        return people_fragments.presence_html(self.pk, people)
