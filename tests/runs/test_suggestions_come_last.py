"""Suggestions are looked for when everything else is there; whoever works meanwhile loses nothing."""

from __future__ import annotations

import threading

import pytest
from django.test import Client
from django.urls import reverse

from core import execution, fragments, pipeline, runs, tasks
from core.models import DatasetVersion, RunState
from core.versions import recipes, suggesting

CITIES = ("Lisbon", "Porto", "Braga", "Faro")
TEXT = "n,city,price\n" + "".join(
    f"{n},{' ' if n % 9 == 0 else ''}{'LISBON' if n % 97 == 0 else CITIES[n % 4]},{n % 90}.5\n" for n in range(1200)
)
LOOKING = "Suggestions are still being looked for."


class Watched:
    """A real job process; ``meanwhile`` is called when it is asked for suggestions, before it begins."""

    def __init__(self, worker, meanwhile):
        self.worker, self.meanwhile, self.stages = worker, meanwhile, []

    def run(self, stage, folder, task, **how):
        self.stages.append(stage)
        if stage == "suggest":
            self.meanwhile()
        return self.worker.run(stage, folder, task, **how)


@pytest.fixture
def watch(job_process):
    """``watch(meanwhile)`` executes the waiting run; gives it, and the stages that went to the job process."""

    def go(meanwhile=lambda: None):
        watched = Watched(job_process, meanwhile)
        run = runs.claim("test|0|x")
        execution.execute(run, watched, threading.Event())
        run.refresh_from_db()
        return run, watched.stages

    return go


def waiting(version) -> set[str]:
    return {step.id for step in recipes.newest(version).steps if step.tier == "suggested" and not step.note}


def cleaning_page(people, dataset) -> str:
    client = Client()
    client.force_login(people.viewer)
    return client.get(reverse("dataset_cleaning", args=[dataset.pk])).content.decode()


def test_the_dashboard_is_there_while_suggestions_are_looked_for_and_the_page_says_so(upload, watch, people):
    dataset, seen = upload(TEXT), {}

    def look():
        version = dataset.newest
        seen.update(pipeline.status(dataset), rows=len(pipeline.page_of_rows(version, limit=9).rows))
        seen["page"], seen["waiting"] = cleaning_page(people, dataset), waiting(version)
        seen["analysed"] = version.analysed_at
        seen["stamp"] = fragments.progress_context(dataset)["stamp"]

    run, stages = watch(look)
    assert (run.state, stages[-1]) == (RunState.DONE, "suggest")
    assert seen["dashboard"]
    assert seen["analysed"]
    assert (seen["rows"], seen["state"], seen["step"]) == (9, "analysing", "Looking for suggestions")
    assert LOOKING in seen["page"]
    assert not seen["waiting"]
    assert waiting(dataset.newest)
    page = cleaning_page(people, dataset)
    assert LOOKING not in page
    assert "Lisbon" in page
    # What the socket pushes tells open pages to fetch the suggestions.
    assert fragments.progress_context(dataset)["stamp"] != seen["stamp"]
    assert [row.summary for row in recipes.history(dataset.newest)] == [suggesting.FOUND]


def test_what_a_person_writes_meanwhile_stays_above_the_suggestions(upload, watch, people):
    dataset, changed = upload(TEXT), []

    def annotate():
        version = dataset.newest
        changed.append(recipes.newest(version).steps[0].id)
        recipes.annotate(version, people.editor, changed[0], "as agreed")

    run, _ = watch(annotate)
    assert run.state == RunState.DONE
    version = dataset.newest
    assert waiting(version)
    assert {step.id: step.note for step in recipes.newest(version).steps}[changed[0]] == "as agreed"
    assert [row.summary for row in recipes.history(version)][::2] == [suggesting.LATER, suggesting.FOUND]
    found = waiting(version)
    recipes.restore(version, people.editor, 1)
    assert waiting(version) == found  # going back does not lose them
    _, stages = watch()
    assert "suggest" not in stages
    assert waiting(version) == found


def test_an_edit_that_saw_the_recipe_before_the_suggestions_is_made_on_top_of_them(upload, watch, people, monkeypatch):
    dataset, old = upload(TEXT), []
    watch(lambda: old.append(dataset.newest.recipes.first()))
    version, write = dataset.newest, recipes._revision

    def late(version, by, edit, summary, row):
        write(version, by, edit, summary, old.pop() if old else row)

    monkeypatch.setattr(recipes, "_revision", late)
    found, step = waiting(version), recipes.newest(version).steps[0].id
    recipes.annotate(version, people.editor, step, "late")
    assert not old
    assert waiting(version) == found


def test_a_cancelled_search_leaves_everything_else_and_goes_on_when_it_is_run_again(upload, watch, people):
    dataset = upload(TEXT)
    run, _ = watch(lambda: runs.cancel(dataset.newest.runs.get()))
    assert run.state == RunState.CANCELLED
    status = pipeline.status(dataset)
    assert status["dashboard"]
    assert status["rows"] == 1200
    assert LOOKING not in cleaning_page(people, dataset)
    runs.again(dataset.newest, people.owner)
    run, stages = watch()
    assert run.state == RunState.DONE
    assert not {"read", "profile", "clean", "insights"} & set(stages)
    assert waiting(dataset.newest)


def test_an_accepted_step_does_not_look_for_suggestions_again_and_another_type_does(upload, watch, people):
    dataset = upload(TEXT)
    watch()
    version = dataset.newest
    one, *_ = found = sorted(waiting(version))
    recipes.switch(version, people.editor, [one], True)
    _, stages = watch()
    assert (stages[0], "suggest" in stages) == ("clean", False)
    assert waiting(version) == {*found} - {one}
    recipes.answer(version, people.editor, "price", "text")
    run, stages = watch()
    assert (run.state, stages[0], stages[-1]) == (RunState.DONE, "profile", "suggest")
    accepted = [step.id for step in recipes.newest(dataset.newest).steps if step.tier == "accepted"]
    assert accepted == [one]


def test_what_was_turned_down_stays_so_in_the_next_file(upload, watch, people, tmp_path):
    dataset = upload(TEXT)
    watch()
    version = dataset.newest
    one = sorted(waiting(version))[0]
    recipes.reject(version, people.editor, [one])
    source = tmp_path / "next.csv"
    source.write_text(TEXT)
    pipeline.new_version(dataset, source=source, name="next.csv", by=people.owner)
    run, _ = watch(lambda: None)
    assert run.state == RunState.DONE
    assert dataset.newest != version
    assert waiting(dataset.newest) == waiting(version)
    assert {step.id: step.note for step in recipes.newest(dataset.newest).steps}[one] == recipes.REJECTED


def test_the_hourly_task_looks_for_what_was_never_found(upload, watch):
    dataset = upload(TEXT)
    watch()
    assert tasks.clean_pending_datasets() == "0 datasets queued for cleaning"
    DatasetVersion.objects.update(suggested_at=None)
    assert tasks.clean_pending_datasets() == "1 datasets queued for cleaning"
    run, stages = watch()
    assert (run.state, stages[-1]) == (RunState.DONE, "suggest")
    assert dataset.newest.suggested_at is not None
