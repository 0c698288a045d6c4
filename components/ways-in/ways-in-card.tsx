import { Card } from '@/components/ui/card'
import { type WaysInView } from '@/lib/ways-in/prove'
import { WaysInPanel } from './ways-in-panel'

/** The same for Home: the count, and each way behind it; open where there are too few. */
export function WaysInCard({ ways }: { ways: WaysInView }) {
  const few = ways.usable.now < 2
  return (
    <Card title="Ways in" description="Client Owners who could sign in today, by a way that counts.">
      {few ? (
        <WaysInPanel ways={ways} />
      ) : (
        <details>
          <summary className="cursor-pointer">
            <span className="font-medium">{ways.usable.now} usable Client Owners.</span> <span className="text-accent-ink">How each signs in</span>
          </summary>
          <div className="mt-3">
            <WaysInPanel ways={ways} counted />
          </div>
        </details>
      )}
    </Card>
  )
}
