"""A second cable between the two namespaces, on which every packet takes a given time.

Linux does this with `tc netem`, where the kernel has it; many small kernels have not. A process that holds both ends
of a pair of TUN devices does the same for the few packets of a test. Started as a file with the two namespaces, the
name of the devices and the milliseconds of one way; says "ready" when both ends are there. The devices vanish, and all
routes over them, when the process ends.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import itertools
import os
import select
import struct
import sys
import time

_TUNSETIFF = 0x400454CA
_IFF_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
_CLONE_NEWNET = 0x40000000
_PACKET = 65_536


def main() -> None:
    """Open both ends and carry packets for ever."""
    one, other, device, milliseconds = sys.argv[1:]
    ends = _end(one, device), _end(other, device)
    print("ready", flush=True)
    _carry(ends, float(milliseconds) / 1000)


def _end(namespace: str, device: str) -> int:
    """A TUN device of that name in that namespace; a device belongs to the namespace in which it is opened."""
    space = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(space, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    os.close(space)
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _IFF_TUN_WITHOUT_HEADER))
    return tun


def _carry(ends: tuple[int, int], seconds: float) -> None:
    """Hand on every packet when its time has come; packets of one direction never overtake each other."""
    across = {ends[0]: ends[1], ends[1]: ends[0]}
    serial = itertools.count()
    waiting: list[tuple[float, int, int, bytes]] = []
    while True:
        patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select(ends, (), (), patience)
        for end in readable:
            heapq.heappush(waiting, (time.monotonic() + seconds, next(serial), across[end], os.read(end, _PACKET)))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(waiting)
            os.write(end, packet)


if __name__ == "__main__":
    main()
