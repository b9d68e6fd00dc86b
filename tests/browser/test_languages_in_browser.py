"""The answer page, the chat, its frame, the desk and the administrator's page in the three languages."""

from functools import partial

import pytest

from index.facts.limits import LIMITS
from index.store.opening import open_notes, open_questions
from qa import BudgetQA
from tests.browser.acting import harms, keep, no_sideways_scroll, served, visited
from web.admin import Administration
from web.journal import Journal
from web.settings import DeskSettings, Serving
from web.staff.marks import Marks
from web.staff.office import Office
from web.staff.schedule import Timetable
from web.staff.switch import Switch
from web.staff.syncs import last_runs
from web.words import LANGUAGES, words_for

QUESTION = "热线中心2025年公务接待费为何增长"


@pytest.fixture(scope="module")
def whole(sample_store):
    """The pages over the samples with all that a service may have; the administrator's token is 开门."""
    journal, notes = Journal(open_questions(sample_store)), open_notes(sample_store)
    wrong, runs = partial(journal.entries, wrong=True), partial(last_runs, notes)
    office = Office(Switch(notes), Marks(notes), wrong, runs, DeskSettings().now, Timetable(notes))
    with BudgetQA.open(sample_store) as qa:
        keeper = Administration(qa, "开门", LIMITS)
        serving = Serving(embed="https://www.example.gov.cn")
        kept = {"feedback": journal, "recorder": journal}
        yield from served(qa, **kept, keeper=keeper, office=office, serving=serving)
    notes.close()
    journal.close()


def spoken(tab, axe, language) -> None:
    """The page is told to be in its language, and read and reached by everybody."""
    assert tab.locator("html").get_attribute("lang") == language
    assert harms(tab, axe) == [] and no_sideways_scroll(tab)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_its_answer_and_its_frame_are_in_the_readers_language(chromium, whole, axe, language):
    words = words_for(language)
    with visited(chromium, whole, "desktop", "light", f"?q={QUESTION}", language) as tab:
        tab.wait_for_selector("#live .answer[data-status=answered]")
        tab.wait_for_selector("#viewer .page img")
        assert words["answered"] in tab.inner_text("#live") and words["ask"] in tab.inner_text("#asking")
        spoken(tab, axe, language)
        link = tab.locator("#live .share a[href^='a/']").get_attribute("href")
        tab.goto(f"{whole}{link}")
        tab.wait_for_selector(".cited img")
        assert words["check_title"] in tab.inner_text("main")
        keep(tab, f"desktop-light-answer-{language}")
        spoken(tab, axe, language)
    # Of its own: what a browser remembers of a conversation would stand in the frame too.
    with visited(chromium, whole, "desktop", "light", "embed", language) as tab:
        tab.wait_for_selector("#welcome [data-ask]")
        assert words["cannot_ask"] in tab.inner_text("#welcome")
        spoken(tab, axe, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_and_what_administrators_see_are_in_their_language(chromium, whole, axe, language):
    words = words_for(language)
    with visited(chromium, whole, "desktop", "dark", "?view=desk", language) as tab:
        tab.wait_for_selector("#call .idle")
        tab.locator("#caller textarea").fill(QUESTION)
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .say")
        assert words["view_desk"] in tab.inner_text("#views [role=tablist]")
        spoken(tab, axe, language)
        tab.get_by_role("tab", name=words["view_documents"], exact=True).click()
        tab.get_by_role("button", name=words["admin"]).click()
        tab.get_by_label(words["token"]).fill("开门")
        tab.locator("#enter").click()
        tab.wait_for_selector("#runs [data-timetable]")
        for told in ("office_switch", "office_sync", "sync_put", "office_findings"):
            assert words[told] in tab.inner_text("#managing")
        keep(tab, f"desktop-dark-office-{language}")
        spoken(tab, axe, language)
