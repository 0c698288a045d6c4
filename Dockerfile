# Two images from one build: `server` answers people, `tools` migrates and runs what else a person runs from the command line.
#   docker build --target server -t castellan .
#   docker build --target tools -t castellan-tools .
FROM node:20-bookworm-slim AS packages
WORKDIR /castellan
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM packages AS build
COPY . .
RUN CASTELLAN_STANDALONE=1 npm run build

FROM node:20-bookworm-slim AS tools
WORKDIR /castellan
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY . .
COPY --from=build /castellan/prisma/generated prisma/generated
ENV NODE_ENV=production CASTELLAN_MODE=production
USER node
CMD ["node", "scripts/migrate.mjs"]

FROM node:20-bookworm-slim AS server
WORKDIR /castellan
COPY --from=build /castellan/.next/standalone ./
ENV NODE_ENV=production CASTELLAN_MODE=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
