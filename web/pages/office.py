"""The sections of 管理 besides documents: the switch, wrong answers, findings to work through, runs of sync.

>>> part = office(gradio, qa, services, gate, token, told, language)   # inside the administrator's group
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

from collections.abc import Callable
from typing import Any

from index.facts.errors import BudgetError
from web.pages import office_html as html
from web.pages.gates import Gate, managed, named
from web.pages.part import Part, alive, plain, quiet
from web.services import Desk
from web.staff.marks import State
from web.staff.office import Office
from web.words import Words, words_for


def office(gr: Any, qa: Desk, services: Office, gate: Gate, token: Any, told: Any, language: Any) -> Part:
    """The components and events, within the open `gr.Blocks`; nothing is told before the gate admits."""
    shown = gr.State(State.OPEN)
    switch = gr.HTML(elem_id="switch", **alive())
    wrong = gr.HTML(elem_id="wrong", **plain())
    found = gr.HTML(elem_id="found", **alive())
    runs = gr.HTML(elem_id="runs", **alive())
    handed = gr.HTML(elem_id="handed", **alive())

    def switched(words: Words) -> str:
        return html.switch_html(services.switch.last(), words, services.now().tzinfo)

    def listed(state: State, words: Words) -> str:
        marks = services.marks.all()
        return html.findings_html(qa.findings(), marks, state, words, services.now().tzinfo)

    def handed_on(words: Words) -> str:
        held = services.handover.all() if services.handover else None
        return html.handed_html(held, words, services.now().tzinfo)

    def ran(words: Words) -> str:
        return html.runs_html(services.runs(), services.timetable, services.now(), words)

    def filled(words: Words) -> dict[Any, Any]:
        zone = services.now().tzinfo
        return {
            switch: switched(words),
            wrong: html.wrong_html(services.wrong(), words, zone),
            found: listed(State.OPEN, words),
            runs: ran(words),
            handed: handed_on(words),
            shown: State.OPEN,
        }

    def after(
        admitted: bool, act: Callable[[], str], then: Callable[[], dict[Any, Any]], words: Words
    ) -> dict[Any, Any]:
        return {told: managed(admitted, act, words), **(then() if admitted else {})}

    def turned(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        words = words_for(spoken)

        def act() -> str:
            if event.on:
                services.switch.turn_on(named(request))
            else:
                services.switch.turn_off(str(event.notice), named(request))
            return words["office_turned"]

        return after(gate.admits(given, request), act, lambda: {switch: switched(words)}, words)

    def marked(
        given: str, spoken: str, state: State, request: gr.Request, event: gr.EventData
    ) -> dict[Any, Any]:
        words = words_for(spoken)

        def act() -> str:
            services.marks.put(str(event.key), State(event.state), str(event.note), named(request))
            return words["office_marked"]

        return after(gate.admits(given, request), act, lambda: {found: listed(state, words)}, words)

    def sent(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        words, id = words_for(spoken), str(event.id)

        def act() -> str:
            if services.handover is None:
                raise BudgetError("没有设转办的地址")
            how = services.handover.again(id)
            return words[f"handed_{how.state}"].format(id=id, told=how.told)

        return after(gate.admits(given, request), act, lambda: {handed: handed_on(words)}, words)

    def timed(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        words = words_for(spoken)

        def act() -> str:
            services.timetable.put(str(event.fields), named(request))
            return words["sync_timed"]

        return after(gate.admits(given, request), act, lambda: {runs: ran(words)}, words)

    def chosen(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        if not gate.admits(given, request):
            return {found: ""}
        state = State(event.state)
        return {found: listed(state, words_for(spoken)), shown: state}

    acts = [token, language]
    switch.turned(turned, acts, [told, switch], **quiet())
    found.mark(marked, [*acts, shown], [told, found], **quiet())
    found.show(chosen, acts, [found, shown], **quiet())
    runs.timed(timed, acts, [told, runs], **quiet())
    handed.send(sent, acts, [told, handed], **quiet())
    return Part((switch, wrong, found, runs, handed, shown), filled, lambda words: {})
