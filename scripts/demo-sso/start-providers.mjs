/** `npm run demo -- --sso`: identity providers of the demo's own, and the console's connections to them. */
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd } from '../child.mjs'
import { connect } from '../postgres-roles.mjs'
import { root } from '../prisma-cli.mjs'
import { OPENID, openidIssuer, openidRedirectUri, SAML, samlAddresses, TENANT } from './identity-providers.mjs'
import { startOpenidProvider } from './openid-provider.mjs'
import { startSamlProvider } from './saml-provider.mjs'

/**
 * @param {{ environment: Record<string, string>, dataFolder: string, openidPort: number, samlPort: number }} options `environment` of the console, whose database is there
 * @returns {Promise<{ said: string[], stop: () => Promise<void> }>}
 */
export async function startProviders({ environment, dataFolder, openidPort, samlPort }) {
  const keysFile = path.join(dataFolder, 'identity-providers.json')
  const wanted = { tenant: TENANT, keysFile, openid: { ...OPENID, issuer: openidIssuer(openidPort) }, saml: { ...SAML, ...samlAddresses(samlPort) } }
  const acsUrl = (await runToEnd(process.execPath, ['scripts/run.mjs', 'scripts/demo-sso/connect-providers.ts'], { cwd: root, env: { ...environment, DEMO_SSO: JSON.stringify(wanted) } })).trim()
  const keys = JSON.parse(fs.readFileSync(keysFile, 'utf8'))
  const openid = await startOpenidProvider({ port: openidPort, redirectUri: openidRedirectUri(environment.APP_ORIGIN), ...keys.openid })
  const saml = await startSamlProvider({ port: samlPort, acsUrl, ...keys.saml }).catch(async (error) => {
    await openid.stop()
    throw error
  })
  return {
    said: [`${OPENID.name} (OpenID Connect)`, `${SAML.name} (SAML 2.0)`],
    stop: async () => {
      await Promise.all([openid.stop(), saml.stop()])
    },
  }
}

/** Without them their buttons would lead nowhere: the connections are switched off, and stay as they are. @param {string} ownerUrl */
export async function switchProvidersOff(ownerUrl) {
  const client = await connect(ownerUrl)
  try {
    await client.query(
      `UPDATE sso_connection SET disabled = true, required_proof_id = NULL, required_since = NULL, required_until = NULL, required_by_id = NULL, required_confirmed_at = NULL, required_confirmed_session_id = NULL
       WHERE id = ANY ($1::uuid[]) AND NOT disabled`, [[OPENID.id, SAML.id]])
  } finally {
    await client.end()
  }
}
