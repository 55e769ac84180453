"""Comments on widgets: who is named is told, what is settled is set aside, strangers see nothing."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(board, widget):
    return f"/dashboards/{board.pk}/widgets/{widget('By region').pk}/comments/"


def test_a_comment_is_shown_counted_and_tells_whom_it_names(people, board, path, browse):
    text = "Look, @Editor and @stranger: <b>why</b>? mail@viewer.org"
    assert browse(people.viewer).post(path, {"text": text}).status_code == 303
    page = browse(people.owner).get(path).content.decode()
    assert "&lt;b&gt;why&lt;/b&gt;" in page
    assert "1 comment" in browse(people.owner).get(f"/dashboards/{board.pk}/").content.decode()
    notice = people.editor.notices.get()
    assert "viewer mentioned you" in notice.text
    assert browse(people.editor).get(notice.link).status_code == 200
    assert not people.stranger.notices.exists(), "whoever may not see the dashboard is not told"
    assert not people.viewer.notices.exists()


def test_a_comment_is_resolved_and_taken_up_again(people, board, path, browse):
    client = browse(people.editor)
    client.post(path, {"text": "Too blue"})
    said = board.comments.get()
    client.post(path, {"resolve": said.pk})
    assert "resolved by editor" in client.get(path).content.decode()
    assert "1 comment" not in client.get(f"/dashboards/{board.pk}/").content.decode()
    client.post(path, {"reopen": said.pk})
    assert "resolved by" not in client.get(path).content.decode()


def test_an_empty_comment_is_refused_with_a_reason(people, board, path, browse):
    answer = browse(people.editor).post(path, {"text": "  "}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert "The comment is empty" in answer.content.decode()
    assert not board.comments.exists()


def test_comments_are_the_members_business_alone(people, board, path, browse):
    from core.boards import shares

    assert browse(people.stranger).get(path).status_code == 404
    assert browse(people.stranger).post(path, {"text": "x"}).status_code == 404
    browse(people.editor).post(path, {"text": "Internal"})
    _, token = shares.create(board, people.owner)
    assert "comment" not in browse().get(f"/s/{token}/").content.decode().lower()
