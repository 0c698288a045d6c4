import { type ReactNode } from 'react'

/** Names and values, one under the other: what is known about a person, a session, an event. */
export function Facts({ items }: { items: readonly { term: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-1 items-baseline gap-y-2.5 sm:grid-cols-[minmax(8rem,12rem)_1fr] sm:gap-x-6">
      {items.map((item, index) => (
        <div key={index} className="contents">
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="-mt-2 min-w-0 sm:mt-0">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
