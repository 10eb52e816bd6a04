"""Work beside the page goes on, whatever becomes of the run that began it."""

from __future__ import annotations

import threading

import pytest

from assetmap.errors import ImportFailed
from assetmap.pages.job import Job


def test_a_job_tells_how_far_it_is_and_gives_its_result() -> None:
    go_on = threading.Event()

    def work(progress):
        progress("check", 0.5)
        assert go_on.wait(10)
        return "done"

    job = Job(work)
    while not job.stage:
        threading.Event().wait(0.01)

    assert (job.stage, job.share, job.is_busy()) == ("check", 0.5, True)
    go_on.set()
    assert job.result() == "done"
    assert not job.is_busy()


@pytest.mark.parametrize(("share", "shown"), [(-1.0, 0.0), (0.3, 0.3), (7.0, 1.0)])
def test_a_share_is_no_less_than_nothing_and_no_more_than_all(share, shown) -> None:
    job = Job(lambda progress: progress("save", share))
    job.result()

    assert job.share == shown


def test_what_goes_wrong_is_raised_where_the_result_is_asked() -> None:
    def work(_progress):
        raise ImportFailed("The list is no list.")

    with pytest.raises(ImportFailed, match="no list"):
        Job(work).result()
