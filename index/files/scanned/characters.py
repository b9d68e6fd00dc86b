"""Text in a picture → where it stands and which characters it is. The only door to RapidOCR.

Its models (PP-OCRv6, small, and a classifier of upside-down lines) lie in its own wheel and are opened
by path, so that nothing is ever fetched. One thread: files are read by a worker process per core.

>>> boxes = text_boxes(grey)                      # corners of each line of text, shape (n, 4, 2)
>>> read_strips(grey, [(230, 559, 565, 592)])[0][:2]   # each character and where its middle is
[('一', 239.4), ('、', 262.1)]
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Strip = tuple[int, int, int, int]
"""Left, top, right, bottom of one line of text, in pixels."""

_LONGEST = 1600  # pixels of the longer side in which text is looked for: small print still shows
_SURE = 0.5  # below this a reading is noise
_UPSIDE_DOWN = 0.9


def available() -> bool:
    """Whether the extra `ocr` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    models = files("rapidocr").joinpath("models")
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": _LONGEST,
            "Global.return_word_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Cls.model_path": str(models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            # One by one and as wide as they are: padding to a common width costs half as much again.
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, 48],
        }
    )


def text_boxes(grey: Grey) -> NDArray[np.float32]:
    """The corners of each line of text, clockwise from where the line begins, shape (n, 4, 2)."""
    found = _engine()(_coloured(grey), use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return np.zeros((0, 4, 2), np.float32)
    return np.asarray(found.boxes, np.float32)


def upside_down(grey: Grey, strips: Sequence[Strip]) -> bool:
    """Whether most of these lines of text stand on their heads."""
    _, found = _engine().cls_and_rotate([_coloured(grey[t:b, x0:x1]) for x0, t, x1, b in strips])
    votes: list[bool] = [label == "180" for label, score in found.cls_res if score > _UPSIDE_DOWN]
    return 2 * votes.count(True) > len(votes)


def read_strips(grey: Grey, strips: Sequence[Strip]) -> list[list[tuple[str, float]]]:
    """For each line of text its characters, each with the middle of it in pixels from the left."""
    if not strips:
        return []
    found = _engine().recognize_txt([_coloured(grey[t:b, x0:x1]) for x0, t, x1, b in strips])
    lines = []
    for (x0, _, x1, _), score, word in zip(strips, found.scores, found.word_results, strict=True):
        # The network sees the line as columns of equal width; it tells the column of each character.
        step = (x1 - x0) / word.line_txt_len if score >= _SURE else 0.0
        places = zip(word.words, word.word_cols, strict=True) if step else ()
        lines.append(
            [
                (text, x0 + (column + 0.5) * step)
                for texts, columns in places
                for text, column in zip(texts, columns, strict=True)
            ]
        )
    return lines


def _coloured(grey: Grey) -> NDArray[np.uint8]:
    """The models were trained on colours."""
    return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
