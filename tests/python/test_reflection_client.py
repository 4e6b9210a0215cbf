"""A client that learns every message from the server's reflection service."""

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)


def test_call_by_reflection_alone(channel: grpc.Channel) -> None:
    database = ProtoReflectionDescriptorDatabase(channel)
    assert "parallax.v1.AnalysisService" in database.get_services()
    pool = DescriptorPool(database)
    service = pool.FindServiceByName("parallax.v1.AnalysisService")
    method = service.FindMethodByName("ExtractEntities")
    call = channel.unary_unary(
        f"/{service.full_name}/{method.name}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=GetMessageClass(method.output_type).FromString,
    )
    request = GetMessageClass(method.input_type)()
    request.article.text = "Emmanuel Macron met Olaf Scholz in Paris on Tuesday."
    answer = call(request, timeout=60)
    names = [entity.canonical_name for entity in answer.entities]
    assert "Emmanuel Macron" in names, names
    assert "Paris" in names, names


def test_error_details_are_known_to_reflection(channel: grpc.Channel) -> None:
    pool = DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    for name in ("ErrorInfo", "BadRequest", "RetryInfo"):
        assert pool.FindMessageTypeByName(f"google.rpc.{name}") is not None
