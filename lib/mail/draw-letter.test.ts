import { expect, it } from 'vitest'
import { drawLetter } from './draw-letter'

it('draws a list a line each, in both parts, whatever stands in it', () => {
  const { text, html } = drawLetter({ subject: 'Lines pause', recipientName: 'Olivia', paragraphs: ['These pause.'], list: ['Contoso: Auditor, for the group "<b>&staff"', 'two\nlines'], closing: ['You own the tenant.'] })
  expect(text).toContain('These pause.\n\n- Contoso: Auditor, for the group "<b>&staff"\n- two lines\n\nYou own the tenant.')
  expect(html.match(/<li[^>]*>(.*?)<\/li>/g)?.map((item) => item.replace(/<\/?li[^>]*>/g, ''))).toEqual(['Contoso: Auditor, for the group &quot;&lt;b&gt;&amp;staff&quot;', 'two lines'])
})

it('draws none where there is nothing to list', () => {
  const { text, html } = drawLetter({ subject: 'Hello', recipientName: null, paragraphs: ['One.'] })
  expect(text).toBe('Hello,\n\nOne.\n\n-- \nCastellan\n')
  expect(html).not.toContain('<ul')
})
