"""The lab's WHOIS server, to be run at the servers' place: one line in, the answer out, and the end.

Started as a file with the path of its settings (see `registry`), it imports nothing but the standard library. As
JPRS's, it answers in English alone where the query ends in "/e", and knows of no other name.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

_ABOUT = "[ This database is for network administration. To suppress Japanese output, add '/e'. ]\r\n"


def main() -> None:
    """Serve until killed."""
    settings = json.loads(Path(sys.argv[1]).read_text())
    with Path(settings["log"]).open("a", buffering=1) as log:
        asyncio.run(_serve(settings, log.write))


async def _serve(settings: dict[str, object], log: object) -> None:
    answers = settings["answers"]
    assert isinstance(answers, dict)
    assert callable(log)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode("latin-1").rstrip("\r\n")
        log(line + "\n")
        text = answers.get(line.upper().removesuffix("/E"), "No match!!\r\n")
        writer.write((_ABOUT + text).encode("utf-8" if line.endswith("/e") else "iso2022_jp"))
        writer.close()

    await asyncio.start_server(speak, str(settings["address"]), 43)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
