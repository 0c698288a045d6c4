import 'server-only'
import { workBulk } from '@/lib/administrators/work-bulk'
import { digestStrangers } from '@/lib/audit/digest-strangers'
import { signCheckpoints } from '@/lib/audit/sign-checkpoints'
import { answerAttackJob } from '@/lib/authn/settle-failure'
import { alarmOpenReviews } from '@/lib/break-glass/alarm-open-reviews'
import { inviteLines } from '@/lib/invitations/work-lines'
import { deliverMail } from '@/lib/mail/deliver-mail'
import { tellWrongCodes } from '@/lib/mfa/tell-wrong-codes'
import { notePimMoment, sweepPimMoments } from '@/lib/pim/note-moments'
import { answerCodeJob } from '@/lib/sign-in/request-email-code'
import { answerResetJob } from '@/lib/sign-in/request-reset'
import { tellOfRequiredJob } from '@/lib/sso/tell-of-required'
import { watchConnections } from '@/lib/sso/watch-connections'
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
  pim_moment: { run: notePimMoment, longestSeconds: 20 },
  pim_sweep: { run: sweepPimMoments, longestSeconds: 900 },
  break_glass_alarms: { run: alarmOpenReviews, longestSeconds: 300 },
  sso_watch: { run: watchConnections, longestSeconds: 300 },
  sso_required_word: { run: tellOfRequiredJob, longestSeconds: 20 },
  stranger_digest: { run: digestStrangers, longestSeconds: 900 },
  account_attack: { run: answerAttackJob, longestSeconds: 20 },
  wrong_codes: { run: tellWrongCodes, longestSeconds: 20 },
  email_code_request: { run: answerCodeJob, longestSeconds: 20 },
  password_reset_request: { run: answerResetJob, longestSeconds: 20 },
}
