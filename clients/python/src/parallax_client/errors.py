"""What a call may come back with instead of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import grpc
from google.rpc import error_details_pb2, status_pb2

from parallax_client import v1

_DETAILS = "grpc-status-details-bin"
_DOMAIN = "parallax"


@dataclass(frozen=True)
class FieldViolation:
    """A field of the request that breaks its rule."""

    field: str
    """Path of the field, for example ``articles[1].article.text``."""
    description: str
    """What is wrong with it."""


@dataclass(frozen=True)
class ErrorDetails:
    """What a status says besides its code and message."""

    reason: str | None = None
    """Name of an ``ErrorReason`` without its prefix, for example ``"DOCUMENT_NOT_FOUND"``."""
    metadata: dict[str, str] = field(default_factory=dict)
    """Names and values behind the message: the setting and the limit that were met."""
    field_violations: tuple[FieldViolation, ...] = ()
    """Fields of the request that break a rule."""
    retry_delay: float | None = None
    """When to try again, in seconds, if the server says so."""
    resource_name: str | None = None
    """Name of the resource that the error is about."""


class ParallaxError(Exception):
    """A call that failed: every error of this package is one."""

    def __init__(
        self, code: grpc.StatusCode, message: str, details: ErrorDetails | None = None
    ) -> None:
        super().__init__(f"{code.name}: {message}")
        self.code = code
        self.message = message
        self.details = details or ErrorDetails()

    @property
    def reason(self) -> str | None:
        """Why, for programs: ``"QUEUE_FULL"``, ``"CONTENT_EMPTY"``; None when nobody says."""
        return self.details.reason

    @property
    def metadata(self) -> dict[str, str]:
        """Names and values behind the message."""
        return self.details.metadata

    @property
    def field_violations(self) -> tuple[FieldViolation, ...]:
        """Fields of the request that break a rule."""
        return self.details.field_violations

    @property
    def retry_delay(self) -> float | None:
        """When to try again, in seconds, if the server says so."""
        return self.details.retry_delay


class InvalidArgumentError(ParallaxError):
    """The request breaks a rule: see ``field_violations``."""


class NotFoundError(ParallaxError):
    """There is no such document, story, entity or comparison."""


class ConflictError(ParallaxError):
    """What is stored stands against it: an id that is taken, a resource that has changed."""


class BusyError(ParallaxError):
    """The server has too much to do, or a quota or a limit is reached."""


class UnavailableError(ParallaxError):
    """The server is away or shutting down."""


class DeadlineError(ParallaxError):
    """The deadline passed before the answer was ready."""


class AccessError(ParallaxError):
    """The server does not know the caller, or the caller may not do this."""


class OutOfRangeError(ParallaxError):
    """A resume token is older than what the server keeps: read the present state anew."""


_CLASSES: dict[grpc.StatusCode, type[ParallaxError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgumentError,
    grpc.StatusCode.NOT_FOUND: NotFoundError,
    grpc.StatusCode.ALREADY_EXISTS: ConflictError,
    grpc.StatusCode.ABORTED: ConflictError,
    grpc.StatusCode.FAILED_PRECONDITION: ConflictError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: BusyError,
    grpc.StatusCode.UNAVAILABLE: UnavailableError,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineError,
    grpc.StatusCode.UNAUTHENTICATED: AccessError,
    grpc.StatusCode.PERMISSION_DENIED: AccessError,
    grpc.StatusCode.OUT_OF_RANGE: OutOfRangeError,
}
_BY_NUMBER: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}


def error(
    code: grpc.StatusCode, message: str, details: ErrorDetails | None = None
) -> ParallaxError:
    """An error of the class that belongs to a code."""
    return _CLASSES.get(code, ParallaxError)(code, message, details)


def from_rpc(failure: grpc.RpcError) -> ParallaxError:
    """Reads what gRPC raised."""
    # Whatever a call raises is the call itself.
    call = cast(grpc.Call, failure)
    code, message = call.code(), call.details() or ""
    for key, value in call.trailing_metadata() or ():
        if key == _DETAILS and isinstance(value, bytes):
            return error(code, message, _details(value))
    if code is grpc.StatusCode.UNKNOWN and message.startswith("Stream removed"):
        # gRPC tells a lost connection in this way, too.
        code = grpc.StatusCode.UNAVAILABLE
    return error(code, message)


def from_item(item: v1.ItemStatus) -> ParallaxError:
    """Reads the status of an item of a feed."""
    code = _BY_NUMBER.get(item.code, grpc.StatusCode.UNKNOWN)
    # The message is google.rpc.Status under another name.
    return error(code, item.message, _details(item.SerializeToString()))


def _details(encoded: bytes) -> ErrorDetails:
    try:
        status = status_pb2.Status.FromString(encoded)
    except ValueError:
        # A proxy between may send anything; the code still counts.
        return ErrorDetails()
    info = error_details_pb2.ErrorInfo()
    bad, retry = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    resource = error_details_pb2.ResourceInfo()
    delay: float | None = None
    for packed in status.details:
        for kind in (info, bad, resource):
            if packed.Is(kind.DESCRIPTOR):
                packed.Unpack(kind)
        if packed.Is(retry.DESCRIPTOR) and packed.Unpack(retry):
            delay = retry.retry_delay.ToTimedelta().total_seconds()
    ours = info.domain == _DOMAIN
    return ErrorDetails(
        reason=info.reason if ours else None,
        metadata=dict(info.metadata) if ours else {},
        field_violations=tuple(
            FieldViolation(violation.field, violation.description)
            for violation in bad.field_violations
        ),
        retry_delay=delay,
        resource_name=resource.resource_name or None,
    )
