"""Questions in SQL: what may be read, what comes back, who sees it."""

from __future__ import annotations

import io

import pytest

pytestmark = pytest.mark.django_db


def test_a_question_is_answered_with_a_table_that_its_asker_sees(people, orders, ask, enter):
    question = ask(people.viewer, "SELECT region, sum(amount) AS total FROM orders GROUP BY region ORDER BY total DESC")
    assert question.state == "done", question.error
    assert question.rows == 3
    page = enter(people.viewer).get(f"/questions/{question.pk}/").content.decode()
    assert "South" in page
    assert "620" in page
    assert "Keep this" not in page  # a viewer keeps nothing for the team


def test_fractions_stand_under_each_other_and_the_files_have_every_digit(people, orders, ask, enter):
    question = ask(
        people.viewer,
        "SELECT 2024 AS year, * FROM (VALUES (87196.73::DOUBLE + 0.0000000001), (-0.5), (12345678901.25)) t(total)",
    )
    browser = enter(people.viewer)
    page = browser.get(f"/questions/{question.pk}/").content.decode()
    for text in ("87,196.73", "−0.50", "12,345,678,901.25", ">2024<"):
        assert text in page
    assert "-0.5" in browser.get(f"/questions/{question.pk}/export.csv").getvalue().decode()


def test_the_page_lists_tables_columns_and_types(people, orders, enter):
    page = enter(people.viewer).get("/questions/").content.decode()
    for word in ("orders", "region", "decimal", "date", "2024"):
        assert word in page


def test_from_a_dataset_the_page_begins_with_its_rows(people, orders, dataset, enter):
    page = enter(people.viewer).get(f"/questions/?dataset={orders.pk}").content.decode()
    assert "FROM orders\nLIMIT 100</textarea>" in page
    other = dataset("secret\n1\n2\n", "hidden.csv", workspace=people.elsewhere)
    assert "></textarea>" in enter(people.viewer).get(f"/questions/?dataset={other.pk}").content.decode()


def test_an_error_names_its_place(people, orders, ask, enter):
    question = ask(people.viewer, "SELECT region,\n  nothing\nFROM orders")
    assert (question.state, question.error_line, question.error_column) == ("failed", 2, 3)
    page = enter(people.viewer).get(f"/questions/{question.pk}/").content.decode()
    assert "Line 2, column 3." in page
    assert "  nothing\n  ^" in page


def test_nobody_else_sees_what_one_has_asked(people, orders, ask, enter):
    question = ask(people.viewer, "SELECT 42 AS answer")
    for person in (people.owner, people.stranger):
        browser = enter(person)
        for part in ("", "result/", "export.csv"):
            assert browser.get(f"/questions/{question.pk}/{part}").status_code == 404
        for part in ("cancel/", "save/"):
            assert browser.post(f"/questions/{question.pk}/{part}", {"name": "x"}).status_code == 404


def test_datasets_that_one_may_not_see_are_no_tables(people, orders, dataset, ask):
    dataset("secret\n1\n2\n", "hidden.csv", workspace=people.elsewhere)
    for name in ("hidden", "elsewhere.hidden"):
        question = ask(people.owner, f"SELECT * FROM {name}")
        assert question.state == "failed"
        assert "no table" in question.error


def test_datasets_of_another_workspace_of_mine_are_tables_of_that_team(people, orders, dataset, ask):
    from core.models import Membership, Role

    dataset("secret\n1\n2\n", "hidden.csv", workspace=people.elsewhere)
    membership = Membership.objects.create(workspace=people.elsewhere, user=people.editor, role=Role.VIEWER)
    question = ask(people.editor, "SELECT count(*) AS n FROM elsewhere.hidden, orders")
    assert question.state == "done", question.error
    from core.questions import saved

    with pytest.raises(saved.Refused, match="another workspace"):
        saved.make_dataset(question, people.editor, "leak")
    membership.delete()
    from django.http import Http404

    from core import access

    with pytest.raises(Http404):
        access.question(people.editor, question.pk)  # what was read there is not shown any more


def test_answers_are_paged_and_cut_to_what_a_page_can_hold(people, ask, enter):
    question = ask(people.viewer, "SELECT i, 'row ' || i AS words FROM range(3000) t(i)")
    browser = enter(people.viewer)
    page = browser.get(f"/questions/{question.pk}/?page=2").content.decode()
    assert "row 50<" in page
    assert "row 49<" not in page
    assert "the first 1,000" in page
    assert "3,000 rows" in page


def test_downloads_hold_every_row_and_no_formula(people, ask, enter):
    import openpyxl

    question = ask(people.viewer, "SELECT i, '=1+1' AS risky, 9007199254740993::HUGEINT AS big FROM range(1500) t(i)")
    browser = enter(people.viewer)
    text = b"".join(browser.get(f"/questions/{question.pk}/export.csv")).decode()
    assert text.splitlines()[0] == "i,risky,big"
    assert text.splitlines()[1500] == "1499,'=1+1,9007199254740993"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"/questions/{question.pk}/export.xlsx"))))
    cell = book.active["B2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_order_duplicate_names_and_odd_types_survive(people, ask):
    from core.questions import asking

    question = ask(
        people.viewer,
        "SELECT i AS a, i AS a, [i, 2] AS list, INTERVAL 1 DAY AS span, TIMESTAMPTZ '2024-05-01 10:00:00+02' AS at, "
        "NULL FROM range(5) t(i) ORDER BY i DESC -- the last first",
    )  # fmt: skip
    assert question.state == "done", question.error
    page = asking.page_of(question)
    assert [each["name"] for each in page["columns"]][:5] == ["a", "a_2", "list", "span", "at"]
    assert page["rows"][0][:5] == ["4", "4", "[4, 2]", "1 day", "2024-05-01 08:00:00"]
    assert page["rows"][0][5] is None


def test_closing_semicolons_and_comments_are_no_second_statement(people, ask):
    for sql in ("SELECT 1;", "SELECT ';' ;;", "SELECT 1 -- it is; really\n;", "/* ; */ SELECT 1 /* ; */ ;"):
        assert ask(people.viewer, sql).state == "done", sql


def test_only_the_newest_questions_are_kept(people, ask, monkeypatch):
    from core.models import Question
    from core.questions import asking

    monkeypatch.setattr(asking, "KEPT", 2)
    folders = [asking.folder_of(ask(people.viewer, f"SELECT {n}")) for n in range(4)]
    asking.forget_old(people.viewer)
    assert Question.objects.count() == 2
    assert [folder.exists() for folder in folders] == [False, False, True, True]


def test_answers_without_a_question_are_tidied_away(people, ask):
    import os
    import time

    from core.questions import asking

    question = ask(people.viewer, "SELECT 1")
    lost = asking.folder_of(question).with_name("0" * 32)
    lost.mkdir()
    asking.tidy()
    assert lost.exists()  # it may be one that is just being made
    for folder in (lost, asking.folder_of(question)):
        os.utime(folder, (time.time() - 2 * asking.DAY,) * 2)
    asking.tidy()
    assert not lost.exists()
    assert asking.folder_of(question).exists()


def test_a_question_that_waits_for_nobody_is_not_begun(people, child, monkeypatch):
    from core.models import Question
    from core.questions import asking, pool

    monkeypatch.setattr(pool, "submit", lambda job: None)
    question = asking.ask(people.viewer, people.workspace, "SELECT 1")
    Question.objects.update(looked_at=question.looked_at - 2 * asking.LEFT)
    asking.execute(question.pk, child)
    assert Question.objects.get().state == "cancelled"


def test_a_question_whose_asker_left_is_stopped(people, ask, child, monkeypatch):
    from datetime import timedelta

    from core.questions import asking

    monkeypatch.setattr(asking, "LEFT", timedelta(seconds=1))
    question = ask(
        people.viewer, "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range % 7 = b.range % 11"
    )
    assert question.state == "cancelled"


def test_a_question_can_be_cancelled_while_it_runs(people, child, monkeypatch):
    import threading

    from core.models import Question
    from core.questions import asking, pool

    monkeypatch.setattr(pool, "submit", lambda job: None)
    question = asking.ask(
        people.viewer,
        people.workspace,
        "WITH RECURSIVE t AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM t) SELECT count(*) FROM t",
    )
    event = asking._running[question.pk]
    timer = threading.Timer(1.5, event.set)
    timer.start()
    asking.execute(question.pk, child)
    assert Question.objects.get(pk=question.pk).state == "cancelled"
    assert child.run("ask", "/nowhere-needed", {"sql": "", "tables": [], "memory_mb": 100, "max_rows": 10})["error"]


def test_names_of_tables_need_no_quotes():
    from core.questions.sources import slug

    assert slug("Umsätze 2024 (final)", "data") == "umsätze_2024_final"
    assert slug("2024 sales", "data") == "t_2024_sales"
    assert slug("Order", "data") == "order_"
    assert slug("***", "data") == "data"
