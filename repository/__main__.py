"""`python -m repository` is the command line."""

from repository.cli import main

raise SystemExit(main())
