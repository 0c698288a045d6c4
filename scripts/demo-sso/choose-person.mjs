/** The page on which a visitor of the demo says whom to be. It belongs to the provider: nothing of the console's is used here. */
import { PEOPLE, subjectOf } from './people.mjs'

const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`)

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0; background: light-dark(#f4f1ea, #1d1b18); color: light-dark(#26221c, #ece7dd) }
  main { box-sizing: border-box; width: min(26rem, 100% - 2rem); margin: 8vh auto; padding: 1.5rem 1.75rem; border-radius: 10px; background: light-dark(#fff, #282521); box-shadow: 0 1px 3px #0003 }
  h1 { font-size: 1.25rem; margin: 0 0 .25rem } p { margin: 0 0 1rem; color: light-dark(#6b6457, #a9a295) }
  button { display: block; width: 100%; box-sizing: border-box; padding: .6rem .8rem; margin: .4rem 0; text-align: left; font: inherit; color: inherit; background: none; border: 1px solid light-dark(#ddd6c8, #46413a); border-radius: 8px; cursor: pointer }
  button:hover, button:focus-visible { border-color: #a15c1e; outline: 2px solid #a15c1e55 } small { display: block; color: light-dark(#6b6457, #a9a295) }
  label { display: flex; gap: .5rem; align-items: center; margin: 1rem 0 0 }`

/**
 * @param {{ provider: string, action: string, hidden?: Record<string, string> }} page
 * @returns {string} a form that sends `subject` and, when ticked, `factor`
 */
export function choosePersonPage({ provider, action, hidden = {} }) {
  const fields = Object.entries(hidden).map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
  const people = PEOPLE.map((person) => `<button name="subject" value="${subjectOf(person)}">${escape(`${person.givenName} ${person.familyName}`)}<small>${escape(person.email)} · ${escape(person.groups.join(', '))}</small></button>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(provider)}</title><style>${STYLE}</style>
<main><h1>${escape(provider)}</h1><p>An identity provider of the demo. It asks for no password: choose who you are.</p>
<form method="post" action="${escape(action)}">${fields}${people}<label><input type="checkbox" name="factor" value="mfa"> and a second factor was used here</label></form></main></html>`
}

/** @param {import('node:http').IncomingMessage} request @returns {Promise<URLSearchParams>} what a form sent; at most 100 kB of it */
export async function readForm(request) {
  let text = ''
  for await (const part of request.setEncoding('utf8')) {
    text += part
    if (text.length > 100_000) throw new Error('too long for a form')
  }
  return new URLSearchParams(text)
}
