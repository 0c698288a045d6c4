import 'server-only'
import { AppError } from '@/lib/errors/app-error'
import { OutboundError, outboundFetch } from '@/lib/outbound/outbound-fetch'
import { readProviderMetadata, type ProviderMetadata } from '@/lib/saml/provider-metadata'
import { SamlRefused, type SamlRefusal } from '@/lib/saml/saml-refused'

/** What metadata says, for the form that it fills in. Nothing of it is stored before somebody saves the form. */
export interface SamlMetadataView {
  entityId: string
  signOnUrl: string
  signOnBinding: 'redirect' | 'post'
  /** PEM, one after the other */
  certificates: string
  signRequests: boolean
  /** the address it was read from; empty where it was pasted */
  metadataUrl: string
}

const WHY: Partial<Record<SamlRefusal, string>> = {
  too_large: 'This is larger than 256 KiB.',
  not_xml: 'This is not plain XML: no DTD, no CDATA and no processing instructions are read.',
  no_certificate: 'There is no certificate in it that can be verified with: an RSA key of at least 2048 bits is needed.',
  too_complex: 'There is too much in it: one provider with one to four certificates is read.',
  shape: 'This is not the metadata of one SAML 2.0 identity provider that can be asked by a redirect or a form.',
}

const refused = (sentence: string) => new AppError('invalid_input', { fields: { source: sentence } })

/** Reads the metadata of a provider, pasted or from its address. @returns what it says, or why not: said only to whoever may change it */
export async function readSamlMetadata(source: string): Promise<SamlMetadataView | AppError> {
  const text = source.trim()
  try {
    return text.startsWith('<') ? viewOf(readProviderMetadata(text), '') : viewOf(readProviderMetadata(await fetched(text)), text)
  } catch (error) {
    if (error instanceof OutboundError) return refused(error.sentence)
    if (error instanceof SamlRefused) return refused(WHY[error.reason] ?? WHY.shape!)
    if (error instanceof AppError) return error
    throw error
  }
}

async function fetched(url: string): Promise<string> {
  const answer = await outboundFetch(url, { headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' } })
  if (!answer.ok) throw refused(`The server answers with ${answer.status}.`)
  return answer.text()
}

function viewOf({ entityId, signOn, certificates, wantsSignedRequests }: ProviderMetadata, metadataUrl: string): SamlMetadataView {
  return {
    entityId, signOnUrl: (signOn.redirect ?? signOn.post)!, signOnBinding: signOn.redirect === null ? 'post' : 'redirect',
    certificates: certificates.map(({ pem }) => pem.trim()).join('\n'), signRequests: wantsSignedRequests, metadataUrl,
  }
}
