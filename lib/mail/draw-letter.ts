import 'server-only'

/** What every letter is made of; the text and the HTML part are drawn from the same words. */
export interface LetterContent {
  subject: string
  /** null where the person has no name yet */
  recipientName: string | null
  paragraphs: readonly string[]
  /** what they are about, a line each */
  list?: readonly string[]
  /** `url` stands in the text as it is; the HTML shows a button and the address below it */
  link?: { label: string; url: string; note: string } | undefined
  /** after the link: who did it, what to do if it was not you */
  closing?: readonly string[]
}

export interface DrawnLetter {
  subject: string
  text: string
  html: string
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)

/** What a person typed, in one line: no control characters, no change of writing direction that could reorder the words around it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ').replace(/ {2,}/g, ' ').trim()
}

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;line-height:1.5;color:#1c1b1a'

/** Draws both parts of a letter. Everything is escaped; there are no images, no scripts, nothing to load. */
export function drawLetter({ subject, recipientName, paragraphs, list = [], link, closing = [] }: LetterContent): DrawnLetter {
  const greeting = recipientName?.trim() ? `Hello ${oneLine(recipientName)},` : 'Hello,'
  const before = [greeting, ...paragraphs].map(oneLine)
  const items = list.map(oneLine)
  const after = closing.map(oneLine)
  const text = [...before, ...(items.length > 0 ? [items.map((item) => `- ${item}`).join('\n')] : []), ...(link ? [`${link.label}:\n${link.url}`, link.note] : []), ...after, '-- \nCastellan'].join('\n\n')
  const paragraph = (words: string) => `<p style="margin:0 0 16px">${escape(words)}</p>`
  const bullets = items.length > 0 ? `<ul style="margin:0 0 16px;padding:0 0 0 20px">${items.map((item) => `<li style="margin:0 0 4px">${escape(item)}</li>`).join('')}</ul>` : ''
  const button = link
    ? `<p style="margin:0 0 16px"><a href="${escape(link.url)}" target="_blank" rel="noopener noreferrer" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1c1b1a;color:#ffffff;text-decoration:none">${escape(link.label)}</a></p>` +
      `<p style="margin:0 0 16px;font-size:13px;color:#57534e">${escape(link.note)}<br>If the button does not work, copy this address:<br><span style="word-break:break-all">${escape(link.url)}</span></p>`
    : ''
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(oneLine(subject))}</title></head><body style="margin:0;padding:24px;background:#ffffff;${FONT}">` +
    `<div style="max-width:560px">${before.map(paragraph).join('')}${bullets}${button}${after.map(paragraph).join('')}<p style="margin:24px 0 0;font-size:13px;color:#57534e">Castellan</p></div></body></html>`
  return { subject: oneLine(subject), text: `${text}\n`, html }
}
