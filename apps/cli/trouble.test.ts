import { createServer } from 'node:net'
import pg from 'pg'
import { expect, it } from 'vitest'
import { troubleLine } from './trouble.ts'

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

it('a database that is away is told in one line', async () => {
  const client = new pg.Client({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
  expect(troubleLine(await failureOf(client.connect()))).toMatch(/DATABASE_URL/)
})

it('a port in use is told in one line', async () => {
  const listen = (port: number) =>
    new Promise<{ port: number; close(): void }>((resolve, reject) => {
      const server = createServer()
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        resolve({
          port: typeof address === 'object' && address ? address.port : 0,
          close: () => server.close(),
        })
      })
    })
  const first = await listen(0)
  expect(troubleLine(await failureOf(listen(first.port)))).toMatch(/PORT/)
  first.close()
})

it('an error of the program keeps its stack', () => {
  expect(troubleLine(new TypeError('x is not a function'))).toBeUndefined()
  expect(troubleLine(undefined)).toBeUndefined()
})
