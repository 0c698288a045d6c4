import { asAppError } from '@/lib/errors/database-failure'
import { AppError } from '@/lib/errors/app-error'

/**
 * Tries again what a busy database refuses, as a person would: many at once wait for ten connections, and on a slow machine some of them for longer
 * than the product has anybody wait. For tests about something else than that.
 */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const shape = asAppError(error)
      if (!(shape instanceof AppError) || shape.code !== 'busy') throw error
    }
  }
}
