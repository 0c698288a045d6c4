'use client'

import { useState, type ReactNode } from 'react'
import { Button } from './button'
import { Callout } from './callout'
import { Dialog } from './dialog'
import { Field } from './field'
import { Input } from './input'

export interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  onConfirm: () => void
  /** The question: "Set 12 administrators to Inactive?" */
  title: string
  /** One sentence: what will change for whom, with numbers. */
  consequence: ReactNode
  /** The verb again, with its object: "Set 12 to Inactive". */
  verb: string
  /** What leaving it is called, where "Cancel" is the very thing that is asked about. */
  leave?: string
  /** Red, for what destroys. */
  danger?: boolean
  pending?: boolean
  /** Why it would be refused: then it cannot be confirmed. */
  refused?: string | null
  /** Why it was refused; the dialog stays open. */
  error?: string | null | undefined
  /** To be typed before the button works: an e-mail address, a name. */
  typeToConfirm?: string
  /** What that is: "the e-mail address". */
  typeToConfirmName?: string
  /** Lists, warnings, fields. */
  children?: ReactNode
}

/** Consequence before commitment. Starts on Cancel's side: Enter alone never destroys. */
export function ConfirmDialog({ open, onClose, onConfirm, title, consequence, verb, leave: leaveLabel = 'Cancel', danger = false, pending = false, refused = null, error, typeToConfirm, typeToConfirmName = 'the name', children }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const unmatched = typeToConfirm !== undefined && typed.trim().toLowerCase() !== typeToConfirm.trim().toLowerCase()
  const leave = () => {
    setTyped('')
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={leave}
      role="alertdialog"
      size="sm"
      title={title}
      description={consequence}
      locked={pending}
      footer={
        <>
          <Button onClick={leave} disabledReason={pending ? 'Wait until this is done.' : null} {...(typeToConfirm === undefined ? { 'data-autofocus': true } : {})}>
            {leaveLabel}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} pending={pending} onClick={onConfirm} disabledReason={unmatched ? `Type ${typeToConfirmName} above first.` : refused}>
            {verb}
          </Button>
        </>
      }
    >
      {children || error || typeToConfirm !== undefined ? (
        <div className="grid gap-4">
          {children}
          {typeToConfirm === undefined ? null : (
            <Field
              label={
                <>
                  Type <span className="font-mono select-all">{typeToConfirm}</span> to confirm
                </>
              }
            >
              {(control) => <Input {...control} data-autofocus autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />}
            </Field>
          )}
          {error ? (
            <Callout tone="danger" live>
              {error}
            </Callout>
          ) : null}
        </div>
      ) : null}
    </Dialog>
  )
}
