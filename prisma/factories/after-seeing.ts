import { AppError } from '@/lib/errors/app-error'

/** What stands for no preview at all: for whoever is refused before it is compared. */
export const NOTHING_SEEN = 'A'.repeat(43)

/** Saves as a form does: what it states is looked at first, and carried. @throws AppError of the save */
export async function afterSeeing<T>(save: (previewed: string) => Promise<T>): Promise<T> {
  try {
    return await save(NOTHING_SEEN)
  } catch (error) {
    const shown = error instanceof AppError && error.failure.reason === 'preview_changed' ? (error.failure.details?.preview as { previewed: string }) : null
    if (!shown) throw error
    return save(shown.previewed)
  }
}
