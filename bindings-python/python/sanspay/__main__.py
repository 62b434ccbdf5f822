"""``python -m sanspay sandbox``: both gateways at an address on this machine, with a dashboard."""

import sys

from ._sandbox_server import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
