import { definePublicRoute } from '@/lib/actions/define-public-route'
import { comeBack } from '@/lib/sso/sso-route'

/** Where an OpenID provider sends people back to. */
export const GET = definePublicRoute({
  name: 'public:sso-callback',
  run: async ({ request, params, origin }) => comeBack({ tenantSlug: params.tenant!, connectionId: params.connection!, query: new URL(request.url).searchParams, origin }),
})
