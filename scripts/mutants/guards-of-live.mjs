/** Guards of what is told to open pages; named-guards.mjs says what becomes of them. */
const ofStreams = (name, file, find, replace) => ({ name, file: `lib/live/${file}`, find, replace, project: 'integration', test: 'lib/live/live.integration.test.ts' })
const ofLines = (name, find, replace) => ({ name, file: 'components/shell/live-line.ts', find, replace, project: 'unit', test: 'components/shell/live-line.test.ts' })

export const guardsOfLive = [
  ofStreams('what happens out of reach makes no sound', 'live-topics.ts', '? holds(actor, permission) : place !== undefined && holds(actor, permission, place)', '? holds(actor, permission) : true'),
  ofStreams('whoever may not see administrators does not hear of them', 'live-topics.ts', "=== 'tenant' ? holds(actor, permission) :", "=== 'tenant' ? true :"),
  ofStreams('what happens in another tenant makes no sound', 'watch-sessions.ts', 'if (watcher.actor.tenantId !== tenantId) continue', "if (watcher.actor.tenantId === '') continue"),
  ofStreams('an open tab is closed when its session was ended', 'check-sessions.ts', 'over: reason ?? (', 'over: ('),
  ofStreams('an open tab is closed when its session has run out', 'check-sessions.ts', "left <= 0 ? 'expired' : null", "left === null ? 'expired' : null"),
  ofStreams('one session has no more than a dozen streams', 'watch-sessions.ts', 'same.length >= STREAMS_OF_A_SESSION ||', ''),
  ofLines('what happened between drawing a page and opening its stream is looked at again', 'return missed || hasHeardMore(told, drawn) ?', 'return missed ?'),
  ofStreams('a stream says as it opens what was heard so far', 'open-stream.ts', "tell({ event: 'open', ...heardSoFar(actor) })", "tell({ event: 'open', epoch: heardSoFar(actor).epoch, marks: {} })"),
  ofStreams('a page knows what was heard before it was drawn', 'watch-sessions.ts', 'return isShuttingDown() ? null : heardSoFar(actor)', 'return null'),
  ofStreams('what is one’s own is marked too', 'watch-sessions.ts', "if (administratorId) count(live, tenantId, nameHappening({ topic: 'you', person: administratorId }))", ''),
]
