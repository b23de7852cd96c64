"""A typesetter in a process of its own: a task comes in as JSON, the PDF goes out.

Run by its path, so that nothing of the product is loaded with it.
"""

from __future__ import annotations

import json
import sys

import typst


def main() -> int:
    """Set what stands at the entrance; 3 and the words of the typesetter when that is not possible."""
    task = json.load(sys.stdin.buffer)
    try:
        made = typst.compile(
            task["source"].encode(),
            sys_inputs={"data": task["data"]},
            font_paths=typst.Fonts(include_system_fonts=True, include_embedded_fonts=True),
            ignore_system_fonts=True,
            timestamp=task["timestamp"],
            pdf_tags=False,
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 3
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
