import { definePublicRoute } from '@/lib/actions/define-public-route'
import { showLogo } from '@/lib/sso/connection-logo'

/** The picture beside the name of a connection, on the sign-in page. */
export const GET = definePublicRoute({
  name: 'public:sso-logo',
  run: async ({ params }) => showLogo(params.tenant!, params.connection!),
})
