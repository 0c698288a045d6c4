import { definePublicRoute } from '@/lib/actions/define-public-route'
import { takePosted } from '@/lib/sso/sso-route'

/** Where a SAML provider has browsers post its answer: the one request of another site that is taken (docs/security.md, T66). */
export const POST = definePublicRoute({
  name: 'public:saml-answer',
  run: async ({ request, params, origin }) => takePosted({ tenantSlug: params.tenant!, connectionId: params.connection!, request, origin }),
})
