"""The gates: who may see or change what. Views, sockets, exports and the API all come through here.

A gate returns the object or raises ``Http404`` for strangers, so that nobody learns what exists; a member without the
right gets ``PermissionDenied`` (403). Lists go through ``visible``: one queryset for what a person may see.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from core.models import (
    Alert,
    Dashboard,
    Dataset,
    Membership,
    Question,
    Role,
    SavedQuery,
    ScheduledReport,
    Upload,
    User,
    Visualization,
    Workspace,
)

M = TypeVar("M", bound=Model)

CAN_SEE: frozenset[Any] = frozenset({Role.OWNER, Role.EDITOR, Role.VIEWER})
CAN_EDIT: frozenset[Any] = frozenset({Role.OWNER, Role.EDITOR})
CAN_OWN: frozenset[Any] = frozenset({Role.OWNER})


def visible(model: type[M], user: Any) -> QuerySet[M]:
    """Everything of that kind in the workspaces of which the person is a member."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return model._default_manager.none()
    if model is Workspace:
        return model._default_manager.filter(memberships__user=user)
    rule = Q(workspace__memberships__user=user)
    return model._default_manager.filter(rule)


def role_in(user: Any, workspace_id: int) -> str | None:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    return Membership.objects.filter(user_id=user.pk, workspace_id=workspace_id).values_list("role", flat=True).first()


def _gate(model: type[M], user: Any, pk: Any, roles: frozenset[Any]) -> M:
    try:
        found = visible(model, user).get(pk=pk)
    except (model.DoesNotExist, ValueError, TypeError):  # type: ignore[attr-defined]
        raise Http404 from None
    workspace_id = found.pk if model is Workspace else found.workspace_id  # type: ignore[attr-defined]
    if role_in(user, workspace_id) not in roles:
        raise PermissionDenied("You may look at this, but only editors and owners of its workspace may change it.")
    return found


def who_sees(model: type[M], pk: Any, users: Collection[int]) -> set[int]:
    """Those of the people (by id) whom ``visible`` shows the object of a workspace: one question for all of them."""
    members = Membership.objects.filter(user_id__in=users, user__is_active=True)
    here = model._default_manager.filter(pk=pk).values("workspace_id")
    return set(members.filter(workspace_id__in=here).values_list("user_id", flat=True))


def workspace(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> Workspace:
    return _gate(Workspace, user, pk, roles)


def dataset(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> Dataset:
    return _gate(Dataset, user, pk, roles)


def dashboard(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> Dashboard:
    return _gate(Dashboard, user, pk, roles)


def visualization(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> Visualization:
    return _gate(Visualization, user, pk, roles)


def report(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> ScheduledReport:
    return _gate(ScheduledReport, user, pk, roles)


def alert(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> Alert:
    return _gate(Alert, user, pk, roles)


def upload(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> Upload:
    """An upload in progress belongs to the person who sends it."""
    found = _gate(Upload, user, pk, roles)
    if found.user_id != user.pk:
        raise Http404
    return found


def saved_query(user: Any, pk: Any, roles: frozenset[Any] = CAN_SEE) -> SavedQuery:
    return _gate(SavedQuery, user, pk, roles)


def question(user: Any, pk: Any) -> Question:
    """A question belongs to the person who asked it, as long as they may still see everything that it read."""
    found = _gate(Question, user, pk, CAN_SEE)
    read = set(found.names.values())
    if found.asker_id != user.pk or len(read) > visible(Dataset, user).filter(pk__in=read).count():
        raise Http404
    return found


def administrator(user: Any) -> User:
    """The person who administers this installation; a stranger gets 404."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_superuser:
        raise Http404
    return user
