#!/usr/bin/env python3
"""Prints the lines of a JSONL file of articles in whose text every one of some services finds
an entity: tables without words would say nothing of speed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python" / "src"))

import grpc  # noqa: E402
from parallax_client.v1 import analysis_pb2, analysis_pb2_grpc, article_pb2  # noqa: E402

PATIENCE_SECONDS = 60


def main(file: str, addresses: list[str]) -> None:
    stubs = []
    for address in addresses:
        channel = grpc.insecure_channel(address)
        stubs.append(analysis_pb2_grpc.AnalysisServiceStub(channel))
    with open(file, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            content = article_pb2.ArticleContent(text=json.loads(line)["text"])
            request = analysis_pb2.ExtractEntitiesRequest(article=content)
            # All at once: each service answers by itself.
            calls = [stub.ExtractEntities.future(request, PATIENCE_SECONDS) for stub in stubs]
            answers = [call.result() for call in calls]
            if all(answer.entities for answer in answers):
                sys.stdout.write(line)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
