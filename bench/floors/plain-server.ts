/** F1: node:http and pg, the same statements, nothing else. */
import http from 'node:http'
import { readFirstPage, readFound } from './list-statement'

http
  .createServer((request, response) => {
    if (request.url === '/ready') return void response.end('ready')
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://floor')
    void (pathname === '/list' ? readFirstPage() : readFound(searchParams.get('q') ?? '')).then(
      (found) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(found))
      },
      () => {
        response.statusCode = 500
        response.end()
      },
    )
  })
  .listen(Number(process.argv[2]), '127.0.0.1')
