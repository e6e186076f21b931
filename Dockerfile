# A small image without a shell, run by nobody in particular: `docker build -t gatehouse .`
#
# Give both bases by digest when you build for others (--build-arg BUILD_IMAGE=node@sha256:...): a tag moves.
ARG BUILD_IMAGE=docker.io/library/node:22-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs22-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
# What npm would publish, and what that needs in production.
RUN npm run build && mkdir /app && npm pack --ignore-scripts --pack-destination /tmp \
 && tar -xzf /tmp/gatehouse-*.tgz -C /app --strip-components=1 \
 && cp package-lock.json /app && cd /app && npm ci --omit=dev --ignore-scripts \
 && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM ${RUN_IMAGE}
COPY --from=build /app /app
USER 65532:65532
WORKDIR /app
ENV NODE_ENV=production
EXPOSE 8443
ENTRYPOINT ["/nodejs/bin/node", "/app/bin/gatehouse"]
CMD ["serve"]
