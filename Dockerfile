# The Supervisor builds this on the owner's machine as long as no image is published: no compilers, short stages.
ARG BUILD_FROM=ghcr.io/home-assistant/base-debian:trixie
ARG NODE_FROM=docker.io/library/node:24-trixie-slim

# hadolint ignore=DL3006
FROM ${NODE_FROM} AS node
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM node AS page
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
RUN npm run build:web

# On the target platform, as native parts are chosen by it (sharp's are optional packages). Install scripts would
# download what the packages hold already; ffmpeg-static without its own is not needed beside Debian's ffmpeg. Parts
# for other platforms are 250 MB.
FROM node AS modules
RUN npm ci --omit=dev --ignore-scripts \
    && rm -r node_modules/ffmpeg-static \
    && arch="$(node -p process.arch)" \
    && find node_modules/onnxruntime-node/bin -mindepth 2 -maxdepth 2 ! -name linux -exec rm -r {} + \
    && find node_modules/onnxruntime-node/bin/*/linux -mindepth 1 -maxdepth 1 ! -name "${arch}" -exec rm -r {} + \
    && find node_modules/better-sqlite3/prebuilds -type f ! -name "linux-${arch}.node" -delete \
    && rm -r node_modules/better-sqlite3/deps

# hadolint ignore=DL3006
FROM ${BUILD_FROM} AS model
# YOLOX-S, Apache-2.0. The same address and checksum stand in src/plugins/filters/yolo/catalogue.ts. An empty address
# leaves the model out; the app then fetches it at its first start.
ARG MODEL_URL=https://github.com/opencv/opencv_zoo/raw/966be4cb6eefc2a4f586ed0581bf4bbaa2533070/models/object_detection_yolox/object_detection_yolox_2022nov.onnx
ARG MODEL_SHA256=c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063
WORKDIR /models
RUN if [ -n "${MODEL_URL}" ]; then \
        curl -fsSL --retry 3 --max-time 600 -o yolox_s.onnx "${MODEL_URL}" \
        && echo "${MODEL_SHA256}  yolox_s.onnx" | sha256sum -c -; \
    fi

# hadolint ignore=DL3006
FROM ${BUILD_FROM}
# mesa-vulkan-drivers lets the detector run on Intel and AMD graphics. It costs 83 MB beside the 456 MB of ffmpeg, which
# brings libvulkan1 and most of Mesa anyway.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg libvulkan1 mesa-vulkan-drivers \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb

WORKDIR /app
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=modules /app/node_modules ./node_modules
COPY --from=model /models ./models
# Node runs the sources as they are; package.json holds the import map.
COPY package.json ./
COPY src ./src
COPY addon/blueprints ./addon/blueprints
COPY --from=page /app/src/panel/static ./src/panel/static
COPY rootfs /

ENV NODE_ENV=production \
    PORCHLIGHT_MEDIA_DIR=/media/porchlight \
    PORCHLIGHT_MODELS_DIR=/app/models

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${PORCHLIGHT_PORT:-8099}/health" || exit 1

ARG BUILD_ARCH
ARG BUILD_VERSION
LABEL io.hass.type="app" \
    io.hass.arch="${BUILD_ARCH}" \
    io.hass.version="${BUILD_VERSION}" \
    io.hass.name="Porchlight" \
    org.opencontainers.image.title="Porchlight" \
    org.opencontainers.image.description="Turns the cameras you already own into a watchman that lives in the house" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${BUILD_VERSION}"
