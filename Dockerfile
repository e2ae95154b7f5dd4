# One static image per function, from nothing: docker build --build-arg FUNCTION=tasks|mcp|chat|migrate .
# The binary holds CA roots and time zones, so the image holds the binary alone.
ARG RUST_VERSION=1.95
ARG BUILDPLATFORM
# The compiler runs on the builder's own processor and makes code for the target's: no emulation of another platform.
FROM --platform=${BUILDPLATFORM} docker.io/library/rust:${RUST_VERSION}-slim-bookworm AS build
WORKDIR /src
ARG TARGETARCH
# amd64 or arm64; without BuildKit, what this stage runs on. Only for another platform is there something to install: the
# crypto library is C and assembler.
# hadolint ignore=DL3008
RUN host="$(dpkg --print-architecture)" \
 && arch="${TARGETARCH:-$host}" \
 && case "$arch" in \
      amd64) rust=x86_64 gnu=x86-64 ;; \
      arm64) rust=aarch64 gnu=aarch64 ;; \
      *) echo "no target for $arch" >&2; exit 1 ;; \
    esac \
 && if [ "$arch" != "$host" ]; then \
      apt-get update \
      && apt-get install --yes --no-install-recommends "gcc-$gnu-linux-gnu" "libc6-dev-$arch-cross" \
      && rm -rf /var/lib/apt/lists/*; \
    fi \
 && echo "$rust-unknown-linux-gnu" > /target \
 && rustup target add "$(cat /target)"
# Static and at a fixed address: runs from scratch and starts without a loader. With an explicit target these flags stay
# away from build scripts and procedural macros, which cannot be static. Paths are remapped so that the same sources give
# the same bytes wherever they lie.
ENV RUSTFLAGS="-C target-feature=+crt-static -C relocation-model=static --remap-path-prefix=/src=. --remap-path-prefix=/usr/local/cargo=cargo" \
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=x86_64-linux-gnu-gcc \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
    CARGO_INCREMENTAL=0 SOURCE_DATE_EPOCH=0

# Manifests first, with empty sources: dependencies are built once and again only when a manifest changes.
FROM build AS dependencies
COPY Cargo.toml Cargo.lock ./
COPY shared/Cargo.toml shared/
COPY shared/clock/Cargo.toml shared/clock/
COPY shared/language/Cargo.toml shared/language/
COPY functions/tasks/Cargo.toml functions/tasks/
COPY functions/mcp/Cargo.toml functions/mcp/
COPY functions/chat/Cargo.toml functions/chat/
COPY functions/chat/agent/Cargo.toml functions/chat/agent/
COPY functions/chat/simulation/Cargo.toml functions/chat/simulation/
COPY xtask/Cargo.toml xtask/
RUN for crate in shared shared/clock shared/language functions/tasks functions/mcp functions/chat functions/chat/agent functions/chat/simulation xtask; do \
      mkdir -p "$crate/src" && touch "$crate/src/lib.rs" || exit 1; \
    done \
 && for crate in functions/tasks functions/mcp functions/chat xtask; do echo 'fn main() {}' > "$crate/src/main.rs"; done \
 && mkdir -p shared/src/bin/migrate && echo 'fn main() {}' > shared/src/bin/migrate/main.rs \
 && mkdir -p functions/chat/agent/tests/turns && touch functions/chat/agent/tests/turns/main.rs \
 && mkdir -p functions/chat/simulation/src/bin functions/chat/simulation/tests/simulation \
 && echo 'fn main() {}' > functions/chat/simulation/src/bin/simulate.rs \
 && touch functions/chat/simulation/tests/simulation/main.rs \
 && cargo build --release --locked --target "$(cat /target)" --bins -p shared -p tasks -p mcp -p chat

FROM dependencies AS binary
COPY shared shared
COPY functions functions
COPY specs specs
ARG FUNCTION
# Cargo goes by time stamps, and copied sources may be older than the empty ones.
RUN case "${FUNCTION}" in tasks|mcp|chat|migrate) ;; *) echo "--build-arg FUNCTION=tasks|mcp|chat|migrate" >&2; exit 1 ;; esac \
 && find shared functions -name '*.rs' -exec touch {} + \
 && cargo build --release --locked --target "$(cat /target)" --bin "${FUNCTION}" -p shared -p tasks -p mcp -p chat \
 && install -D "target/$(cat /target)/release/${FUNCTION}" /image/function \
 && touch --date=@0 /image/function

FROM scratch
ARG FUNCTION
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="todo-${FUNCTION}" \
      org.opencontainers.image.description="todo-app: ${FUNCTION}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"
COPY --from=binary /image/function /function
USER 65532:65532
ENTRYPOINT ["/function"]
