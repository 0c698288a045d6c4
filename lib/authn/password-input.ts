// Passwords in forms. Browser-safe. What makes a new one acceptable is said by checkPassword(), which can name the reason.
import { z } from 'zod'

/** A new password. */
export const NewPasswordInput = z.string().min(1, 'Choose a password.').max(1024, 'Use at most 128 characters.')

/** A password that exists, as typed: nothing is trimmed or folded. */
export const PasswordInput = z.string().min(1, 'Write your password.').max(1024, 'This is longer than any password here.')
