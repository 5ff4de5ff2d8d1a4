# An image of Node and one file. Why it is so: docs/decisions/0010-packaging.md
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY build.mjs tsconfig.json ./
COPY src ./src
COPY deploy/crds ./deploy/crds
RUN node build.mjs

FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY LICENSE ./
COPY --from=build /build/dist ./
RUN mkdir cache && chown 1000:1000 cache
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/cache
# By number, or `runAsNonRoot` would not believe it.
USER 1000:1000
# Compiles the program once, for every start: Node takes only what the same user has compiled.
RUN ["node", "/app/rollbridge.cjs", "--version"]
EXPOSE 3000
ENTRYPOINT ["node", "--enable-source-maps", "--max-semi-space-size=4", "/app/rollbridge.cjs"]
