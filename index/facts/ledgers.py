"""The ledgers of a government's money: how they are named, and how their names begin.

>>> bool(re.fullmatch(LEDGER, "政府性基金")), re.match(OF_LEDGER, "社会保险基金收入")[0]
(True, '社会保险')
"""

from __future__ import annotations

LEDGER = r"(?:一般公共预算|公共财政预算|政府性基金|国有资本经营|社会保险基金|社保基金)"
OF_LEDGER = r"(?:一般公共|公共财政|政府性基金|国有资本|社会保险|社保)"
