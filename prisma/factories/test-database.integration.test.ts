import { describe, expect, it } from 'vitest'
import { connect } from '../../scripts/postgres-roles.mjs'
import { testDatabase } from './test-database'

describe('the database of a test file', () => {
  it('is a migrated copy that is marked for tests', async () => {
    const client = await connect(testDatabase.ownerUrl)
    const { rows } = await client.query('SELECT mode FROM database_mark')
    await client.end()
    expect(rows).toEqual([{ mode: 'test' }])
  })

  it('lets the application role neither wait nor hold for long', async () => {
    const client = await connect(testDatabase.appUrl)
    const { rows } = await client.query(
      "SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name",
    )
    await client.end()
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '10000' },
      { name: 'lock_timeout', setting: '2000' },
      { name: 'statement_timeout', setting: '5000' },
    ])
  })

  it('lets the application role neither own tables nor make any', async () => {
    const client = await connect(testDatabase.appUrl)
    await expect(client.query('CREATE TABLE mine (id int)')).rejects.toThrow('permission denied')
    await expect(client.query('ALTER TABLE tenant ADD COLUMN mine int')).rejects.toThrow('must be owner')
    await client.end()
  })
})
