import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { AppError } from '@/lib/errors/app-error'
import { findInviteList } from '@/lib/invitations/find-list'
import { MOST_LINES } from '@/lib/invitations/limits'
import { LINE_FILTERS } from '@/lib/invitations/list-view'

/** How far one's own list of people to invite has come. */
export const GET = defineOwnRead({
  own: 'own:invite-lists',
  query: z.strictObject({ show: z.enum(LINE_FILTERS).default('all'), after: z.coerce.number().int().min(0).max(MOST_LINES).default(0) }),
  run: async ({ facts, query, params }) => {
    const list = await findInviteList(facts.actor, params.id ?? '', query)
    if (!list) throw new AppError('not_found')
    return list
  },
})
