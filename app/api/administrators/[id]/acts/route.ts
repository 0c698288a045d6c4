import { z } from 'zod'
import { actsOf } from '@/components/administrators/acts-of'
import { defineRead } from '@/lib/actions/define-read'
import { findProfile } from '@/lib/administrators/profile-data'
import { AppError } from '@/lib/errors/app-error'
import { readViewer } from '@/lib/format/viewer'

/** What the viewer may do to a person now, and what the dialogs say beforehand: asked when a row's menu opens. */
export const GET = defineRead({
  permission: 'administrator:read',
  query: z.strictObject({}),
  run: async ({ cleared, facts, params }) => {
    const profile = await findProfile(cleared, params.id ?? '')
    if (!profile) throw new AppError('not_found')
    const { zone } = await readViewer()
    return actsOf(profile, facts.actor, zone)
  },
})
