"""The ledgers of a place on its page: what each takes in and spends, as bars and as a table.

In: `Account`s. Out: HTML; each amount leads to its cell or its sentence and says what it is called there.

>>> html = ledgers_html(accounts, words)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from index.facts.records import Change, Figure
from web.plain.layout import linked, section, table_html
from web.plain.ledgers import Account
from web.words import Words


def ledgers_html(accounts: Sequence[Account], words: Words) -> str:
    """What a place takes in and spends, ledger by ledger: bars for the whole place, the table of all."""
    if not accounts:
        return ""
    scopes = list(dict.fromkeys(account.scope for account in accounts))
    first = [account for account in accounts if account.scope is scopes[0]]
    held = {(account.scope, account.ledger): account for account in accounts}
    sides = [(scope, side) for scope in scopes for side in ("in", "out")]
    heads = [(words["ledger"], "c-row"), *((f"{scope}{words[side]}", "c-value") for scope, side in sides)]
    rows = [
        [escape(ledger), *(_side(held.get((scope, ledger)), side) for scope, side in sides)]
        for ledger in dict.fromkeys(account.ledger for account in accounts)
    ]
    table = table_html(words["ledgers_title"], heads, rows, kind="wide")
    told = f'<p class="fine">{words["ledgers_lead"]}</p>'
    return section(words["ledgers_title"], f"{told}{_bars(first, words)}{table}")


def _bars(accounts: Sequence[Account], words: Words) -> str:
    """Income over spending of each ledger, as long as they are large."""
    sides = [
        (account, side, fact)
        for account in accounts
        for side, fact in (("in", account.income), ("out", account.spent))
        if fact is not None and _yuan(fact) >= 0
    ]
    longest = max((_yuan(fact) for *_, fact in sides), default=Decimal(0)) or Decimal(1)
    bars = "".join(
        f"<li><span>{escape(account.ledger)} {words[side]}</span>"
        f'<i class="{side}" style="width:{_yuan(fact) / longest * 100:.2f}%"></i>{linked(fact)}</li>'
        for account, side, fact in sides
    )
    return f'<h3>{accounts[0].scope}</h3><ul class="bars ledgers">{bars}</ul>'


def _side(account: Account | None, side: str) -> str:
    """The amount with what it is called where it stands."""
    fact = account and (account.income if side == "in" else account.spent)
    if not fact:
        return "—"
    called = fact.subject if isinstance(fact, Change) else fact.citation.row or ""
    return f'{linked(fact)}<small class="formula">{escape(called)}</small>'


def _yuan(fact: Figure | Change) -> Decimal:
    return (fact.amount or Decimal(0)) if isinstance(fact, Change) else fact.value
