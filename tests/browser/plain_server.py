"""Serves the database of the settings as from a checkout without a built explorer, on a free port it prints."""

import sys
from pathlib import Path

from uvicorn import Config, Server

from app.cli.serving import listen
from app.settings.service import load_settings
from app.web.app import create_app
from app.web.explorer.serving import Explorer

if __name__ == "__main__":
    application = create_app(load_settings(), explorer=Explorer(build=Path("/nowhere")))
    with listen("127.0.0.1", 0) as listening:
        sys.stdout.write(f"Marquee serves http://127.0.0.1:{listening.getsockname()[1]}/graphql\n")
        sys.stdout.flush()
        Server(Config(application, log_level="warning")).run(sockets=[listening])
