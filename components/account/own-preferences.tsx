import { ShortcutsSwitch } from '@/components/shell/shortcuts-switch'
import { ThemeChoice } from '@/components/shell/theme-choice'
import { Card } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { type Preferences } from '@/lib/format/preferences'

/** How the console looks; kept in this browser, not with the account. */
export function OwnPreferences({ preferences }: { preferences: Preferences }) {
  return (
    <Card title="In this browser" description="How the console looks here. Your other devices have their own.">
      <Facts
        items={[
          { term: 'Theme', value: <div className="max-w-64"><ThemeChoice theme={preferences.theme} /></div> },
          { term: 'Time zone', value: <>{preferences.zone.replaceAll('_', ' ')}, as this browser says</> },
          { term: 'Keyboard', value: <ShortcutsSwitch on={preferences.shortcuts} /> },
        ]}
      />
    </Card>
  )
}
