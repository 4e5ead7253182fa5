"""Runs flows, one for each line of JSON on standard input, and answers each with a line; what is logged goes to standard error."""

from __future__ import annotations

import importlib
import json
import os
import sys


def main() -> None:
    """Until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        os.chdir(asked["cwd"])
        module, _, name = asked["flow"].rpartition(".")
        flow = getattr(importlib.import_module(f"flows.{module}"), name)
        state = flow(**asked["parameters"], return_state=True)
        result = state.result(raise_on_failure=False) if state.is_completed() else None
        sys.stderr.flush()
        print(json.dumps({"type": state.type.value, "message": state.message, "result": result}), file=answers, flush=True)


if __name__ == "__main__":
    main()
