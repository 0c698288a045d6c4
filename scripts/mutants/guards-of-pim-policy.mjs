const onKinds = { project: 'integration', test: 'lib/grants/eligible-grants.integration.test.ts' }
const onSettings = { project: 'integration', test: 'lib/pim/set-role-settings.integration.test.ts' }
const onLoosening = { project: 'unit', test: 'lib/pim/is-loosening.test.ts' }
const onReach = { project: 'unit', test: 'lib/pim/reach.test.ts' }

/**
 * Guards of how roles may be held, and of who may change what PIM asks of them.
 * @type {{ name: string, file: string, find: string, replace: string, project: 'unit' | 'integration', test: string }[]}
 */
export const guardsOfPimPolicy = [
  { name: 'the settings of a role bind whoever gives it', file: 'lib/grants/refuse-kind.ts', find: 'if (refusal && !(await isExempt', replace: 'if (refusal && end === -1 && !(await isExempt', ...onKinds },
  { name: 'only a marked owner holds the owners’ role standing against its settings', file: 'lib/grants/refuse-kind.ts', find: 'return marked?.breakGlassAt != null', replace: 'return marked !== null', ...onKinds },
  { name: 'a role is not made longer against its settings', file: 'lib/grants/change-grant.ts', find: 'if (longer) await refuse', replace: 'if (longer && startsAt < 0) await refuse', ...onKinds },
  { name: 'a role is not made active against its settings', file: 'lib/grants/change-kind.ts', find: '  await refuseAgainstSettings(work, {', replace: "  if (kind !== 'active') await refuseAgainstSettings(work, {", ...onKinds },
  { name: 'the last usable owner is not made eligible', file: 'lib/grants/change-kind.ts', find: '  await refuseLosingLastOwner(tx, tenantId)\n', replace: '', ...onKinds },
  { name: 'a stale version does not change the kind of a role', file: 'lib/grants/change-kind.ts', find: '  refuseStaleVersion(version, grant.version,', replace: '  refuseStaleVersion(undefined, grant.version,', ...onKinds },
  { name: 'an eligible role is not put idle beside an active one', file: 'lib/grants/find-clash.ts', find: ' ?? same.find((one) =>', replace: ' ?? [].find((one) =>', ...onKinds },
  { name: 'a list of invitations is refused as one invitation would be', file: 'lib/invitations/append-lines.ts', find: 'await refuseAgainstSettings(work, {', replace: 'if (startsAt < 0) await refuseAgainstSettings(work, {', ...onKinds },
  { name: 'a loosening is refused to whom it is not theirs', file: 'lib/pim/set-role-settings.ts', find: 'if (isLoosening(before, after)) {', replace: 'if (isLoosening(after, after)) {', ...onSettings },
  { name: 'nobody loosens a role they hold or are eligible for', file: 'lib/pim/who-may-loosen.ts', find: 'if (!actor.grants.some((grant) => grant.role === role)) return null', replace: 'if (!actor.grants.some((grant) => grant.role === role && grant.id === role)) return null', ...onSettings },
  { name: 'only an owner loosens the owners’ row', file: 'lib/pim/who-may-loosen.ts', find: 'if (!actor.inForce.some(', replace: 'if (actor.now < 0 && !actor.inForce.some(', ...onSettings },
  { name: 'a sole owner loosens nothing of the owners’ row', file: 'lib/pim/who-may-loosen.ts', find: '(await countUsableOwners(tx, actor.tenantId)) < 2', replace: '(await countUsableOwners(tx, actor.tenantId)) < 0', ...onSettings },
  { name: 'the owner who last changed the owners’ row does not loosen it', file: 'lib/pim/who-may-loosen.ts', find: 'if (last !== actor.administratorId) return null', replace: 'if (last !== role) return null', ...onSettings },
  { name: 'settings are not saved over what was not seen', file: 'lib/pim/set-role-settings.ts', find: '  refuseStaleVersion(version, before.version,', replace: '  refuseStaleVersion(undefined, before.version,', ...onSettings },
  { name: 'nobody of another tenant is named as approver', file: 'lib/pim/set-role-settings.ts', find: '  await refuseForeignApprovers(work, after.approvers)\n', replace: '', ...onSettings },
  { name: 'the owners’ row asks for an approval', file: 'lib/pim/role-settings-input.ts', find: 'if (approvals === 0) complain', replace: 'if (approvals === -1) complain', ...onSettings },
  { name: 'any change of approvers is a loosening', file: 'lib/pim/is-loosening.ts', find: "return approvers ? fields : [...fields, 'approvers']", replace: 'return fields', ...onLoosening },
  { name: 'switching PIM off is a loosening', file: 'lib/pim/is-loosening.ts', find: 'before.enabled && !after.enabled', replace: 'before.enabled && after.enabled', ...onLoosening },
  { name: 'whoever asks does not count among those who could decide', file: 'lib/pim/reach.ts', find: 'able.size - (able.has(id) ? 1 : 0) < needed', replace: 'able.size < needed', ...onReach },
]
