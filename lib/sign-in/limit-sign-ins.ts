import 'server-only'
import type { AuditOrigin } from '@/lib/audit/record'
import { addressKey, takeToken } from '@/lib/authn/rate-limits'
import { AppError } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'

/** An office behind one address signs in at nine; a script that tries lists does so faster. */
const SIGN_INS_PER_ADDRESS = { burst: 60, perSecond: 1 }

/** Asked at every step of every way to sign in. @throws AppError too_many for this network address, whoever it asks for */
export async function limitSignIns({ address }: AuditOrigin): Promise<void> {
  if (!(await takeToken(`sign-in:${addressKey(address)}`, SIGN_INS_PER_ADDRESS))) {
    logRefused({ what: 'too many', door: 'public:sign-in', address })
    throw new AppError('too_many')
  }
}
