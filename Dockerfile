FROM rust:1.95-slim-bookworm AS build
# Dates what is built; given, the image is the same whenever it is built.
ARG SOURCE_DATE_EPOCH
WORKDIR /source
COPY . .
RUN scripts/build-static /out && scripts/licences /out/licences && mkdir /out/data

# Nothing but the program: no shell, no package, no file that anyone but root can write.
FROM scratch
ARG VERSION=0.2.0
ARG REVISION=unknown
ARG CREATED=1980-01-01T00:00:00Z
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="parallax" \
      org.opencontainers.image.description="Compares news articles of several outlets on one event" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --from=build /out/licences /licences
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build /out/parallax /parallax
USER 65532:65532
# The admin port is for probes and metrics; nobody reaches it unless it is published.
# SQLITE_TMPDIR: there is no /tmp in the image.
ENV PARALLAX_LISTEN=0.0.0.0:50051 PARALLAX_ADMIN_LISTEN=0.0.0.0:9464 PARALLAX_DATA=/data SQLITE_TMPDIR=/data
EXPOSE 50051 9464
VOLUME /data
STOPSIGNAL SIGTERM
# It asks the admin port, with or without TLS. Kubernetes has probes of its own and passes over this one.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["/parallax", "health"]
ENTRYPOINT ["/parallax"]
CMD ["serve"]
