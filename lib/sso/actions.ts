'use server'

import { redirect } from 'next/navigation'
import { defineAction } from '@/lib/actions/define-action'
import { defineOwnAction } from '@/lib/actions/define-own-action'
import { definePublicAction } from '@/lib/actions/define-public-action'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { giveSessionCookie, sentSessionToken } from '@/lib/authn/session-cookie'
import { giveStepCookie } from '@/lib/authn/step-cookie'
import { paths } from '@/lib/paths'
import { limitSignIns } from '@/lib/sign-in/limit-sign-ins'
import { openLink, viewLink, type LinkView } from './open-link'
import { addDomain, confirmDomain, proveDomain, readTxt, removeDomain } from './connection-domains'
import { dryRun } from './dry-run'
import { addLine, confirmLine, removeLine } from './mapping-lines'
import { setLogo } from './connection-logo'
import { nameProver } from './name-prover'
import { linkOwn, noteSetOutToLink, setOutToLink, unlinkOwn } from './own-identities'
import { confirmRequired, requireConnection, stopRequiring } from './require-connection'
import { checkIssuer, createConnection as create, deleteConnection as remove, moveConnection as move, setConnectionShown as setShown, updateConnection as update } from './save-connection'
import { AppError } from '@/lib/errors/app-error'
import { readSamlMetadata as readMetadata, type SamlMetadataView } from './read-saml-metadata'
import { CreateSamlConnectionInput, ReadSamlMetadataInput, StageCertificatesInput, UpdateSamlConnectionInput } from './saml-schema'
import { createSamlConnection as createSaml, updateSamlConnection as updateSaml } from './save-saml-connection'
import { AddLineInput, ConnectionInput, CreateConnectionInput, DeleteConnectionInput, DomainOfConnectionInput, LineInput, LinkTokenInput, MoveConnectionInput, NameProverInput, OwnConnectionInput, OwnIdentityInput, OwnRequestInput, ProveConnectionInput, RequireConnectionInput, SetConnectionShownInput, SetLogoInput, StageSecretInput, SwitchServiceKeyInput, TryMappingInput, UpdateConnectionInput } from './schema'
import { makeServiceKey } from './service-key'
import { noteSetOut, setOutToProve } from './set-out-to-prove'
import { dropStagedCertificates as dropStaged, stageCertificates as stage, replaceCertificates as putInUse } from './staged-certificates'
import { dropStagedSecret as dropSecret, replaceSecret as takeSecret, stageSecret as keepSecret } from './staged-secret'
import { dropPreviousServiceKey as dropPreviousKey, dropStagedServiceKey as dropKey, stageServiceKey as keepKey, switchServiceKey as switchKey } from './staged-service-key'
import { dropSsoCookie, sentSsoCookie } from './trip-cookie'

export const viewSignInLink = definePublicAction<typeof LinkTokenInput, LinkView>({
  name: 'public:view-sign-in-link',
  input: LinkTokenInput,
  run: async ({ origin }, { token }) => {
    await limitSignIns(origin)
    return { data: await viewLink(token, await sentSsoCookie('link')) }
  },
})

export const linkSignIn = definePublicAction({
  name: 'public:link-sign-in',
  input: LinkTokenInput,
  run: async ({ origin }, { token }) => {
    await limitSignIns(origin)
    const opened = await openLink({ token, browserToken: await sentSsoCookie('link'), origin, replaces: await sentSessionToken() })
    await dropSsoCookie('link')
    if ('secondStep' in opened) {
      await giveStepCookie(opened.secondStep)
      return redirect(paths.secondStep)
    }
    await giveSessionCookie(opened.session.token)
    return redirect(safeRedirect(opened.next))
  },
})

export const createConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.created',
  input: CreateConnectionInput,
  lock: 'tenant',
  prepare: async ({ input: { issuer } }) => checkIssuer(issuer),
  run: async (work, { input: { connectionId, ...settings }, prepared }) => create(work, connectionId, settings, prepared),
})

export const updateConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.updated',
  input: UpdateConnectionInput,
  lock: 'tenant',
  prepare: async ({ input: { issuer } }) => checkIssuer(issuer),
  run: async (work, { input: { connectionId, version, ...settings }, prepared }) => update(work, { connectionId, version, wrong: prepared }, settings),
})

export const createSamlConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.created',
  input: CreateSamlConnectionInput,
  lock: 'tenant',
  prepare: async () => makeServiceKey(),
  run: async (work, { input: { connectionId, ...settings }, prepared }) => createSaml(work, connectionId, settings, prepared),
})

export const updateSamlConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.updated',
  input: UpdateSamlConnectionInput,
  lock: 'tenant',
  run: async (work, { input: { connectionId, version, ...settings } }) => updateSaml(work, { connectionId, version }, settings),
})

export const readSamlMetadata = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.metadata_read',
  input: ReadSamlMetadataInput,
  lock: 'tenant',
  prepare: async ({ input: { source } }) => readMetadata(source),
  run: async ({ record }, { input: { connectionId }, prepared }): Promise<SamlMetadataView> => {
    if (prepared instanceof AppError) throw prepared
    record({ target: { type: 'sso_connection', id: connectionId }, after: { entityId: prepared.entityId, metadataUrl: prepared.metadataUrl } })
    return prepared
  },
})

export const stageCertificates = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.certificates_staged',
  input: StageCertificatesInput,
  lock: 'tenant',
  run: async (work, { input }) => stage(work, input),
})

export const replaceCertificates = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.certificates_replaced',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => putInUse(work, input),
})

export const dropStagedCertificates = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.certificates_staged',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => dropStaged(work, input),
})

export const setConnectionShown = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.updated',
  input: SetConnectionShownInput,
  lock: 'tenant',
  run: async (work, { input }) => setShown(work, input),
})

export const moveConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.updated',
  input: MoveConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => move(work, input),
})

export const deleteConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.deleted',
  input: DeleteConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => remove(work, input),
})

export const addConnectionDomain = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.domains_changed',
  input: DomainOfConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => addDomain(work, input),
})

export const proveConnectionDomain = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.domains_changed',
  input: DomainOfConnectionInput,
  lock: 'tenant',
  prepare: async ({ input: { domain } }) => readTxt(domain),
  run: async (work, { input, prepared }) => proveDomain(work, input, prepared),
})

export const confirmConnectionDomain = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.domains_changed',
  input: DomainOfConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => confirmDomain(work, input),
})

export const removeConnectionDomain = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.domains_changed',
  input: DomainOfConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => removeDomain(work, input),
})

export const proveConnection = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.proof_begun',
  input: ProveConnectionInput,
  lock: 'tenant',
  prepare: async ({ input, facts }) => setOutToProve(input, facts),
  run: async (work, { input, prepared }) => noteSetOut(work, input, prepared),
})

export const requireSso = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.required',
  input: RequireConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => requireConnection(work, input),
})

export const confirmRequiredSso = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.confirmed',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => confirmRequired(work, input),
})

export const stopRequiringSso = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.released',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => stopRequiring(work, input),
})

export const beginOwnLink = defineOwnAction({
  own: 'own:begin-link',
  audit: 'sso_identity.link_begun',
  stepUp: true,
  input: OwnConnectionInput,
  prepare: async ({ input, facts }) => setOutToLink(input.connectionId, facts),
  run: async (work, { input, prepared }) => noteSetOutToLink(work, input.connectionId, prepared),
})

export const linkOwnIdentity = defineOwnAction({
  own: 'own:link-identity',
  audit: 'sso_identity.linked',
  stepUp: true,
  input: OwnRequestInput,
  run: async (work, { input }) => linkOwn(work, input.requestId),
})

export const unlinkOwnIdentity = defineOwnAction({
  own: 'own:unlink-identity',
  audit: 'sso_identity.unlinked',
  stepUp: true,
  input: OwnIdentityInput,
  run: async (work, { input }) => unlinkOwn(work, input.identityId),
})

export const addConnectionLine = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.lines_changed',
  input: AddLineInput,
  lock: 'tenant',
  run: async (work, { input: { connectionId, group, role } }) => addLine(work, { connectionId, groupValue: group || null, role }),
})

export const confirmConnectionLine = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.lines_changed',
  input: LineInput,
  lock: 'tenant',
  run: async (work, { input }) => confirmLine(work, input),
})

export const removeConnectionLine = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.lines_changed',
  input: LineInput,
  lock: 'tenant',
  run: async (work, { input }) => removeLine(work, input),
})

export const tryConnectionMapping = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.mapping_tried',
  input: TryMappingInput,
  lock: 'tenant',
  run: async (work, { input }) => dryRun(work, input),
})

export const nameConnectionProver = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.prover_named',
  input: NameProverInput,
  lock: 'tenant',
  run: async (work, { input }) => nameProver(work, input),
})

export const setConnectionLogo = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.updated',
  input: SetLogoInput,
  lock: 'tenant',
  run: async (work, { input }) => setLogo(work, input),
})

export const stageSecret = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.secret_staged',
  input: StageSecretInput,
  lock: 'tenant',
  run: async (work, { input }) => keepSecret(work, input),
})

export const replaceSecret = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.secret_replaced',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => takeSecret(work, input),
})

export const dropStagedSecret = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.secret_staged',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => dropSecret(work, input),
})

export const stageServiceKey = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.key_staged',
  input: ConnectionInput,
  lock: 'tenant',
  prepare: async () => makeServiceKey(),
  run: async (work, { input, prepared }) => keepKey(work, input, prepared),
})

export const dropStagedServiceKey = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.key_staged',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => dropKey(work, input),
})

export const switchServiceKey = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.key_replaced',
  input: SwitchServiceKeyInput,
  lock: 'tenant',
  run: async (work, { input }) => switchKey(work, input),
})

export const dropPreviousServiceKey = defineAction({
  permission: 'sso:manage',
  audit: 'sso_connection.key_dropped',
  input: ConnectionInput,
  lock: 'tenant',
  run: async (work, { input }) => dropPreviousKey(work, input),
})
