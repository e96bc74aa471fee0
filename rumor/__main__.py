"""`python -m rumor`."""

import sys

from rumor.cli import main

sys.exit(main())
