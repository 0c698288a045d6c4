// Loaded into the server before anything of ours: the clock of its machine is wrong by as much as is said here, that of the database is not.
const shift = Number(process.env.SHIFTED_CLOCK_SECONDS) * 1000
const RightDate = Date
const now = () => RightDate.now() + shift

const ShiftedDate = new Proxy(RightDate, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  apply: () => new RightDate(now()).toString(),
  construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made === ShiftedDate ? target : made),
})
RightDate.prototype.constructor = ShiftedDate
globalThis.Date = ShiftedDate
