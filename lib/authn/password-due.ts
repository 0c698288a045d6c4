import 'server-only'
import { Prisma } from '@/lib/db/client'

/**
 * Why a password that works has to be changed before anything else: somebody said so of this one, of everybody's, or it is too old.
 * Compared with the clock at each sign-in: nothing has to be written for a million people, and no job has to run.
 * SQL over `password_credential c` and `tenant t`; null: it need not. @param now SQL of the moment
 */
export const passwordDue = (now: Prisma.Sql) => Prisma.sql`(CASE
  WHEN c.state = 'must_change' THEN 'asked'
  WHEN c.changed_at < t.password_change_asked_at THEN 'everyone'
  WHEN c.changed_at + make_interval(days => t.password_expiry_days) <= ${now} THEN 'expired' END)`

export type PasswordDue = 'asked' | 'everyone' | 'expired'
