"""A telephone line before a server: what comes over it comes as slowly, and what was asked is known.

All connections share it, each direction with a rate and half the round trip. A segment of 1,460 bytes costs 40 more.
It works above TCP: no slow start and no loss, of which a modem's queue hides the first. TLS is passed on as it is.
"""

import asyncio
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from tests.bench.wire import HEADERS, SEGMENT

REQUEST = re.compile(rb"([A-Z]+) (\S+) HTTP/1")
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@dataclass(frozen=True)
class Speed:
    """Bits a second down and up, and the round trip in seconds."""

    down: float
    up: float
    round_trip: float


MODEM = Speed(45_000, 31_200, 0.180)  # V.90 as it usually connects, less its framing
NONE = Speed(1e9, 1e9, 0)  # to see only what is asked


class Way:
    """One direction, in which every byte waits its turn."""

    def __init__(self, rate: float, delay: float) -> None:
        self.rate, self.delay, self.free_at = rate, delay, 0.0

    def take(self, size: int) -> float:
        """When the last of so many bytes has left."""
        self.free_at = max(self.free_at, time.monotonic()) + size * 8 / self.rate
        return self.free_at


@dataclass
class Asked:
    """A request that went over the line, without TLS, and what came of it."""

    method: str
    path: str
    status: int = 0


@dataclass
class Telephone:
    """`with Telephone(port, MODEM) as line:` makes `line.port` as slow a way to `port`."""

    to: int
    speed: Speed
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._down = Way(self.speed.down, self.speed.round_trip / 2)
        self._up = Way(self.speed.up, self.speed.round_trip / 2)
        listen = asyncio.start_server(self._connection, "127.0.0.1")
        self._server = asyncio.run_coroutine_threadsafe(listen, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _hang_up(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _until(self._up.take(HEADERS) + self._up.delay)  # SYN and its answer
            await _until(self._down.take(HEADERS) + self._down.delay)
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.close()
            return
        waiting: list[Asked] = []
        up = self._pass_on(reader, there_writer, self._up, self._down, waiting)
        down = self._pass_on(there_reader, writer, self._down, self._up, waiting)
        with suppress(asyncio.CancelledError, OSError):  # the call is over
            await asyncio.gather(up, down)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way, back: Way, waiting: list[Asked]
    ) -> None:
        """Segment by segment: the next may be on its way while one arrives. Every second is acknowledged."""
        arriving: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(_deliver(arriving, writer))
        count = 0
        try:
            while segment := await reader.read(SEGMENT):
                self._note(segment, waiting, way is self._up)
                left = way.take(len(segment) + HEADERS)
                count += 1
                if count % 2 == 0 or len(segment) < SEGMENT:
                    back.take(HEADERS)
                await _until(left)
                arriving.put_nowait((left + way.delay, segment))
        finally:
            arriving.put_nowait((time.monotonic() + way.delay, b""))
            await delivery

    def _note(self, segment: bytes, waiting: list[Asked], is_up: bool) -> None:
        if is_up and (asked := REQUEST.match(segment)):
            waiting.append(Asked(asked[1].decode(), asked[2].decode("latin-1")))
            self.asked.append(waiting[-1])
        elif not is_up and waiting and (answer := STATUS.match(segment)):
            waiting.pop(0).status = int(answer[1])


async def _deliver(arriving: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    while True:
        due, segment = await arriving.get()
        await _until(due)
        if not segment:
            writer.close()
            return
        writer.write(segment)
        await writer.drain()


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))
