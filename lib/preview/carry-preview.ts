import { z } from 'zod'

/** What stands for the preview that somebody saw, as it came with it. */
export const PreviewedInput = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'Look at what this does first.')
