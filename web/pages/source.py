"""A citation of a conversation → the panel that shows its page, framed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from index.facts.errors import BudgetError, DocumentError
from web.page_images import PageImages
from web.pages.parts import Turn
from web.pages.source_html import source_html, source_missing_html
from web.services import Desk
from web.words import Words

SCALE: Final = 2.0

log = logging.getLogger(__name__)


def source(qa: Desk, pages: PageImages, turns: Sequence[Turn], turn: int, citation: int, words: Words) -> str:
    """The source panel for one citation of one turn of this conversation.

    Raises IndexError for a source the conversation does not hold.
    """
    if turn < 0 or citation < 0:
        raise IndexError(f"来源 {turn}/{citation}")
    answer = turns[turn].answer
    cited = answer.citations[citation]
    then = answer.originals.get(cited.document)
    if then and any(now.document.sha256 != then for now in qa.facts.find(names=[cited.document])):
        return source_missing_html(cited, turn, citation, words["file_changed"], words)
    try:
        path, box, row = qa.pdf_path(cited.document), cited.bbox, None
        picture = pages.picture(path, cited.page, box, SCALE)
        if box is not None and cited.row:
            row = pages.row(path, cited.page, box, cited.row, SCALE)
    except KeyError:
        return source_missing_html(cited, turn, citation, words["gone"], words)
    except DocumentError as error:
        told = str(error.named(cited.document))
        log.warning("%s", told)
        return source_missing_html(cited, turn, citation, told, words)
    except BudgetError as error:
        log.warning("%s", error)
        return source_missing_html(cited, turn, citation, str(error), words)
    return source_html(cited, turn, citation, picture, row, SCALE, words)
