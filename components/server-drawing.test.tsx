import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { drawings } from './style-guide'
import { Button } from './ui/button'
import { IconButton } from './ui/icon-button'
import { LinkButton } from './ui/link-button'

describe('what the server draws', () => {
  it.each(Object.entries(drawings))('%s needs nothing that the content security policy refuses', (_name, element) => {
    const html = renderToStaticMarkup(element)
    expect(html).not.toMatch(/\sstyle=|<style|<script|\son[a-z]+=|javascript:/i)
    expect(html).not.toBe('')
  })
})

describe('a control that cannot be used now', () => {
  const reason = 'Only a Client Owner can do this.'
  it.each([
    ['button', <Button key="b" type="submit" disabledReason={reason} onClick={() => undefined}>Save</Button>],
    ['icon button', <IconButton key="i" type="submit" icon="trash" label="Delete" disabledReason={reason} />],
    ['link', <LinkButton key="l" href="/audit" disabledReason={reason}>Audit</LinkButton>],
  ])('%s stays reachable, does nothing and says why', (_name, element) => {
    const html = renderToStaticMarkup(element)
    expect(html).toContain('aria-disabled="true"')
    expect(html).toContain(`data-tip="${reason}"`)
    const described = /aria-describedby="([^"]+)"/.exec(html)?.[1]
    expect(html).toContain(`id="${described}" hidden="">${reason}`)
    expect(html).not.toMatch(/\sdisabled|type="submit"|href=/)
  })
})
