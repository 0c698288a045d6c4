'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode } from 'react'
import { PolicyForm } from '@/components/policies/policy-form'
import { useImpact } from '@/components/policies/use-impact'
import { usePolicyDraft } from '@/components/policies/use-policy-draft'
import { Callout } from '@/components/ui/callout'
import { Menu, MenuItem } from '@/components/ui/menu'
import { showToast } from '@/components/ui/toast-store'
import { whyNobodyIsLeft } from '@/components/ways-in/ways-in-panel'
import { WaysInSection } from '@/components/ways-in/ways-in-section'
import { useAction } from '@/lib/actions/use-action'
import { paths } from '@/lib/paths'
import type { Previewed } from '@/lib/preview/refuse-other-preview'
import { setMethods } from '@/lib/sign-in-methods/actions'
import type { MethodsImpact, MethodsView } from '@/lib/sign-in-methods/data'
import { FIRST_METHODS, METHOD_LABELS, SECOND_METHODS, type FirstMethod, type Method, type SecondMethod } from '@/lib/sign-in-methods/methods'
import { MethodRow } from './method-row'
import { FIRST_LINES, SECOND_LINES, whatMethodsAre, whatMethodsDo } from './method-words'

interface MethodsFormProps {
  stored: MethodsView
  impact: Previewed<MethodsImpact>
  /** why they may only be read */
  reason: string | null
  /** why which of app and passkey count as second factors may only be read */
  factorReason: string | null
}

const typedOf = ({ first, second }: MethodsView) => ({ first, second })
const CONFIGURED: Partial<Record<Method, string>> = { password: paths.passwordPolicy, totp: paths.mfaPolicy, passkey: paths.mfaPolicy }
const isFactor = (method: Method) => method === 'totp' || method === 'passkey'

/** What sign-in takes, as rows; what saving would do to whom stands above its button. */
export function MethodsForm({ stored, impact: atFirst, reason, factorReason }: MethodsFormProps) {
  const router = useRouter()
  const { run, ...action } = useAction(setMethods)
  const draft = usePolicyDraft(stored, typedOf)
  const { typed: { first, second }, saved, dirty, change } = draft
  const valid = first.length > 0 && second.some(isFactor)
  const { impact, seeing, loading, showAnew } = useImpact(dirty && valid ? paths.api.methodsImpact(first, second) : null, atFirst)
  const { usable } = impact.ways
  const ordered = (methods: readonly SecondMethod[]) => SECOND_METHODS.filter((method) => methods.includes(method))
  const add = (method: SecondMethod) => ordered([...second, method])

  const save = async () => {
    const values = { first: [...first], second: [...second] }
    const result = await run({ version: saved.version, previewed: impact.previewed, ...values })
    if (!result.ok) showAnew(result.error)
    if (!draft.settled(result, () => ({ ...values, version: result.ok ? result.data.version : saved.version })) || !result.ok) return
    showToast({ text: result.data.owners < 2 ? 'Methods saved. Only one usable Client Owner is left.' : 'Methods saved. They count from now on.' })
    router.refresh()
  }

  const verbsOfFirst = (method: FirstMethod) => [
    ...(first[0] === method ? [] : [{ label: 'Make preferred', run: () => change({ first: [method, ...first.filter((one) => one !== method)] }) }]),
    ...(method === 'password' || (isFactor(method) && factorReason && !second.includes(method)) ? [] : [{ label: second.includes(method) ? 'Keep as second factor only' : 'Move to second factor', run: () => change({ first: first.filter((one) => one !== method), second: add(method) }) }]),
    { label: 'Remove', destroys: true, run: () => change({ first: first.filter((one) => one !== method) }) },
  ]
  const verbsOfSecond = (method: SecondMethod) => (isFactor(method) && factorReason ? [] : [{ label: 'Remove', destroys: true, run: () => change({ second: second.filter((one) => one !== method) }) }])
  const missing = [
    ...FIRST_METHODS.filter((method) => !first.includes(method)).map((method) => ({ key: `first ${method}`, label: `${METHOD_LABELS[method]}, to begin with`, run: () => change({ first: [...first, method] }) })),
    ...SECOND_METHODS.filter((method) => !second.includes(method) && !(isFactor(method) && factorReason)).map((method) => ({ key: `second ${method}`, label: `${METHOD_LABELS[method]}, as a second factor`, run: () => change({ second: add(method) }) })),
  ]

  return (
    <PolicyForm draft={draft} action={action} form="methods" what="methods" theirWords={draft.theirs && whatMethodsAre(draft.theirs)} reason={reason} seeing={seeing} refused={dirty && valid ? whyNobodyIsLeft(impact.ways) : null} save={save} note={dirty && !valid ? 'Keep one method to begin with, and the authenticator app or the passkey as a second factor.' : undefined}>
      <Methods title="To begin with">
        {first.map((method, index) => (
          <MethodRow key={method} method={method} step="first" line={FIRST_LINES[method]} preferred={index === 0} configure={CONFIGURED[method] ?? null} verbs={reason ? [] : verbsOfFirst(method)} />
        ))}
      </Methods>
      <Methods title="Second factor">
        {second.map((method) => (
          <MethodRow key={method} method={method} step="second" line={SECOND_LINES[method]} configure={CONFIGURED[method] ?? null} verbs={reason ? [] : verbsOfSecond(method)} />
        ))}
      </Methods>
      {reason || missing.length === 0 ? null : (
        <div>
          <Menu label="Add method" button="Add method" variant="secondary" align="start">
            {missing.map(({ key, label, run: pick }) => (
              <MenuItem key={key} onSelect={pick}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
      {valid ? (
        <div aria-busy={loading}>
          <Callout tone={usable.under === 0 ? 'danger' : impact.shutOut > 0 || impact.bereft > 0 || usable.under < 2 || usable.under < usable.now ? 'warn' : 'info'} title={dirty ? 'What saving does' : 'As it is now'}>
            {whatMethodsDo(impact)}
          </Callout>
        </div>
      ) : null}
      <WaysInSection id="methods-ways" ways={impact.ways} changing={dirty && valid} />
    </PolicyForm>
  )
}

function Methods({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-sm font-medium">{title}</h3>
      <ul className="divide-y rounded-lg border">{children}</ul>
    </section>
  )
}
