import { Icon } from '@/components/ui/icon'
import { type PasswordVerdict } from '@/lib/password-policy/check-password'

const STRENGTHS = ['very weak', 'weak', 'fair', 'strong', 'very strong'] as const

/** How soon a password would be guessed, and whether it meets the policy or what it still lacks. */
export function PasswordVerdictNote({ verdict: { faults, strength } }: { verdict: PasswordVerdict }) {
  const accepted = faults.length === 0
  // Hard to guess and refused all the same (a name, too short) must not look like good enough.
  const shown = accepted ? strength : Math.min(strength, 2)
  const word = accepted ? (STRENGTHS[strength] ?? STRENGTHS[0]) : 'not enough yet'
  return (
    <>
      <div className="flex items-center gap-3 text-xs">
        <progress className="meter" aria-label="Strength" aria-valuetext={word} value={shown} max={4} />
        <span className="shrink-0 text-ink-2">{word}</span>
      </div>
      {accepted ? (
        <p className="flex items-start gap-1.5 text-xs text-good-ink">
          <Icon name="done" size={12} className="mt-[3px]" />
          <span>It meets the policy.</span>
        </p>
      ) : (
        <ul className="grid gap-1">
          {faults.map(({ code, sentence }) => (
            <li key={code} className="flex items-start gap-1.5 text-xs text-ink-2">
              <Icon name="info" size={12} className="mt-[3px] text-ink-3" />
              <span>{sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
