import { definePublicRoute } from '@/lib/actions/define-public-route'
import { arriveBySaml } from '@/lib/sso/sso-route'

/** Where the browser goes on whose answer of a SAML provider was verified. */
export const GET = definePublicRoute({
  name: 'public:saml-arrival',
  run: async ({ request, params, origin }) => arriveBySaml({ tenantSlug: params.tenant!, connectionId: params.connection!, query: new URL(request.url).searchParams, origin }),
})
