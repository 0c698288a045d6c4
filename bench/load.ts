import http from 'node:http'
import autocannon from 'autocannon'

export interface Target { url: string; headers?: Record<string, string> }

/** As many requests as it can take from so many connections. @returns requests a second @throws Error when any answer was not good */
export async function throughput({ url, headers = {} }: Target, { connections, seconds }: { connections: number; seconds: number }): Promise<number> {
  const result = await autocannon({ url, headers: { ...headers, 'accept-encoding': 'identity' }, connections, duration: seconds })
  if (result.errors > 0 || result.timeouts > 0 || result.non2xx > 0) throw new Error(`${url}: ${result.non2xx} bad answers, ${result.errors} errors, ${result.timeouts} timeouts`)
  return result.requests.total / result.duration
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

/** One request, to its last byte. @returns how long it took, in milliseconds */
export function timeOf({ url, headers = {} }: Target): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const request = http.get(url, { agent, headers }, (response) => {
      response.on('error', reject)
      response.on('end', () => (response.statusCode === 200 ? resolve(performance.now() - started) : reject(new Error(`${url} answered ${response.statusCode}`))))
      response.resume()
    })
    request.on('error', reject)
  })
}
