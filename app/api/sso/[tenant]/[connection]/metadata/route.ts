import { definePublicRoute } from '@/lib/actions/define-public-route'
import { samlMetadataOf } from '@/lib/sso/saml-metadata'

/** What a SAML provider wants to know of us, to be read or downloaded: names, addresses and public keys. */
export const GET = definePublicRoute({
  name: 'public:saml-metadata',
  run: async ({ params }) => {
    const xml = await samlMetadataOf(params.tenant!, params.connection!)
    return xml === null ? new Response(null, { status: 404 }) : new Response(xml, { headers: { 'content-type': 'application/samlmetadata+xml; charset=utf-8', 'content-disposition': 'attachment; filename="castellan-metadata.xml"' } })
  },
})
