import { renderToStaticMarkup } from 'react-dom/server'
import { type ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { PasswordInput } from './form/password-input'
import { SubmitButton } from './form/submit-button'
import { RefusedPage } from './guard/refused-page'
import { MessagePage } from './shell/message-page'
import { Person } from './shell/person'
import { PowersInForce } from './shell/powers-in-force'
import { ThemeChoice } from './shell/theme-choice'
import { Time } from './shell/time'
import { DataTable } from './table/data-table'
import { TableSkeleton } from './table/table-skeleton'
import { Badge } from './ui/badge'
import { Button } from './ui/button'
import { Callout } from './ui/callout'
import { Card } from './ui/card'
import { Checkbox } from './ui/checkbox'
import { Combobox } from './ui/combobox'
import { CursorPages } from './ui/cursor-pages'
import { EmptyState } from './ui/empty-state'
import { ErrorState } from './ui/error-state'
import { Facts } from './ui/facts'
import { Field } from './ui/field'
import { IconButton } from './ui/icon-button'
import { Input } from './ui/input'
import { LinkButton } from './ui/link-button'
import { Menu } from './ui/menu'
import { PageHeader } from './ui/page-header'
import { Popover } from './ui/popover'
import { Progress } from './ui/progress'
import { RadioGroup } from './ui/radio-group'
import { Select } from './ui/select'
import { Status } from './ui/status'
import { Switch } from './ui/switch'
import { Toaster } from './ui/toaster'

const now = '2025-11-21T02:28:13Z'
const drawings: Record<string, ReactElement> = {
  badge: <Badge tone="danger">Break-glass</Badge>,
  button: <Button pending>Save</Button>,
  callout: <Callout title="One owner">Add another.</Callout>,
  card: <Card title="Identity">Olivia</Card>,
  checkbox: <Checkbox label="Yes" disabledReason="Not now." />,
  combobox: <Combobox value={null} onChange={() => undefined} search={() => Promise.resolve([])} aria-label="Workspace" />,
  'cursor pages': <CursorPages previous={null} next="?cursor=a" />,
  'empty state': <EmptyState title="Nothing" />,
  'error state': <ErrorState title="Failed" reference="4f1c" />,
  facts: <Facts items={[{ term: 'Name', value: 'Olivia' }]} />,
  field: <Field label="Name" error="Enter a name.">{(control) => <Input {...control} />}</Field>,
  menu: <Menu label="Actions">{null}</Menu>,
  'message page': <MessagePage title="Gone">Nothing here.</MessagePage>,
  'page header': <PageHeader title="Administrators" />,
  'password input': <PasswordInput autoComplete="new-password" aria-label="Password" />,
  person: <Person name="Olivia Stone" detail="olivia@acme.example" />,
  popover: <Popover label="View" button="View" buttonClass="">Columns</Popover>,
  powers: <PowersInForce powers={[{ key: '1', label: 'Client Owner' }]} href="/" />,
  progress: <Progress label="Work" value={3} max={7} />,
  radios: <RadioGroup legend="Role" name="role" options={[{ value: 'a', label: 'A', disabledReason: 'No.' }]} />,
  refused: <RefusedPage refusal={{ sentence: 'You need a role.' }} homeHref="/" />,
  select: <Select aria-label="Role" options={[{ value: 'a', label: 'A' }]} />,
  skeleton: <TableSkeleton label="Administrators" columns={4} rows={2} />,
  status: <Status tone="warn">Locked</Status>,
  submit: <SubmitButton>Send</SubmitButton>,
  switch: <Switch label="On" />,
  table: <DataTable label="People" columns={[{ key: 'name', header: 'Name', cell: (row: { id: string }) => row.id }]} rows={[{ id: 'a' }]} rowKey={(row) => row.id} rowLabel={(row) => row.id} rowHref={(row) => `/${row.id}`} empty={null} bulk="Bulk" />,
  theme: <ThemeChoice theme="dark" />,
  time: <Time at={now} now={now} zone="Europe/Berlin" />,
  toaster: <Toaster />,
}

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
