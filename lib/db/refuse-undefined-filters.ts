import { Prisma } from '@/prisma/generated/client'

const FILTER_KEYS = ['where', 'cursor'] as const

function findUndefined(value: unknown, path: string): string | null {
  if (value === undefined) return path
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return null
  for (const [key, inner] of Object.entries(value)) {
    const found = findUndefined(inner, `${path}.${key}`)
    if (found) return found
  }
  return null
}

/** In Prisma an undefined filter value means "no filter": one missing id would touch every row. Here it is an error. */
export const refuseUndefinedFilters = Prisma.defineExtension({
  name: 'refuse-undefined-filters',
  query: {
    $allModels: {
      $allOperations({ model, operation, args, query }) {
        for (const key of FILTER_KEYS) {
          const filter = (args as Record<string, unknown>)[key]
          const found = filter === undefined ? null : findUndefined(filter, key)
          if (found) throw new TypeError(`${model}.${operation}: ${found} is undefined`)
        }
        return query(args)
      },
    },
  },
})
