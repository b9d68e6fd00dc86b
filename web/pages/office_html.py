"""What an administrator sees besides documents, as HTML: the switch, wrong answers, findings, runs of sync.

In: what is kept, local times. Out: strings of HTML, every text escaped. Buttons carry ``data-switch``,
``data-mark`` with ``data-state``, ``data-show``, ``data-timetable``.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from html import escape
from typing import Final

from index.facts.records import Finding
from index.store.service import KeptQuestion, Note
from web.exports import CSV_TYPE
from web.journal import csv_text, exported, jsonl_text
from web.plain.layout import address_of
from web.staff.handover import Kept
from web.staff.handover import State as Delivery
from web.staff.marks import Mark, State, key_of
from web.staff.schedule import LONGEST as LONGEST_LINE
from web.staff.schedule import Schedule, Timetable
from web.staff.switch import LONGEST, NOTICE
from web.staff.syncs import End, Run
from web.words import Words

_MOST: Final = 50
_MOST_DONE: Final = 12
_BOM: Final = "\ufeff"


def clock(at: datetime, zone: tzinfo | None) -> str:
    """A moment as an administrator's clock shows it; one without a zone is UTC."""
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def switch_html(last: Note | None, words: Words, zone: tzinfo | None) -> str:
    """Whether questions are answered, and the button that changes that."""
    off = last is not None and not last.value["on"]
    by = words["office_by"].format(by=escape(last.by), at=clock(last.at, zone)) if last else ""
    turned = f'<small class="fine">{by}</small>' if by else ""
    if last is not None and off:
        state = f"<p><strong>{words['office_off']}</strong>{escape(str(last.value['notice']))} {turned}</p>"
        act = f'<button type="button" data-switch="on">{words["office_turn_on"]}</button>'
    else:
        state = f"<p>{words['office_on']} {turned}</p>"
        act = (
            f'<label>{words["office_notice"]}<textarea name="notice" rows="2" maxlength="{LONGEST}">'
            f"{NOTICE}</textarea></label>"
            f'<button type="button" class="danger" data-switch="off" data-sure="{words["sure"]}">'
            f"{words['office_turn_off']}</button>"
        )
    return (
        f'<section class="office" data-off="{str(off).lower()}"><h3>{words["office_switch"]}</h3>{state}'
        f"<form>{act}</form></section>"
    )


def wrong_html(entries: Iterable[KeptQuestion], words: Words, zone: tzinfo | None) -> str:
    """The answers judged wrong, newest first, to be downloaded as cases of an evaluation set."""
    held = list(entries)
    head = f'<h3>{words["office_wrong"]} <span class="count">{len(held)}</span></h3>'
    if not held:
        return f'<section class="office">{head}<p class="fine">{words["office_no_wrong"]}</p></section>'
    cases = jsonl_text(exported(held, as_cases=True))
    rows = _BOM + csv_text(exported(held))
    files = "".join(
        f'<a class="file" download="{name}" href="data:{kind};base64,'
        f'{base64.b64encode(text.encode()).decode()}">{words[said]}</a>'
        for name, kind, text, said in (
            ("wrong.jsonl", "application/x-ndjson", cases, "office_cases"),
            ("wrong.csv", CSV_TYPE, rows, "office_rows"),
        )
    )
    items = "".join(
        f"<li><p><strong>{escape(entry.question)}</strong></p>"
        f"<p>{escape(str(entry.answer.get('text', '')))}</p>"
        f'<p class="said">{escape(entry.comment) or "—"}</p>'
        f'<small class="fine">{clock(entry.at, zone)} · {escape(entry.channel)} · {escape(entry.id)}</small>'
        "</li>"
        for entry in list(reversed(held))[:_MOST]
    )
    return (
        f'<section class="office">{head}<div class="files">{files}</div>'
        f'<ul class="listed">{items}</ul>{_cut(len(held), words)}</section>'
    )


def findings_html(
    findings: Sequence[tuple[str, Finding]],
    marks: Mapping[str, Mark],
    shown: State,
    words: Words,
    zone: tzinfo | None,
) -> str:
    """The findings of one state, with the ways to the others and what may be done with each."""
    keyed = [(key_of(name, finding), name, finding) for name, finding in findings]
    by_state: dict[State, list[tuple[str, str, Finding]]] = {state: [] for state in State}
    for key, name, finding in keyed:
        by_state[marks[key].state if key in marks else State.OPEN].append((key, name, finding))
    ways = "".join(
        f'<button type="button" data-show="{state}" aria-pressed="{str(state is shown).lower()}">'
        f"{words[f'state_{state}']} {len(of)}</button>"
        for state, of in by_state.items()
    )
    items = "".join(
        _finding(key, name, finding, marks.get(key), shown, words, zone)
        for key, name, finding in by_state[shown][:_MOST]
    )
    return (
        f'<section class="office"><h3>{words["office_findings"]}</h3><div class="ways">{ways}</div>'
        f'<ul class="listed">{items}</ul>{_cut(len(by_state[shown]), words)}</section>'
    )


def runs_html(runs: Sequence[Run], timetable: Timetable, now: datetime, words: Words) -> str:
    """When `sync` runs next and the form that sets that, how the last runs ended and did; `now` is local."""
    schedule = timetable.schedule()
    items = "".join(_run(run, words, now.tzinfo) for run in runs)
    told = f'<ul class="listed">{items}</ul>' if items else f'<p class="fine">{words["office_no_sync"]}</p>'
    last = f"<dt>{words['sync_last']}</dt><dd>{_ended(runs[0], words, now.tzinfo)}</dd>" if runs else ""
    return (
        f'<section class="office"><h3>{words["office_sync"]}</h3><dl class="turns">'
        f"<dt>{words['sync_next']}</dt><dd>{_next(runs, schedule, now, words)}</dd>{last}</dl>"
        f"{_timing(timetable, schedule, words, now.tzinfo)}{told}</section>"
    )


def _timing(timetable: Timetable, schedule: Schedule | None, words: Words, zone: tzinfo | None) -> str:
    """The form of the schedule, who set it last, and the way back to the environment's."""
    last = timetable.last()
    by = words["office_by"].format(by=escape(last.by), at=clock(last.at, zone)) if last else ""
    back = ""
    if last:
        usual = escape(timetable.default.fields) if timetable.default else words["sync_none"]
        back = (
            f'<button type="button" data-timetable="">{words["sync_as_set"].format(fields=usual)}</button>'
            f'<small class="fine">{by}</small>'
        )
    return (
        f'<form><label>{words["sync_fields"]}<input name="fields" maxlength="{LONGEST_LINE}"'
        f' value="{escape(schedule.fields) if schedule else ""}" placeholder="30 2 * * *"></label>'
        f'<button type="button" data-timetable="put">{words["sync_put"]}</button>{back}</form>'
        f'<p class="fine">{words["sync_how"]}</p>'
    )


def _next(runs: Sequence[Run], schedule: Schedule | None, now: datetime, words: Words) -> str:
    """When the next run is, and which one did not take place."""
    due = schedule.next(now) if schedule else None
    if schedule is None or due is None:
        return f'<span class="fine">{words["sync_no_schedule"]}</span>'
    told = words["sync_next_at"].format(at=clock(due, now.tzinfo), wait=_waited(due - now, words))
    missed = schedule.missed(runs[0].began or runs[0].at, now) if runs else None
    if missed is None:
        return told
    warned = words["sync_missed"].format(at=clock(missed, now.tzinfo))
    return f'{told}<p class="fault" role="alert">{warned}</p>'


def _waited(wait: timedelta, words: Words) -> str:
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    if minutes < 2 * 60:
        return words["wait_minutes"].format(count=minutes)
    if minutes < 2 * 24 * 60:
        return words["wait_hours"].format(count=round(minutes / 60))
    return words["wait_days"].format(count=round(minutes / 1440))


def _ended(run: Run, words: Words, zone: tzinfo | None) -> str:
    """How a run ended, with the moment."""
    failed = run.counts()["失败"]
    said = f"sync_{run.end}" + ("_but" if run.end is End.DONE and failed else "")
    why = f"：{escape(run.why)}" if run.why else ""
    bad = "" if said == "sync_done" else ' class="fault"'
    return f"{clock(run.at, zone)} <strong{bad}>{words[said].format(count=failed)}</strong>{why}"


def handed_html(held: Sequence[Kept] | None, words: Words, zone: tzinfo | None) -> str:
    """The calls handed on, newest first, with how far each is; "" where none can be."""
    if held is None:
        return ""
    items = "".join(
        f"<li><p><strong>{escape(each.question)}</strong> {words[f'state_{each.sent.state}']}"
        f"（{each.sent.tries}，{escape(each.sent.told) or '—'}）</p>"
        f'<small class="fine">{words["office_by"].format(by=escape(each.by), at=clock(each.at, zone))} · '
        f"{escape(each.id)}</small>"
        + (
            ""
            if each.sent.state is Delivery.DELIVERED
            else f'<div class="acts"><button type="button" data-send="{escape(each.id)}">'
            f"{words['send_again']}</button></div>"
        )
        + "</li>"
        for each in list(reversed(held))[:_MOST]
    )
    told = f'<ul class="listed">{items}</ul>' if items else f'<p class="fine">{words["office_no_wrong"]}</p>'
    return (
        f'<section class="office"><h3>{words["office_handed"]}</h3>{told}{_cut(len(held), words)}</section>'
    )


def _finding(
    key: str,
    name: str,
    finding: Finding,
    mark: Mark | None,
    shown: State,
    words: Words,
    zone: tzinfo | None,
) -> str:
    places = " ".join(
        f'<a href="{address_of(citation)}" target="_blank">{words["page"].format(page=citation.page)}</a>'
        for citation in dict.fromkeys(finding.citations)
    )
    said = ""
    if mark is not None:
        by = words["office_by"].format(by=escape(mark.by), at=clock(mark.at, zone))
        said = f'<p class="said">{escape(mark.note)} <small class="fine">{by}</small></p>'
    note = (
        f'<input maxlength="300" aria-label="{words["office_note"]}" placeholder="{words["office_note"]}"'
        f' value="{escape(mark.note) if mark else ""}">'
    )
    acts = "".join(
        f'<button type="button" data-mark="{key}" data-state="{state}">{words[f"state_{state}"]}</button>'
        for state in State
        if state is not shown
    )
    return (
        f"<li><p><strong>{escape(name)}</strong> {escape(finding.message)} {places}</p>{said}"
        f'<div class="acts">{note}{acts}</div></li>'
    )


def _run(run: Run, words: Words, zone: tzinfo | None) -> str:
    counts = "，".join(f"{action} {count}" for action, count in run.counts().items() if count)
    done = "".join(f"<li>{escape(action)} {escape(what)}</li>" for action, what in run.done[:_MOST_DONE])
    more = f"<li>…（{len(run.done)}）</li>" if len(run.done) > _MOST_DONE else ""
    same = f'<p class="fine">{words["office_same"]}</p>' if run.end is End.DONE else ""
    detail = f"<details><summary>{counts}</summary><ul>{done}{more}</ul></details>" if done else same
    return f"<li><p>{_ended(run, words, zone)} {escape(run.source)}</p>{detail}</li>"


def _cut(count: int, words: Words) -> str:
    return f'<p class="fine">{words["office_more"].format(count=_MOST)}</p>' if count > _MOST else ""
