import { type ReactElement } from 'react'
import { PasswordInput } from './form/password-input'
import { SubmitButton } from './form/submit-button'
import { RefusedPage } from './guard/refused-page'
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
import { Input } from './ui/input'
import { Menu } from './ui/menu'
import { PageHeader } from './ui/page-header'
import { Popover } from './ui/popover'
import { Progress } from './ui/progress'
import { RadioGroup } from './ui/radio-group'
import { Select } from './ui/select'
import { Status } from './ui/status'
import { Switch } from './ui/switch'
import { Toaster } from './ui/toaster'

const tones = ['neutral', 'info', 'good', 'warn', 'danger'] as const
const now = '2025-11-21T02:28:13Z'
/** One of each, in the state that is easiest to get wrong. */
export const drawings: Record<string, ReactElement> = {
  badges: <>{tones.map((tone) => <Badge key={tone} tone={tone}>{tone}</Badge>)}</>,
  buttons: (
    <>
      <Button>Look again</Button>
      <Button variant="primary">Invite</Button>
      <Button variant="ghost">Cancel</Button>
      <Button variant="danger">Delete User</Button>
      <Button pending>Saving</Button>
      <Button variant="primary" disabledReason="Change something first.">Save changes</Button>
      <Button variant="ghost" disabledReason="Change something first.">Undo</Button>
    </>
  ),
  callouts: <>{tones.map((tone) => <Callout key={tone} tone={tone} title={tone}>A sentence that matters more than the text around it.</Callout>)}</>,
  card: <Card title="Identity">Olivia</Card>,
  checkbox: <Checkbox label="Yes" disabledReason="Not now." />,
  combobox: <Combobox value={null} onChange={() => undefined} search={() => Promise.resolve([])} aria-label="Workspace" />,
  'cursor pages': <CursorPages previous={null} next="?cursor=a" />,
  'empty state': <EmptyState title="Nothing" />,
  'error state': <ErrorState title="Failed" reference="4f1c" />,
  facts: <Facts items={[{ term: 'Name', value: 'Olivia' }]} />,
  field: <Field label="Name" error="Enter a name.">{(control) => <Input {...control} />}</Field>,
  menu: <Menu label="Actions">{null}</Menu>,
  'page header': <PageHeader title="Administrators" />,
  'password input': <PasswordInput autoComplete="new-password" aria-label="Password" />,
  person: <Person name="Olivia Stone" detail="olivia@acme.example" />,
  popover: <Popover label="View" button="View" buttonClass="">Columns</Popover>,
  powers: <PowersInForce powers={[{ key: '1', label: 'Client Owner' }, { key: '2', label: 'Client Admin', tone: 'info', activation: { id: 'a', grantId: 'g', endsAt: 3_600_000 } }]} now={0} href="/" />,
  progress: <Progress label="Work" value={3} max={7} />,
  radios: <RadioGroup legend="Role" name="role" options={[{ value: 'a', label: 'A', disabledReason: 'No.' }]} />,
  refused: <RefusedPage refusal={{ sentence: 'You need a role.' }} homeHref="/" />,
  select: <Select aria-label="Role" options={[{ value: 'a', label: 'A' }]} />,
  skeleton: <TableSkeleton label="Administrators" columns={4} rows={2} />,
  statuses: <>{tones.map((tone) => <Status key={tone} tone={tone}>{tone}</Status>)}</>,
  submit: <SubmitButton>Send</SubmitButton>,
  switch: <Switch label="On" />,
  table: <DataTable label="People" columns={[{ key: 'name', header: 'Name', cell: (row: { id: string }) => row.id }]} rows={[{ id: 'a' }]} rowKey={(row) => row.id} rowLabel={(row) => row.id} rowHref={(row) => `/${row.id}`} empty={null} bulk="Bulk" />,
  theme: <ThemeChoice theme="dark" />,
  time: <Time at={now} now={now} zone="Europe/Berlin" />,
  toaster: <Toaster />,
}

/** Every component on one page. No route shows it: e2e/guards/style-guide.spec.ts looks at it with axe and the content security policy. */
export function StyleGuide() {
  return (
    <main className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
      <h1 className="text-xl font-semibold">Style guide</h1>
      {Object.entries(drawings).map(([name, drawing]) => (
        <section key={name} aria-label={name} className="rounded-lg border p-4">
          {drawing}
        </section>
      ))}
    </main>
  )
}
