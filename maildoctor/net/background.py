"""A blocking call beside the loop, in a thread that holds nobody up when the program ends.

The threads of asyncio's executor are joined at exit: one look-up that blocks for 30 s would keep the shell waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


async def in_daemon_thread(call: Callable[[], _T]) -> _T:
    """The result (or the exception) of `call`. Cancelling lets go of the thread; it cannot stop it."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[_T] = loop.create_future()

    def tell(value: _T | None, error: BaseException | None) -> None:
        if result.done():
            return
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]

    def work() -> None:
        value: _T | None = None
        error: BaseException | None = None
        try:
            value = call()
        except Exception as failure:
            error = failure
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(tell, value, error)

    threading.Thread(target=work, daemon=True).start()
    return await result
