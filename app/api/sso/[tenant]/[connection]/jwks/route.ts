import { definePublicRoute } from '@/lib/actions/define-public-route'
import { publicKeysOf } from '@/lib/sso/connections-data'

/** The public keys with which a provider checks what a connection signs. */
export const GET = definePublicRoute({
  name: 'public:sso-keys',
  run: async ({ params }) => Response.json(await publicKeysOf(params.tenant!, params.connection!)),
})
