"""One function of a measurement in a Django process: python -m bench.child MODULE FUNCTION ARGUMENTS.

ARGUMENTS is a JSON object; the last line of standard output is what the function returned, as JSON.
"""

import json
import sys
from importlib import import_module

import django


def main(module: str, function: str, arguments: str) -> None:
    django.setup()
    measure = getattr(import_module(f"bench.{module}"), function)
    print(json.dumps(measure(**json.loads(arguments))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
