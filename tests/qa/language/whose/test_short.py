"""The short name of a body means it and no other."""

import pytest

from qa.language.whose.bodies import Bodies
from qa.language.whose.short import short_name

BODIES = (
    "岚浦市12345政务服务便民热线中心",
    "岚浦市临汐区望潮街道办事处",
    "云溪市财政局",
    "青石县财政局",
    "云溪市河道管理处",
    "青石县",
    "中共云溪市委办公室",
    "云溪市人民检察院",
    "云溪市青石县人民政府万安街道办事处",
)


@pytest.mark.parametrize(
    ("body", "short"),
    [
        (BODIES[0], "热线中心"),
        (BODIES[1], "望潮街道"),
        ("云溪市财政局", "云溪市财政局"),
        ("青石县财政局", "青石县财政局"),
        ("云溪市河道管理处", "河道管理处"),
        ("青石县", "青石县"),
        ("中共云溪市委办公室", "中共云溪市委办公室"),
        ("云溪市人民检察院", "云溪市人民检察院"),
        (BODIES[-1], "万安街道"),
    ],
)
def test_a_name_is_shortened_as_far_as_it_means_that_body_alone(body, short):
    assert short_name(body, Bodies(BODIES)) == short
