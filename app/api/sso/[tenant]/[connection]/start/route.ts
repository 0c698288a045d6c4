import { definePublicRoute } from '@/lib/actions/define-public-route'
import { setOut } from '@/lib/sso/sso-route'

/** The link "Sign in with …". */
export const GET = definePublicRoute({
  name: 'public:sso-start',
  run: async ({ request, params, origin }) => setOut({ tenantSlug: params.tenant!, connectionId: params.connection!, query: new URL(request.url).searchParams, origin }),
})
