"""`python -m cli`: the console command."""

from cli import main

main()
