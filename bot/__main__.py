"""`porchlight`, and `python -m bot`."""

import gc


def main() -> None:
    """Run the program.

    Nothing that it loads is garbage, and to look for some would take a quarter of its start.
    """
    gc.disable()
    from bot.app.cli import main as run  # noqa: PLC0415 - loading it is what is meant

    gc.enable()
    run()


if __name__ == "__main__":
    main()
