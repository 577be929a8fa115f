"""The `planner` command, also as `python -m planner`."""

import signal


def main() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends it without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from planner.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
