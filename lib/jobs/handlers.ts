import 'server-only'
import { workBulk } from '@/lib/administrators/work-bulk'
import { digestStrangers } from '@/lib/audit/digest-strangers'
import { signCheckpoints } from '@/lib/audit/sign-checkpoints'
import { answerAttackJob } from '@/lib/authn/settle-failure'
import { inviteLines } from '@/lib/invitations/work-lines'
import { deliverMail } from '@/lib/mail/deliver-mail'
import { answerResetJob } from '@/lib/sign-in/request-reset'
import type { JobKind } from './enqueue-job'
import type { Handler } from './run-job'
import { sweepOldRows } from './sweep-old-rows'

/** Every kind of job, and who does it. */
export const HANDLERS: Record<JobKind, Handler> = {
  mail: { run: deliverMail, longestSeconds: 20 },
  invite_lines: { run: inviteLines, longestSeconds: 3600 },
  bulk_run: { run: workBulk, longestSeconds: 3600 },
  housekeeping: { run: sweepOldRows, longestSeconds: 900 },
  audit_checkpoints: { run: signCheckpoints, longestSeconds: 900 },
  stranger_digest: { run: digestStrangers, longestSeconds: 900 },
  account_attack: { run: answerAttackJob, longestSeconds: 20 },
  password_reset_request: { run: answerResetJob, longestSeconds: 20 },
}
