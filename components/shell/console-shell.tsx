import { type ReactNode } from 'react'
import { buttonLook } from '@/components/ui/button-look'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { type Preferences } from '@/lib/format/preferences'
import { Mark } from './mark'
import { type NavigationSection } from './navigation'
import { PaletteButton } from './palette-button'
import { type PaletteGroup, type PaletteSource } from './palette-source'
import { PersonMenu, type PersonMenuProps } from './person-menu'
import { PowersInForce, type Power } from './powers-in-force'
import { Providers } from './providers'
import { RailLinks } from './rail-links'

export interface ConsoleShellProps {
  tenantName: string
  homeHref: string
  sections: readonly NavigationSection[]
  /** Gear, at the foot of the rail; left out for whoever may not enter. */
  settings?: { href: string; label: string }
  /** PlaceSwitcher. */
  switcher?: ReactNode
  person: Omit<PersonMenuProps, 'preferences'>
  powers: readonly Power[]
  /** The request's clock. */
  now: number
  palette: { groups: readonly PaletteGroup[]; sources: readonly PaletteSource[] }
  preferences: Preferences
  children: ReactNode
}

/** The frame around every page of the console: rail, top bar, main. Data in, nothing fetched. */
export function ConsoleShell({ tenantName, homeHref, sections, settings, switcher, person, powers, now, palette, preferences, children }: ConsoleShellProps) {
  return (
    <Providers zone={preferences.zone} email={person.email}>
      <a href="#main" className="sr-only focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2 focus-visible:z-50 focus-visible:rounded-md focus-visible:bg-accent focus-visible:px-3 focus-visible:py-1.5 focus-visible:text-on-accent">
        Skip to content
      </a>
      <div className="md:grid md:grid-cols-[14rem_minmax(0,1fr)]">
        <aside id="rail" popover="auto" aria-label="Console" className="fixed top-0 left-0 z-40 h-dvh max-h-none w-64 flex-col overflow-y-auto border-r bg-sunken text-ink backdrop:bg-(--veil) open:flex md:sticky md:flex md:w-auto">
          <Link href={homeHref} className="flex h-11 shrink-0 items-center gap-2.5 px-4 font-semibold -outline-offset-2">
            <Mark />
            <span className="truncate">{tenantName}</span>
          </Link>
          {switcher ? <div className="px-2 pt-1 pb-3">{switcher}</div> : null}
          <div className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
            <RailLinks label="Main" sections={sections} />
          </div>
          {/* As high as it will be: a browser that draws while it still reads moves nothing. */}
          <div className={`grid content-start gap-1 border-t p-2 ${settings ? 'min-h-24.75' : 'min-h-16.75'}`}>
            {settings ? <RailLinks label="Settings" sections={[{ items: [{ ...settings, icon: 'settings' }] }]} /> : null}
            <PersonMenu {...person} preferences={preferences} />
          </div>
        </aside>
        <div className="min-w-0">
          <header className="sticky top-0 z-20 flex h-(--top-bar) items-center gap-3 border-b bg-canvas px-4 md:px-6">
            <button type="button" popoverTarget="rail" aria-label="Open navigation" className={`${buttonLook('ghost', 'md', { square: true })} -ml-2 md:hidden`}>
              <Icon name="menu" />
            </button>
            <div className="min-w-0 flex-1">
              <PowersInForce powers={powers} now={now} href={homeHref} />
            </div>
            <PaletteButton groups={palette.groups} sources={palette.sources} />
          </header>
          <main id="main" tabIndex={-1} className="min-w-0">
            {children}
          </main>
        </div>
      </div>
    </Providers>
  )
}
