/** Guards of what a SAML provider says; named-guards.mjs says what becomes of them. */
const of = (test, project = 'unit') => (name, file, find, replace) => ({ name, file: `lib/saml/${file}`, find, replace, project, test: `lib/saml/${test}` })
const attacks = of('saml-attacks.test.ts')
const at = (file, test, project = 'integration') => (name, find, replace) => ({ name: `SAML: ${name}`, file, find, replace, project, test })
const trips = at('lib/sso/saml-trip.ts', 'lib/sso/saml-sign-in.integration.test.ts')
const vouched = at('lib/sso/known-identity.ts', 'lib/sso/saml-sign-in.integration.test.ts')
const handOver = at('lib/sso/own-identities.ts', 'lib/sso/saml-connections.integration.test.ts')
const staged = at('lib/sso/staged-credential.ts', 'lib/sso/saml-connections.integration.test.ts')
const proof = at('lib/sso/prove-connection.ts', 'lib/sso/saml-connections.integration.test.ts')
const answer = at('lib/sso/take-saml-answer.ts', 'lib/sso/saml-sign-in.integration.test.ts')
const certificates = at('lib/saml/certificates.ts', 'lib/sso/saml-connections.integration.test.ts')
const ownKey = (file, ...more) => at(`lib/sso/${file}`, 'lib/sso/service-key.integration.test.ts')(...more)
const replay = at('lib/sso/saml-trip.ts', 'lib/sso/saml-trip.integration.test.ts')

export const guardsOfSaml = [
  attacks('a message is no larger than 256 KiB (T45)', 'read-xml.ts', 'text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES', 'false'),
  attacks('no DTD, comment, CDATA or instruction reaches a parser (T45)', 'read-xml.ts', "body.includes('<!') || body.includes('<?')", 'false'),
  attacks('not more tags than can be walked over at once (T45)', 'read-xml.ts', "countOf(body, '<') > MOST_TAGS ||", ''),
  attacks('not more prefixes than can be looked through (T45)', 'read-xml.ts', 'attributes.length > MOST_ATTRIBUTES', 'false'),
  attacks('not deeper than can be walked into (T45)', 'read-xml.ts', 'depth > DEEPEST', 'false'),
  attacks('one assertion, where it belongs (T43)', 'check-shape.ts', 'assertions.length !== 1 || !assertion || assertion.parentNode !== root', '!assertion'),
  attacks('nothing else in a response (T43)', 'check-shape.ts', 'children.some((child) => !IN_RESPONSE.some(([namespace, name]) => isNamed(child, namespace, name)))', 'false'),
  attacks('an id names one element (T43)', 'check-shape.ts', 'new Set(ids).size !== ids.length', 'false'),
  attacks('a signature says what it stands in (T43)', 'check-shape.ts', "id === null || attributeOf(reference, 'URI') !== `#${id}`", 'false'),
  attacks('one SignedInfo, one reference (T43)', 'check-shape.ts', "named(signature, 'SignedInfo').length !== 1 || named(signature, 'Reference').length !== 1", 'false'),
  attacks('a digest is only text (T43)', 'check-shape.ts', 'onlyText(digestValue) === null ||', ''),
  attacks('signed by SHA-256 or better (T43)', 'check-shape.ts', "if (!SIGNATURE_ALGORITHMS.includes(algorithm(method))) throw new SamlRefused('algorithm', 'signature')", ''),
  attacks('digested by SHA-256 or better (T43)', 'check-shape.ts', "if (!DIGEST_ALGORITHMS.includes(algorithm(digestMethod))) throw new SamlRefused('algorithm', 'digest')", ''),
  attacks('only the transforms of SAML (T43)', 'check-shape.ts', 'steps.map(algorithm).join(\' \') !== `${ENVELOPED} ${EXCLUSIVE_C14N}` ||', ''),
  attacks('encrypted by what is taken (T43)', 'check-shape.ts', "!CONTENT_CIPHERS.includes(attributeOf(method, 'Algorithm') ?? '') ||", ''),
  attacks('what was encrypted is looked at as well (T43)', 'verify-saml-response.ts', 'checkDecrypted(readXml(text).documentElement)', ''),
  attacks('a signature of the response holds if there is one (T43)', 'verify-saml-response.ts', 'responseSigned: responseSigned || connection.responseMustBeSigned', 'responseSigned: connection.responseMustBeSigned'),
  attacks('the response is signed where the connection says so (T43)', 'verify-saml-response.ts', 'responseSigned: responseSigned || connection.responseMustBeSigned', 'responseSigned'),
  attacks('the assertion itself is signed (T43)', 'verify-saml-response.ts', 'wantAssertionsSigned: true', 'wantAssertionsSigned: false'),
  attacks('a certificate that ran out verifies nothing (T43)', 'certificates.ts', 'startsAt <= now && now < expiresAt', 'true'),
  attacks('for this address (T44)', 'verify-saml-response.ts', "if (attributeOf(root, 'Destination') !== acsUrl) throw new SamlRefused('destination')", ''),
  attacks('for what was asked (T44)', 'verify-saml-response.ts', "if (attributeOf(root, 'InResponseTo') !== requestId) throw new SamlRefused('request')", ''),
  attacks('confirmed for what was asked (T44)', 'read-assertion.ts', "if (attributeOf(first, 'InResponseTo') !== requestId) throw new SamlRefused('request')", ''),
  attacks('confirmed for this address (T44)', 'read-assertion.ts', "if (attributeOf(first, 'Recipient') !== acsUrl) throw new SamlRefused('recipient')", ''),
  attacks('for us (T44)', 'read-assertion.ts', '!restrictions.every((restriction) => names(restriction).includes(entityId))', 'false'),
  attacks('from whom was asked (T44)', 'verify-saml-response.ts', 'some((issuer) => onlyText(issuer) !== providerEntityId)', 'some(() => false)'),
  attacks('no condition that nobody knows (T44)', 'read-assertion.ts', '!KNOWN_CONDITIONS.includes(element.localName)', 'false'),
  attacks('not too late (T44)', 'read-assertion.ts', 'now.getTime() - SKEW_MS >= until', 'false'),
  attacks('not too early (T44)', 'read-assertion.ts', 'now.getTime() + SKEW_MS < from', 'false'),
  attacks('a name that lasts (T44)', 'read-assertion.ts', 'format === TRANSIENT', 'false'),
  attacks('a name is only text (T43)', 'read-assertion.ts', 'if (name === null ||', 'if (name === null) return { name: element.textContent ?? \'\', format }\n  if ('),
  replay('an assertion counts once (T44)', ' AND EXISTS (SELECT FROM first)', ''),
  trips('a trip is answered once (T44)', 'AND r.answered_at IS NULL AND r.expires_at > castellan_now() RETURNING r.*', 'AND r.expires_at > castellan_now() RETURNING r.*'),
  trips('a trip that took too long is over (T44)', 'AND r.answered_at IS NULL AND r.expires_at > castellan_now() RETURNING r.*', 'AND r.answered_at IS NULL RETURNING r.*'),
  trips('an answer comes to the connection that was asked (T44)', 'r.reference_hash = $1 AND r.connection_id = $2 AND r.answered_at IS NULL AND r.expires_at > castellan_now() RETURNING', 'r.reference_hash = $1 AND $2::uuid IS NOT NULL AND r.answered_at IS NULL AND r.expires_at > castellan_now() RETURNING'),
  trips('the connection is what it was when the trip began (T44)', ' AND c.material_version = r.material_version', ''),
  trips('nobody goes through a disabled connection (T44)', "AND (NOT c.disabled OR r.purpose = 'prove')", ''),
  trips('an answer goes on in the browser that set out (T44)', 'AND r.browser_hash = $3 AND r.hand_over_sealed', 'AND $3::bytea IS NOT NULL AND r.hand_over_sealed'),
  trips('an answer is handed over once (T44)', 'AND r.handed_over_at IS NULL', ''),
  trips('what is staged speaks for nobody (T43)', "const staged = withNext ? at('provider_certificate', 'next').map(({ pem }) => pem) : []", "const staged = at('provider_certificate', 'next').map(({ pem }) => pem)"),
  vouched('new certificates speak for nobody until they said so (T39)', "(c.protocol = 'oidc' OR c.material_version = i.vouched_material)", 'c.material_version IS NOT NULL'),
  trips('what nobody asked for is not taken (T44)', 'r.reference_hash = $1 AND r.connection_id = $2 AND r.answered_at', '$1::bytea IS NOT NULL AND r.connection_id = $2 AND r.answered_at'),
  answer('who names no request is told to begin here (T44)', "if (requestId === null) throw new SsoFailure('not_asked')", "if (requestId === null) throw new SsoFailure('over')"),
  proof('what is staged proves nothing of what is in use (T47)', 'if (!trip.withNext) await', 'await'),
  staged('a proof of others that were staged does not count (T47)', 'createdAt: { gte: newest }, ', ''),
  certificates('no more than four certificates', 'facts.includes(null) || once.length > MOST_CERTIFICATES', 'facts.includes(null)'),
  handOver('what waits to be handed over is not there to be linked (T39)', "r.purpose = 'link' AND r.answer_sealed IS NOT NULL", "r.purpose = 'link' AND coalesce(r.answer_sealed, r.hand_over_sealed) IS NOT NULL"),
  ownKey('staged-service-key.ts', 'a key of ours is put in use as was shown (T54)', 'refuseOtherPreview(previewed, aboutKeySwitch(connectionId), await getKeySwitchImpact(tx, when, before))', ''),
  ownKey('staged-service-key.ts', 'a key of ours that nobody proved leaves nothing required (T47)', 'const after = materialVersion + 1', 'const after = materialVersion'),
  ownKey('staged-service-key.ts', 'by a key of ours nobody is believed, and nobody asked anew (T39)', 'data: { vouchedMaterial: after }', 'data: { vouchedMaterial: materialVersion }'),
  ownKey('staged-service-key.ts', 'what is on its way with the key before proves nothing of the next (T47)', "await tx.ssoRequest.deleteMany({ where: { tenantId, connectionId, purpose: 'prove', answerSealed: null } })", ''),
  ownKey('staged-service-key.ts', 'a key before is dropped before the next is staged', "if (others.some(({ stage }) => stage === 'previous')) throw", "if (others.length > 9) throw"),
  ownKey('saml-metadata.ts', 'nobody is told to encrypt for a key before', " AND k.stage <> 'previous'", ''),
]
