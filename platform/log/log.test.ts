import { describe, expect, it } from 'vitest'
import { errorForLog, openLog, withoutValues } from './log.ts'

describe('the log', () => {
  it('writes JSON lines with level and time', () => {
    const lines: string[] = []
    openLog({ level: 'info', name: 'server' }, { write: (line) => lines.push(line) }).info(
      { port: 1 },
      'listening',
    )
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      name: 'server',
      port: 1,
      msg: 'listening',
    })
    expect(JSON.parse(lines[0] ?? '').time).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('writes nothing of requests and answers as a whole', () => {
    const lines: string[] = []
    const log = openLog({ level: 'info' }, { write: (line) => lines.push(line) })
    log.info({ req: { url: '/v/token' }, res: { headers: { cookie: 'x' } } }, 'said')
    expect(lines[0]).not.toContain('token')
  })

  it.each([
    ['duplicate key (email)=(erika@example.org)', ['erika']],
    ['Unexpected token in JSON: "Erika Mustermann"', ['Erika']],
    ['550 <erika@example.org>: unknown', ['erika', 'example.org']],
    ['no visit for link q83vEjRWeJCrze8SNFZ4kA', ['q83v']],
    ['call +49 221 1234567 failed', ['221']],
  ])('cuts values out of messages: %s', (message, secrets) => {
    for (const secret of secrets) expect(withoutValues(message)).not.toContain(secret)
  })

  it('keeps what helps: type, code, constraint, frames, cause', () => {
    const error = Object.assign(new Error('duplicate key value violates unique constraint "claim_cell"'), {
      code: '23505',
      constraint: 'claim_cell',
      detail: 'Key (name)=(Erika) already exists',
      cause: new TypeError('inner'),
    })
    const logged = errorForLog(error)
    expect(logged).toMatchObject({
      type: 'Error',
      code: '23505',
      constraint: 'claim_cell',
      cause: { message: 'inner' },
    })
    expect(logged.stack).toContain('log.test.ts')
    expect(JSON.stringify(logged)).not.toContain('Erika')
  })
})
