"""The least that takes traces by OTLP over gRPC: `collector.py PORT FILE` appends every message that it is sent,
in hexadecimal, a line each."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

SERVICE, METHOD = "opentelemetry.proto.collector.trace.v1.TraceService", "Export"


def main(port: str, file: str) -> None:
    def export(message: bytes, _: grpc.ServicerContext) -> bytes:
        with Path(file).open("a") as out:
            out.write(message.hex() + "\n")
        return b""  # an ExportTraceServiceResponse without a word

    handler = grpc.unary_unary_rpc_method_handler(export)
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(SERVICE, {METHOD: handler})])
    assert server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])
