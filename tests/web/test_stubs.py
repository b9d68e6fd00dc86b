"""Gradio's import writes no type stubs, and its components are whole without them."""

import subprocess
import sys


def test_gradio_is_imported_without_writing_stubs():
    program = (
        "from web.stubs import leave_out_stubs; leave_out_stubs(); leave_out_stubs()\n"
        "import sys, gradio, gradio.component_meta as meta\n"
        "print(meta.create_or_modify_pyi.__module__)\n"
        "with gradio.Blocks() as page:\n"
        "    gradio.Textbox().change(lambda text: text, None, None)\n"
        "print(len(page.blocks), sum(type(f).__module__ == 'web.stubs' for f in sys.meta_path))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[0] == "web.stubs"
    assert run.stdout.split("\n")[1].endswith(" 1")
