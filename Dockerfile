# syntax=docker/dockerfile:1

# The program, compiled, with the packages that it runs on and no others.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY jobs ./jobs
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund

# The services that docker-compose.yml offers for trying: `docker build --target demo-services .`
FROM golang:1.26-bookworm AS demo-services-build
WORKDIR /shop
COPY lab/services ./
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -o /out/ ./cmd/...

FROM scratch AS demo-services
COPY --from=demo-services-build /out/ /bin/
USER 65534:65534
EXPOSE 6060

# Last, so that it is what `docker build .` gives.
FROM node:20-bookworm-slim AS leakcheck
ENV NODE_ENV=production \
    LEAKCHECK_CONFIG=/etc/leakcheck/leakcheck.yaml \
    LEAKCHECK_PROFILE_DIR=/var/lib/leakcheck/profiles
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Everything that runs here can be loaded with the packages that are left, fonts and canvas included.
RUN node dist/cli/leakcheck.cjs help && node --input-type=module \
    -e "await Promise.all(['main', 'analysis-thread'].map((name) => import('./dist/src/' + name + '.js')))"
RUN install -d -o node -g node /var/lib/leakcheck/profiles
USER node
ENTRYPOINT ["node", "dist/cli/leakcheck.cjs"]
CMD ["serve"]
