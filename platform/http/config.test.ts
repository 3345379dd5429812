import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { readConfiguration } from './config.ts'

const schema = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080, description: 'TCP port to listen on' }),
  SECRET: Type.String({ minLength: 32, description: 'The installation’s secret' }),
  MODE: Type.Union([Type.Literal('demo'), Type.Literal('production')], { default: 'production' }),
  VERBOSE: Type.Boolean({ default: false }),
  PROXY: Type.Optional(Type.String()),
})
const SECRET = 'x'.repeat(32)

describe('readConfiguration', () => {
  it('reads, converts and fills in defaults', () => {
    const environment = { SECRET, PORT: '80', VERBOSE: 'true', PROXY: ' ', OTHER: 'ignored' }
    expect(readConfiguration(schema, environment)).toEqual({
      ok: true,
      value: { SECRET, PORT: 80, MODE: 'production', VERBOSE: true },
    })
  })

  it('gives one clear line per wrong variable, never its value', () => {
    const read = readConfiguration(schema, {
      PORT: '99999',
      SECRET: 'geheim',
      MODE: 'dmeo',
      VERBOSE: 'perhaps',
    })
    if (read.ok) throw new Error('should be refused')
    expect(read.lines).toEqual([
      'PORT is too large: TCP port to listen on (integer, minimum 0, maximum 65535)',
      'SECRET is too short: The installation’s secret (string, minLength 32)',
      'MODE is not one of the possible values (demo | production)',
      'VERBOSE is of the wrong kind (boolean)',
    ])
    expect(read.lines.join()).not.toContain('geheim')
  })

  it('refuses when a variable is missing', () => {
    const read = readConfiguration(schema, { SECRET: '' })
    expect(read).toMatchObject({ ok: false, lines: [expect.stringContaining('SECRET is missing')] })
  })
})
