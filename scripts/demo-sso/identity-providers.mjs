/** The demo's own identity providers (`npm run demo -- --sso`): where they are, and what the console's connections to them are called. */

export const TENANT = 'acme'

/** The ids of the connections in the demo's database are known beforehand: a provider is told where to send people back to. */
export const OPENID = { id: '00000000-0000-4000-8000-0000000051d0', name: 'Northwind ID', clientId: 'castellan-demo' }
export const SAML = { id: '00000000-0000-4000-8000-000000005a31', name: 'Fabrikam Login', strongContext: 'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken' }

/** @param {number} port @returns {string} */
export const openidIssuer = (port) => `http://127.0.0.1:${port}`

/** @param {string} appOrigin @returns {string} */
export const openidRedirectUri = (appOrigin) => `${appOrigin}/api/sso/${TENANT}/${OPENID.id}/callback`

// An address with a name: browsers are sent over plain http to this very machine only.
/** @param {number} port */
export const samlAddresses = (port) => ({ entityId: `http://localhost:${port}/metadata`, signOnUrl: `http://localhost:${port}/sso` })
