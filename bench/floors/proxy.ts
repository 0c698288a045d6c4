import { NextResponse } from 'next/server'

/** For no path at all. Without this file the builder would go up and take Castellan's own. */
export const config = { matcher: '/no-path-of-the-floors' }

export function proxy(): NextResponse {
  return NextResponse.next()
}
