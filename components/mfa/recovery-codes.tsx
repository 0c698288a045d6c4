'use client'

import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { LinkButton } from '@/components/ui/link-button'

interface RecoveryCodesProps {
  codes: readonly string[]
  email: string
  tenantName: string
}

const NOTE = 'Each works once, instead of a second factor.'

/** The codes, this once, with every way to keep them. */
export function RecoveryCodes({ codes, email, tenantName }: RecoveryCodesProps) {
  const heading = `Recovery codes of ${email} at ${tenantName}`
  const text = `${heading}\n${NOTE}\n\n${codes.join('\n')}\n`
  return (
    <div className="grid gap-3">
      {/* As many columns as there is room for: a code is never broken. */}
      <ol aria-label="Recovery codes" data-recovery-codes="" className="grid grid-cols-[repeat(auto-fill,minmax(min(16rem,100%),1fr))] gap-x-6 gap-y-1 rounded-lg border bg-sunken px-3 py-2.5 font-mono">
        {codes.map((code) => (
          <li key={code} className="text-xs leading-6 wrap-anywhere tabular-nums select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-2">
        <LinkButton plain href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`} download={`recovery-codes-${email}.txt`} icon="download">
          Download
        </LinkButton>
        <Button onClick={() => print(heading, codes)}>Print</Button>
        <CopyButton text={codes.join('\n')} label="Copy all codes" size="md" />
      </div>
    </div>
  )
}

/** In a window of its own: the page itself is not what one wants on paper. */
function print(heading: string, codes: readonly string[]): void {
  const sheet = window.open('', '_blank')
  if (!sheet) return
  sheet.document.title = heading
  const title = Object.assign(sheet.document.createElement('h1'), { textContent: heading })
  const note = Object.assign(sheet.document.createElement('p'), { textContent: NOTE })
  const list = Object.assign(sheet.document.createElement('pre'), { textContent: codes.join('\n') })
  sheet.document.body.replaceChildren(title, note, list)
  sheet.print()
  sheet.close()
}
