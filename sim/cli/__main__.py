"""``python -m sim.cli`` is ``greenpark``."""

from sim.cli.app import main

if __name__ == "__main__":
    main()
