// Loaded into the server before anything of ours: asked by a signal, it says how many bytes are still held once what nobody needs is gone.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
process.on('SIGUSR2', () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  process.stdout.write(`holds ${heapUsed + external} bytes\n`)
})
