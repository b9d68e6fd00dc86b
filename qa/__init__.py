"""Questions over indexed budget disclosures. One door.

::

from qa import BudgetQA

with BudgetQA.open("store") as qa:
answer = qa.ask("公务接待费为何增长", history=[])
"""

from __future__ import annotations

from qa.door import BudgetQA

__all__ = ["BudgetQA"]
