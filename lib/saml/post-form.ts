import { escapeXml } from './authn-request'

/** Their hashes stand in the content security policy of this page (lib/headers.ts): nothing else runs or is drawn there. */
export const SUBMIT_SCRIPT = 'document.forms[0].submit()'
export const FORM_STYLE = ':root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-content:center;text-align:center;padding:24px}button{font:inherit;padding:8px 16px}'

/** A page that hands a request on to a provider: by itself where scripts run, by its button where they do not. */
export function postForm({ signOnUrl, name, field }: { signOnUrl: string; name: string; field: string }): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>On to ${escapeXml(name)}</title><style>${FORM_STYLE}</style></head>`
    + `<body><form method="post" action="${escapeXml(signOnUrl)}"><input type="hidden" name="SAMLRequest" value="${escapeXml(field)}"><p>You sign in at ${escapeXml(name)}.</p><p><button>Continue to ${escapeXml(name)}</button></p></form>`
    + `<script>${SUBMIT_SCRIPT}</script></body></html>`
}
