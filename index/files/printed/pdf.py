"""A PDF file → its pages: visible lines of text and grids. The only door to pdfplumber.

Enters a path, leaves `Page`s. What a reader cannot see (characters beyond the page box, in
rendering mode 3, or white on white) is not read, nor what runs or lies across it (a watermark, a second
print). Rulings become `Grid`s; their cells are read here because only here the single characters are at
hand. A page that cannot be read is empty, and `Page.doubts` says why; the others are read all the same.

>>> page = read_pages(Path("三公经费.pdf"))[0]
>>> page.lines[0].text, [cell.text for cell in page.grids[0].cells[:4]]
('“三公”经费支出预算表', ['项目', '预算数', '合计', '1.50'])
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice, product
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page as PageObjects
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges
from PIL.Image import Image

from index.facts.errors import BudgetError, DocumentError
from index.facts.limits import LIMITS, Limits, OnPage, TooManyObjects, ignore
from index.facts.plainly import reason
from index.facts.records import Box, Grid, Line, Page
from index.files.printed.grids import build_grid, lattices
from index.files.printed.legible import legible
from index.files.printed.overprint import Color, Ink, once, without_overlay
from index.files.printed.radicals import unified
from index.files.printed.raised import without_marks
from index.files.printed.shapes import DOTS_PER_INCH, UNREAD, Shapes, without_character
from index.files.printed.text_lines import Char, join_lines
from index.files.printed.turning import Turn, turn_of
from index.files.printed.unruled import Carried, goes_on, unruled_grids

log = logging.getLogger(__name__)

_THICK = 2.5  # points: a filled, unstroked box thicker than this in both directions is shading
_SNAP = 3.0  # points: rulings nearer than this are one ruling
_SLANT = 0.1  # of a character's advance: steeper is no line of text, nor a page scanned askew
_DEEPEST = 0.5  # of its height: a box that reaches further below the baseline is no letter's
_FOOT = 0.14  # of its height: what a letter's box mostly has below its baseline
_FORM = 50  # objects: what it costs to begin a form
_SEGMENTS = (b"re", b"l", b"c", b"v", b"y")  # operators that add a box, a line or a curve to a path
_AROUND = tuple(product(b" \n\r", repeat=2))  # white before and behind an operator
_SEGMENT_BYTES = 6  # of the shortest of them: "0 0 l "
_OCR_DPI = (150.0, 300.0)
_OCR_PIXELS = 6000  # of the longer side, however large the page
_INVISIBLE_MODES = (3, 7)  # PDF 32000-1, 9.3.6: neither fill nor stroke
_ENCRYPTION = (PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed)


Recognise = Callable[[int, Image, float, float], Page]
"""Number, picture, width and height of a page without text → what stands in the picture."""


def read_pages(
    path: Path, *, limits: Limits = LIMITS, on_page: OnPage = ignore, recognise: Recognise | None = None
) -> tuple[Page, ...]:
    """Every page of the file, as displayed; `recognise` reads those that are pictures.

    Raises DocumentError for a file that is empty, no PDF, encrypted, cut off or damaged, that
    has no page that can be read, or more pages or objects on one page than `limits` allow; MemoryError
    as it is.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    data = _checked(path)
    # pdfminer raises whatever the damaged bytes lead it to (struct.error, KeyError, RecursionError …):
    # at this door all of them mean one thing, a file that cannot be read. `PDF.close` parses the pages
    # again and would raise them again, so the pages are closed one by one and the bytes are ours.
    try:
        originals = _first_pages(pdfplumber.open(BytesIO(data)), limits.pages + 1)
    except Exception as error:
        raise _unreadable(path, error) from error
    if not originals:
        raise DocumentError(path.name, "PDF 中没有页面", "请重新下载或重新导出该文件")
    if len(originals) > limits.pages:
        remedy = "请拆分后再建立索引，或调高 BUDGET_QA_MAX_PAGES"
        raise DocumentError(path.name, f"超过上限 {limits.pages} 页", remedy)
    pages = []
    known = _Known(limits)
    failed: DocumentError | None = None
    for original in originals:
        on_page(original.page_number, len(originals))
        try:
            if any(resolve1(content) is None for content in original.page_obj.contents):
                raise DocumentError(
                    path.name, "PDF 已损坏，页面内容缺失", "请重新下载或重新导出该文件", original.page_number
                )
            page = _read_page(original, known)
            if recognise is not None and (page.image_only or page.illegible):
                picture = original.to_image(resolution=_dpi(original, page)).original
                garbled = page.illegible
                page = recognise(page.number, picture, page.width, page.height)
                if garbled:
                    page = replace(page, doubts=("的文字层是乱码，改用文字识别",))
            pages.append(page)
        except BudgetError:
            raise
        except TooManyObjects as error:
            problem = f"一页超过 {limits.objects} 个字符和图形"
            remedy = "请重新导出该文件，或调高 BUDGET_QA_MAX_OBJECTS"
            raise DocumentError(path.name, problem, remedy, original.page_number) from error
        except Exception as error:
            failed = _unreadable(path, error, original.page_number)
            failed.__cause__ = error
            pages.append(_lost_page(path, original, error))
            known.carried = None
        finally:
            original.close()
    if failed is not None and not any(page.lines or page.image_only or page.ocr for page in pages):
        raise failed
    on_page(0)
    return tuple(pages)


def _lost_page(path: Path, original: Any, error: Exception) -> Page:
    """An empty page in place of one that cannot be read: the others are worth reading."""
    number = int(original.page_number)
    log.warning("%s, page %d cannot be read", path.name, number, exc_info=error)
    doubt = f"无法解析（{type(error).__name__}），未读取。请核对原件，或重新导出该文件"
    return Page(number, 0.0, 0.0, (), (), doubts=(doubt,))


@dataclass(slots=True)
class _Known:
    """What the pages before have told: the table that may go on, and how glyphs are drawn."""

    limits: Limits
    carried: Carried | None = None
    shapes: Shapes = field(default_factory=Shapes)


def _dpi(original: Any, page: Page) -> float:
    """As fine as the finest picture on the page: more would cost and show nothing. Letters are drawn fine."""
    least, most = _OCR_DPI
    own: float = max(
        (72 * image["srcsize"][0] / max(image["width"], 1) for image in original.images), default=most
    )
    own = most if page.illegible else own
    return min(max(own, least), most, 72 * _OCR_PIXELS / max(page.width, page.height))


def _first_pages(opened: Any, most: int) -> list[PageObjects]:
    """Page by page, not `opened.pages`, which would first parse a tree of millions."""
    found = islice(PDFPage.create_pages(opened.doc), most)
    return [PageObjects(opened, page, page_number=number) for number, page in enumerate(found, 1)]


def _checked(path: Path) -> bytes:
    """The file's bytes, which look like a whole PDF."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            path.name, f"无法打开（{reason(error)}）", "请检查文件是否存在以及读取权限"
        ) from error
    if not data.strip():
        raise DocumentError(path.name, "文件是空的", "请重新下载该文件")
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(path.name, "不是 PDF 文件", "请确认文件类型，图片或网页请先转换为 PDF")
    if b"%%EOF" not in data[-4096:]:
        raise DocumentError(path.name, "PDF 不完整，缺少文件结尾", "下载可能中断，请重新下载该文件")
    return data


def _unreadable(path: Path, error: BaseException, page: int | None = None) -> DocumentError:
    causes: list[BaseException] = [error, *(arg for arg in error.args if isinstance(arg, BaseException))]
    if any(isinstance(cause, MemoryError) for cause in causes):
        raise MemoryError from error
    if any(isinstance(cause, _ENCRYPTION) for cause in causes):
        return DocumentError(path.name, "PDF 已加密", "请先去除密码再建立索引")
    detail = type(causes[-1]).__name__
    return DocumentError(path.name, f"PDF 已损坏，无法解析（{detail}）", "请重新下载或重新导出该文件", page)


def _checked_drawing(original: Any, limits: Limits) -> None:
    """Raises TooManyObjects for a page whose operators draw too much, before any is carried out."""
    for content in original.page_obj.contents:
        data = resolve1(content).get_data()
        if len(data) < limits.objects * _SEGMENT_BYTES:
            continue
        found = 0
        for name, (before, after) in product(_SEGMENTS, _AROUND):
            found += data.count(b"%c%b%c" % (before, name, after))
            if found > limits.objects:
                raise TooManyObjects


class _CountingInterpreter(PDFPageInterpreter):  # type: ignore[misc]
    """Counts what is added to a path while it is added: it may be painted only after millions.

    pdfminer takes from the stack as many operands as a method has parameters: they must be spelled out.
    """

    def do_re(self, x: Any, y: Any, w: Any, h: Any) -> None:
        """A box, counted."""
        self.device.segment()
        super().do_re(x, y, w, h)

    def do_l(self, x: Any, y: Any) -> None:
        """A line, counted."""
        self.device.segment()
        super().do_l(x, y)

    def do_c(self, x1: Any, y1: Any, x2: Any, y2: Any, x3: Any, y3: Any) -> None:
        """A curve, counted."""
        self.device.segment()
        super().do_c(x1, y1, x2, y2, x3, y3)


class _VisibleAggregator(PDFPageAggregatorWithMarkedContent):  # type: ignore[misc]
    """Lays a page out without the characters drawn in an invisible rendering mode."""

    _hidden = False
    left = 0  # how many more objects may be drawn
    segments = 0  # how many more segments their paths may have

    def segment(self) -> None:
        """One more segment of a path, counted."""
        self.segments -= 1
        if self.segments < 0:
            raise TooManyObjects

    def render_string(self, textstate: Any, *args: Any) -> None:
        """Remember the rendering mode, which `render_char` is not told."""
        self._hidden = textstate.render in _INVISIBLE_MODES
        if self.left < 0:
            raise TooManyObjects
        super().render_string(textstate, *args)

    def render_char(self, *args: Any) -> float:
        """The advance of the character; it is kept only when visible."""
        advance: float = super().render_char(*args)
        self.left -= 1
        if self._hidden:
            self.cur_item._objs.pop()
            return advance
        matrix, font, _, _, rise, cid = args[:6]
        char = self.cur_item._objs[-1]
        # Where its baseline begins; pdfminer keeps the box, whose foot depends on the font.
        char.base = (matrix[2] * rise + matrix[4], matrix[3] * rise + matrix[5])
        text = char._text
        named = len(text) == 1 and text != UNREAD and text.isprintable()
        char.glyph = "" if named else f"{font.fontname}/{cid}"
        return advance

    def begin_figure(self, *args: Any) -> None:
        """A form, counted: forms of forms of forms would never end."""
        self.left -= _FORM
        if self.left < 0:
            raise TooManyObjects
        super().begin_figure(*args)

    def paint_path(self, *args: Any) -> None:
        """A line or box, counted."""
        self.left -= 1
        if self.left < 0:
            raise TooManyObjects
        super().paint_path(*args)


def _read_page(original: Any, known: _Known) -> Page:
    """A page; `known` holds the table of the page before that may go on here, then its own last one."""
    limits = known.limits
    _checked_drawing(original, limits)
    device = _VisibleAggregator(
        original.pdf.rsrcmgr, pageno=original.page_number, laparams=original.pdf.laparams
    )
    device.left = device.segments = limits.objects
    _CountingInterpreter(original.pdf.rsrcmgr, device).process_page(original.page_obj)
    original._layout = device.get_result()

    mx0, mtop, mx1, mbottom = original.mediabox
    cx0, ctop, cx1, cbottom = original.cropbox
    shown = (max(mx0, cx0), max(mtop, ctop), min(mx1, cx1), min(mbottom, cbottom))
    if shown[2] <= shown[0] or shown[3] <= shown[1]:
        shown = (mx0, mtop, mx1, mbottom)
    drawn, shapes = _drawn(original)
    # pdfplumber's dictionary of every attribute of every character costs a sixth of the whole reading.
    original._objects = shapes
    images = shapes.get("image", [])
    visible = original.filter(_ruling_filter(shown))
    turn = turn_of(_ways(drawn), shown[2] - shown[0], shown[3] - shown[1])
    inks = _inks(original, drawn, shapes, shown, turn)
    number = int(original.page_number)
    width, height = turn.size
    if not legible([ink.char.text for ink in inks]):
        known.carried = None
        doubt = "的文字层是乱码，与页面所示不符，未读取"
        return Page(number, turn.width, turn.height, (), (), illegible=True, doubts=(doubt,))
    inks = without_overlay(once(inks))
    picture = lambda: turn.picture(_cropped(original, shown))  # noqa: E731
    chars = [ink.char for ink in without_marks(known.shapes.read(inks, picture))]
    edges = [turn.edge(edge) for edge in _edges(visible, shown)]
    ruled = find_grids(number, edges, chars)
    plain = unruled_grids(number, chars, ruled, known.carried)
    grids = tuple(sorted((*ruled, *plain), key=lambda grid: (grid.bbox[1], grid.bbox[0])))
    known.carried = None
    if grids and goes_on(grids[-1], chars):
        known.carried = Carried(grids[-1], ruled=grids[-1] not in plain)
    return Page(
        number=number,
        width=float(width),
        height=float(height),
        lines=tuple(Line(number, text, box, size) for text, box, size in join_lines(chars) if text.strip()),
        grids=grids,
        image_only=bool(images) and not any(char.text.strip() for char in chars),
        placing=turn.placing,
        doubts=_unread(chars),
    )


def _unread(chars: Sequence[Char]) -> tuple[str, ...]:
    """What is said of glyphs that nothing tells the character of."""
    odd = any(char.text == UNREAD for char in chars)
    return ("有字符字体没有给出文字，所在的数字未读取，请对照原件",) if odd else ()


def _cropped(original: Any, shown: Box) -> Image:
    """The picture of what is shown of a page."""
    picture = original.to_image(resolution=DOTS_PER_INCH).original
    mx0, mtop = original.bbox[:2]
    scale = DOTS_PER_INCH / 72
    corners = (shown[0] - mx0, shown[1] - mtop, shown[2] - mx0, shown[3] - mtop)
    cropped: Image = picture.crop(tuple(round(corner * scale) for corner in corners))
    return cropped


def _ways(drawn: Sequence[LTChar]) -> list[tuple[int, int]]:
    """Where each character runs; nothing where most run to the right, as nearly always."""
    if 2 * sum(item.matrix[1] == 0 and item.matrix[0] > 0 for item in drawn) > len(drawn):
        return []
    return [_way(item) for item in drawn if not item.get_text().isspace()]


def _way(item: LTChar) -> tuple[int, int]:
    """Where a character runs: right, up, left or down."""
    along, up = item.matrix[0], item.matrix[1]
    if abs(along) >= abs(up):
        return (1 if along >= 0 else -1), 0
    return 0, (1 if up > 0 else -1)


def _inks(
    original: Any, drawn: Sequence[LTChar], shapes: dict[str, list[dict[str, Any]]], shown: Box, turn: Turn
) -> list[Ink]:
    """The characters that are seen, on the turned page, in the order drawn."""
    left, top, right, bottom = shown
    mx0, mtop = original.mediabox[:2]
    rects, images = shapes.get("rect", []), shapes.get("image", [])
    # pdfminer counts from below, and from the corner of the media box.
    above = original.height + mtop
    inks = []
    last: Any = None
    color: Color = ()
    seen = white = False
    for item in drawn:
        x0, x1 = item.x0 + mx0, item.x1 + mx0
        y0, y1 = above - item.y1, above - item.y0
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        text = unified(item.get_text())
        if not (left <= x <= right and top <= y <= bottom) or (item.matrix[1] and _slanted(item)):
            continue
        odd = item.glyph and without_character(text)
        if item.glyph and not odd and not text.isprintable():
            continue
        if not seen or item.graphicstate.ncolor != last:
            seen, last = True, item.graphicstate.ncolor
            color, white = _color(last), _white(last)
        if white and not _on_dark(x, y, rects, images):
            continue
        place = (x0 - left, y0 - top, x1 - left, y1 - top)
        base = above - item.base[1] - top
        if turn.quarters:
            place = turn.box(place)
            base = turn.point(item.base[0] + mx0 - left, base)[1]
        if not 0 <= place[3] - base <= _DEEPEST * (place[3] - place[1]):
            place = _stood(place, base)
        inks.append(Ink(Char(text, *place), color, base, item.glyph if odd else ""))
    return inks


def _stood(place: Box, base: float) -> Box:
    """The box of a character on its baseline, where the font puts the box beside the letter it draws."""
    x0, top, x1, bottom = place
    high = bottom - top
    if -0.05 * high <= bottom - base < 0:
        return place
    return x0, base - (1 - _FOOT) * high, x1, base + _FOOT * high


def _color(color: Any) -> Color:
    if isinstance(color, int | float):
        return (float(color),)
    if isinstance(color, tuple | list) and all(isinstance(part, int | float) for part in color):
        return tuple(map(float, color))
    return ()


def _edges(visible: Any, shown: Box) -> list[dict[str, Any]]:
    """The rulings of a page, as far as they are shown."""
    left, top, right, bottom = shown
    return [
        {
            **edge,
            "x0": max(edge["x0"], left) - left,
            "x1": min(edge["x1"], right) - left,
            "top": max(edge["top"], top) - top,
            "bottom": min(edge["bottom"], bottom) - top,
        }
        for edge in visible.edges
        if edge["orientation"]
    ]


def _drawn(original: Any) -> tuple[list[LTChar], dict[str, list[dict[str, Any]]]]:
    """The characters of a page, and its other objects by type as pdfplumber describes them."""
    chars: list[LTChar] = []
    shapes: dict[str, list[dict[str, Any]]] = {}
    waiting = [iter(original.layout)]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
        elif isinstance(item, LTChar):
            chars.append(item)
        elif isinstance(item, LTContainer):
            waiting.append(iter(item))
        else:
            shape = original.process_object(item)
            shapes.setdefault(shape["object_type"], []).append(shape)
    return chars, shapes


def _slanted(char: LTChar) -> bool:
    """Whether a character runs across the page, as a watermark does. Italics lean, but run level."""
    along, up = abs(float(char.matrix[0])), abs(float(char.matrix[1]))
    return min(along, up) > _SLANT * max(along, up)


def find_grids(number: int, edges: list[dict[str, Any]], chars: Sequence[Char]) -> tuple[Grid, ...]:
    """The ruled grids of a page from its rulings, top to bottom, each with at least two cells."""
    merged = [
        edge
        for edge in merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
        if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _SNAP
    ]
    grids = []
    for lattice in lattices(merged):
        boxes = intersections_to_cells(edges_to_intersections(lattice, _SNAP, _SNAP))
        if len(boxes) > 1:
            grids.append(build_grid(number, boxes, chars))
    return tuple(sorted(grids, key=lambda grid: (grid.bbox[1], grid.bbox[0])))


def _ruling_filter(box: Box) -> Callable[[dict[str, Any]], bool]:
    """Keep what may be a ruling: lines and boxes on the page that are not shading."""
    left, top, right, bottom = box

    def keep(item: dict[str, Any]) -> bool:
        if item["object_type"] not in ("line", "rect", "curve"):
            return False
        if item["x1"] < left or item["x0"] > right or item["bottom"] < top or item["top"] > bottom:
            return False
        if not item.get("fill") or item.get("stroke"):
            return True
        # Word fills the padding of a white cell with thin white strips, which rule nothing.
        thin = item["width"] <= _THICK or item["height"] <= _THICK
        return bool(thin) and not _white(item.get("non_stroking_color"))

    return keep


def _white(color: Any) -> bool:
    parts: Sequence[Any] = color if isinstance(color, tuple | list) else (color,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    return all(part == 0 for part in parts) if len(parts) == 4 else all(part >= 0.99 for part in parts)


def _on_dark(x: float, y: float, rects: Iterable[dict[str, Any]], images: Iterable[dict[str, Any]]) -> bool:
    """White text is read only where something coloured lies beneath it."""
    coloured = (r for r in rects if r.get("fill") and not _white(r.get("non_stroking_color")))
    return any(
        item["x0"] <= x <= item["x1"] and item["top"] <= y <= item["bottom"]
        for group in (coloured, images)
        for item in group
    )
