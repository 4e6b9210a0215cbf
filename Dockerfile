FROM rust:1.95-slim-bookworm AS build
WORKDIR /source
COPY . .
RUN scripts/build-static /out && mkdir /out/data

FROM scratch
LABEL org.opencontainers.image.title="parallax" \
      org.opencontainers.image.description="Compares news articles of several outlets on one event" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/parallax /parallax
COPY --from=build /source/LICENSE /source/models/*LICENSE* /source/src/pipeline/gazetteer/*LICENSES /licenses/
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
# SQLITE_TMPDIR: there is no /tmp in the image.
ENV PARALLAX_LISTEN=0.0.0.0:50051 PARALLAX_DATA=/data SQLITE_TMPDIR=/data
EXPOSE 50051
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["/parallax", "health"]
ENTRYPOINT ["/parallax"]
CMD ["serve"]
