#!/usr/bin/env python3
"""`parallax.v1.AnalysisService/ExtractEntities` in Python: grpcio around spaCy.

Made as well as one can with a reasonable effort, to measure Parallax beside it; README.md
tells what was tried. A front process speaks gRPC and hands articles to worker processes in
batches; with --spread reuseport each worker speaks gRPC itself.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

# Numeric libraries read these when they are loaded: a process a core, a thread a process.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]:
    os.environ[variable] = "1"

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python" / "src"))

import grpc  # noqa: E402
import grpc.aio  # noqa: E402
from entities import Extractor, Unanswerable  # noqa: E402

SERVICE = "parallax.v1.AnalysisService"
GRACE_SECONDS = 5.0
LENGTH = struct.Struct("<I")

# An answer, or the status code and message of a refusal. Strings, since it crosses processes.
Answer = bytes | tuple[str, str]
AnswerBatch = Callable[[list[bytes]], list[Answer]]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listen", default="127.0.0.1:50061", help="(default: %(default)s)")
    parser.add_argument(
        "--workers",
        type=int,
        default=len(os.sched_getaffinity(0)),
        help="processes that analyse (default: one a core)",
    )
    parser.add_argument(
        "--batch", type=int, default=8, help="most articles in a batch (default: %(default)s)"
    )
    parser.add_argument(
        "--answer",
        choices=["names", "roles"],
        default="roles",
        help="names: names alone, which needs no parser; roles: also the roles of persons, and "
        "the salience of entities by sentence and subject (default: %(default)s)",
    )
    parser.add_argument(
        "--spread",
        choices=["front", "reuseport"],
        default="front",
        help="how workers share the calls: by a front process, or by the kernel, which spreads "
        "connections (default: %(default)s)",
    )
    return parser.parse_args()


def answer_batch(extractor: Extractor, requests: list[bytes]) -> list[Answer]:
    """An answer for each request, in order."""
    try:
        return list(extractor.answers(requests))
    except Unanswerable as error:
        if len(requests) == 1:
            return [(grpc.StatusCode.INVALID_ARGUMENT.name, str(error))]
        # One bad request fails nobody but itself.
        return [answer for request in requests for answer in answer_batch(extractor, [request])]


class Queue:
    """Requests that wait, handed out in batches to whoever takes them."""

    def __init__(self, most: int, takers: int) -> None:
        self._most, self._takers = most, takers
        self._waiting: deque[tuple[bytes, asyncio.Future[Answer]]] = deque()
        self._arrived = asyncio.Event()

    async def answer(
        self, request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]
    ) -> bytes:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        self._arrived.set()
        answer = await future
        if not isinstance(answer, bytes):
            code, message = answer
            await context.abort(grpc.StatusCode[code], message)  # raises
        return answer

    async def batch(self) -> tuple[list[bytes], list[asyncio.Future[Answer]]]:
        """The requests that wait, at least one; without those whose caller has gone."""
        while True:
            await self._arrived.wait()
            taken: list[tuple[bytes, asyncio.Future[Answer]]] = []
            # A fair share: whoever took all would leave the others idle.
            share = min(self._most, -(-len(self._waiting) // self._takers))
            while self._waiting and len(taken) < share:
                request, future = self._waiting.popleft()
                if not future.done():
                    taken.append((request, future))
            if not self._waiting:
                self._arrived.clear()
            if taken:
                return [request for request, _ in taken], [future for _, future in taken]


def settle(futures: list[asyncio.Future[Answer]], answers: list[Answer]) -> None:
    for future, answer in zip(futures, answers, strict=True):
        if not future.done():
            future.set_result(answer)


async def run_here(queue: Queue, answer: AnswerBatch) -> None:
    """Analyses in the thread of the event loop: a thread of its own would only fight for the
    interpreter's lock."""
    while True:
        requests, futures = await queue.batch()
        settle(futures, answer(requests))
        await asyncio.sleep(0)  # calls that came meanwhile are in the next batch


async def run_in_worker(queue: Queue, connection: socket.socket) -> None:
    """Sends batches to a worker process, one at a time."""
    reader, writer = await asyncio.open_unix_connection(sock=connection)
    while True:
        requests, futures = await queue.batch()
        packed = pickle.dumps(requests, pickle.HIGHEST_PROTOCOL)
        writer.write(LENGTH.pack(len(packed)) + packed)
        (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
        settle(futures, pickle.loads(await reader.readexactly(length)))


def work(connection: socket.socket, inherited: list[socket.socket], answer: AnswerBatch) -> None:
    """A worker process: batches in, answers out, until the front closes the connection."""
    # The end of the front must be seen: no copy of its side may stay open here.
    for other in inherited:
        other.close()
    # Ctrl-C reaches the whole group; the front ends its workers in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with connection.makefile("rb") as incoming:
        while head := incoming.read(LENGTH.size):
            (length,) = LENGTH.unpack(head)
            answers = answer(pickle.loads(incoming.read(length)))
            packed = pickle.dumps(answers, pickle.HIGHEST_PROTOCOL)
            connection.sendall(LENGTH.pack(len(packed)) + packed)


async def serve(listen: str, queue: Queue, tasks: list[asyncio.Task[None]]) -> None:
    """Serves until SIGTERM, SIGINT or the failure of a task."""
    server = grpc.aio.server(options=[("grpc.so_reuseport", 1)])
    # Requests and answers pass as bytes: they are decoded where the work is done.
    answer: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(queue.answer)
    handlers = grpc.method_handlers_generic_handler(SERVICE, {"ExtractEntities": answer})
    server.add_generic_rpc_handlers((handlers,))
    server.add_insecure_port(listen)
    await server.start()
    stop: asyncio.Task[object] = asyncio.create_task(asyncio.Event().wait())
    for number in [signal.SIGTERM, signal.SIGINT]:
        asyncio.get_running_loop().add_signal_handler(number, stop.cancel)
    done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
    await server.stop(GRACE_SECONDS)
    for task in tasks:
        task.cancel()
    for ended in done - {stop}:
        ended.result()  # raises why it failed


async def serve_front(arguments: argparse.Namespace, connections: list[socket.socket]) -> None:
    queue = Queue(arguments.batch, len(connections))
    tasks = [asyncio.create_task(run_in_worker(queue, one)) for one in connections]
    await serve(arguments.listen, queue, tasks)


async def serve_alone(arguments: argparse.Namespace, answer: AnswerBatch) -> None:
    queue = Queue(arguments.batch, takers=1)
    await serve(arguments.listen, queue, [asyncio.create_task(run_here(queue, answer))])


def main() -> None:
    arguments = parse_arguments()
    extractor = Extractor(roles=arguments.answer == "roles")

    def answer(requests: list[bytes]) -> list[Answer]:
        return answer_batch(extractor, requests)

    # Workers are forked once the model is there, so that they share its memory, and before
    # anything of gRPC is begun, which does not survive a fork.
    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    if arguments.spread == "front":
        connections: list[socket.socket] = []
        for _ in range(arguments.workers):
            ours, theirs = socket.socketpair()
            connections.append(ours)
            fork.Process(target=work, args=(theirs, connections, answer), daemon=True).start()
            theirs.close()
        asyncio.run(serve_front(arguments, connections))
        return
    workers = [
        fork.Process(target=lambda: asyncio.run(serve_alone(arguments, answer)))
        for _ in range(arguments.workers)
    ]
    for worker in workers:
        worker.start()

    def end(*_: object) -> None:
        for worker in workers:
            worker.terminate()

    for number in [signal.SIGTERM, signal.SIGINT]:
        signal.signal(number, end)
    for worker in workers:
        worker.join()
    sys.exit(any(worker.exitcode for worker in workers))


if __name__ == "__main__":
    main()
