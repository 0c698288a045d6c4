import { connection } from 'next/server'

/** F4: nothing, drawn per request. */
export default async function Empty() {
  await connection()
  return <p>Nothing</p>
}
