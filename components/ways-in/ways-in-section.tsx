import { type WaysInView } from '@/lib/ways-in/prove'
import { WaysInPanel } from './ways-in-panel'

/** The same at the foot of a form: as it is, or what saving would do to it. */
export function WaysInSection({ id, ways, changing }: { id: string; ways: WaysInView; changing: boolean }) {
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <div>
        <h3 id={id} className="font-semibold">Ways in</h3>
        <p className="text-ink-3">How each Client Owner can sign in{changing ? ', and what saving would do to it' : ' now'}.</p>
      </div>
      <WaysInPanel ways={ways} changing={changing} />
    </section>
  )
}
