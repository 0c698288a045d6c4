const onExport = { project: 'integration', test: 'lib/audit/export.integration.test.ts' }
const onExplorer = { project: 'integration', test: 'lib/audit/explorer-data.integration.test.ts' }
const onExports = { project: 'integration', test: 'lib/administrators/list-export.integration.test.ts' }
const onPage = { project: 'integration', test: 'app/(console)/audit/page.integration.test.ts' }
const onDoors = { project: 'unit', test: 'lib/actions/every-action.test.ts' }
const onAnswers = { project: 'unit', test: 'lib/plain-answers.test.ts' }
const onAddress = { project: 'unit', test: 'lib/audit/explorer-query.test.ts' }

/**
 * Guards of the audit's explorer, of its export, and of the list of all entrances.
 * @type {{ name: string, file: string, find: string, replace: string, project: 'unit' | 'integration', test: string }[]}
 */
export const guardsOfTheAudit = [
  { name: 'an export is fetched by the session that ordered it only', file: 'lib/audit/begin-export.ts', find: 'AND e.session_id = $4::uuid', replace: 'AND $4::uuid IS NOT NULL', ...onExport },
  { name: 'the audit is exported so many times an hour and not more', file: 'lib/audit/begin-export.ts', find: "  await limitExports(work, 'audit')\n", replace: '', ...onExport },
  { name: 'an export can be fetched for five minutes only', file: 'lib/audit/begin-export.ts', find: 'AND e.at > $5', replace: 'AND $5::timestamptz IS NOT NULL', ...onExport },
  { name: 'an export ends in front of the event that ordered it', file: 'lib/audit/export-data.ts', find: 'rows.filter(({ sequence }) => Number(sequence) < before)', replace: 'rows', ...onExport },
  { name: 'an export breaks off when its session ends', file: 'lib/authn/stream-while-allowed.ts', find: '          await refuseEnded(actor, permission)\n', replace: '', ...onExport },
  { name: 'an export breaks off when a new password is owed', file: 'lib/authn/refuse-ended.ts', find: '!facts || facts.owes', replace: '!facts', ...onExports },
  { name: 'an export breaks off when the permission is taken away', file: 'lib/authn/refuse-ended.ts', find: 'if (!can(facts.actor, permission).allowed)', replace: 'if (!facts.actor)', ...onExports },
  { name: 'people are looked for in the explorer by whoever sees administrators only', file: 'app/(console)/audit/page.tsx', find: "{holds(actor, 'administrator:read') ? <PeopleFilter", replace: '{actor ? <PeopleFilter', ...onPage },
  { name: 'who is searched for in the audit stands beside the chain', file: 'lib/audit/begin-export.ts', find: '{ q: personal(actor.administratorId, q) }', replace: '{ q }', ...onExport },
  { name: 'the explorer names people to whoever sees administrators only', file: 'lib/audit/narrowed-to.ts', find: "holds(actor, 'administrator:read')", replace: 'true', ...onExport },
  { name: 'the explorer names places to whoever sees them only', file: 'lib/audit/narrowed-to.ts', find: '(seesPlace ? names.get(placeId) : null)', replace: 'names.get(placeId ?? "")', ...onExport },
  { name: 'the explorer names people of one’s own tenant only', file: 'lib/audit/narrowed-to.ts', find: 'FROM administrator WHERE tenant_id = $1::uuid AND id', replace: 'FROM administrator WHERE $1::uuid IS NOT NULL AND id', ...onExport },
  { name: 'an event out of sight is not found', file: 'lib/audit/explorer-data.ts', find: '!row || !isInSight(row, actor)', replace: '!row', ...onExplorer },
  { name: 'how many a text means is not counted for whoever sees a part', file: 'lib/audit/explorer-data.ts', find: 'if (search.meaning && !search.sight.everything) return null', replace: '', ...onExplorer },
  { name: 'how much lies out of sight is not told by where a search has to stop', file: 'lib/audit/find-events.ts', find: "return [near.length ? [among('workspace_id', near)] : [], ...asked]", replace: "return [...asked, near.length ? [among('workspace_id', near)] : []]", ...onExplorer },
  { name: 'a text that cannot be stored is not looked for', file: 'lib/audit/explorer-query.ts', find: 'q: z.string().max(200).transform(storableText)', replace: 'q: z.string().max(200)', ...onAddress },
  { name: 'a page that asks nobody is noticed', file: 'app/(console)/workspaces/new/page.tsx', find: "await openPage('workspace:create')", replace: 'await Promise.resolve()', ...onDoors },
  { name: 'a reader without a door is noticed', file: 'app/api/audit/events/route.ts', find: 'export const GET = defineRead({', replace: "export const POST = () => new Response('')\nexport const GET = defineRead({", ...onDoors },
  { name: 'an action without a door is noticed', file: 'lib/audit/actions.ts', find: 'export const exportAudit = defineAction({', replace: 'export const raw = async () => Promise.resolve(1)\nexport const exportAudit = defineAction({', ...onDoors },
  { name: 'a step-up that is taken away is noticed', file: 'lib/authz/policy.ts', find: "label: 'Export the audit', scope: 'tenant', basis: 'docs', stepUp: 'always'", replace: "label: 'Export the audit', scope: 'tenant', basis: 'docs'", ...onDoors },
  { name: 'a request from elsewhere is answered as one', file: 'lib/plain-answers.ts', find: 'if (headers.origin !== origin) return 403', replace: '', ...onAnswers },
  { name: 'a request that is too large is answered as one', file: 'lib/plain-answers.ts', find: "if (Number(headers['content-length']) > LARGEST_ACTION) return 413", replace: '', ...onAnswers },
]
