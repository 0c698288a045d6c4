import { type ReactNode } from 'react'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Popover } from '@/components/ui/popover'
import { type Preferences } from '@/lib/format/preferences'
import { Person } from './person'
import { ShortcutsSwitch } from './shortcuts-switch'
import { ThemeChoice } from './theme-choice'

export interface PersonMenuProps {
  name: string
  email: string
  accountHref: string
  preferences: Pick<Preferences, 'theme' | 'shortcuts'>
  /** A form or button that signs out. */
  signOut: ReactNode
}

/** At the foot of the rail: who is signed in, their account, how the console looks for them, the way out. */
export function PersonMenu({ name, email, accountHref, preferences, signOut }: PersonMenuProps) {
  return (
    <Popover
      label={name}
      className="w-64 p-1"
      buttonClass="flex w-full min-w-0 items-center rounded-md p-1.5 text-left hover:bg-hover aria-expanded:bg-hover"
      button={
        <>
          <span className="min-w-0 flex-1">
            <Person name={name} detail={email} />
          </span>
          <Icon name="switch" size={14} className="ml-1 text-ink-3" />
        </>
      }
    >
      <Link href={accountHref} className="flex items-center gap-2 rounded-md px-2 py-1.5 hover:bg-hover coarse:py-2.5">
        <Icon name="person" /> My account
      </Link>
      <div className="mt-1 grid gap-3 border-t px-1 py-2">
        <ThemeChoice theme={preferences.theme} />
        <div className="px-1">
          <ShortcutsSwitch on={preferences.shortcuts} />
        </div>
      </div>
      <div className="border-t pt-1">{signOut}</div>
    </Popover>
  )
}
