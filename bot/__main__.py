"""`python -m bot` is `porchlight`."""

from bot.app.cli import main

if __name__ == "__main__":
    main()
