import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { LinePage } from '#features/booking/pages/LinePage.tsx'
import { InLine } from '#platform/http/inLine.ts'
import { inLine, placeToldBy } from './placeInLine.ts'

const frame = {
  language: 'de',
  cityName: 'Stadt Neuwalden',
  address: '/booking/line?m=passport:1',
  look: 'system',
  assets: { stylesheet: '/citizen.css' },
} as const

const page = (place: number, again = '/booking/line?m=passport:1') => ({
  status: 200,
  text: renderToStaticMarkup(<LinePage frame={frame} place={place} seconds={2} again={again} />),
  retryAfter: '',
})

const problem = (code: string, fields: object = {}, retryAfter = '2') => ({
  status: 409,
  text: JSON.stringify({ type: `urn:dran:problem:${code}`, code, ...fields }),
  retryAfter,
})

describe('the place that an answer names', () => {
  it('is that of the page, and of the problem', () => {
    const { code, place } = new InLine('in_line', { place: 12, retrySeconds: 2 })
    expect(placeToldBy(page(17))).toBe(17)
    expect(placeToldBy(problem(code, { place }))).toBe(12)
  })

  it('is 0 for whoever is being served', () => {
    expect(placeToldBy(page(0))).toBe(0)
    expect(placeToldBy(problem('in_line', { place: 0 }))).toBe(0)
  })

  it('is none where the place is not found, and where somebody is sent away for a while', () => {
    expect(placeToldBy(page(0, '/booking/line?m=passport:1&look=2'))).toBeNull()
    expect(placeToldBy(problem('in_line'))).toBeNull()
    expect(placeToldBy({ ...problem('rate_limited'), status: 429 })).toBeNull()
    expect(placeToldBy({ status: 503, text: '<p>Bitte gleich noch einmal</p>', retryAfter: '5' })).toBeNull()
  })

  it('is not asked of an answer that makes nobody wait', () => {
    expect(placeToldBy(problem('time_taken', {}, ''))).toBeUndefined()
    expect(placeToldBy({ status: 303, text: '', retryAfter: '' })).toBeUndefined()
    expect(placeToldBy({ status: 200, text: '<p>Termine</p>', retryAfter: '' })).toBeUndefined()
  })
})

it('one answer without a place is counted among all that made somebody wait', () => {
  expect(inLine([[], [3, 1, 0], [0], [4, null]])).toEqual({ people: 2, last: 4, answers: 6, placeless: 1 })
  expect(inLine([])).toEqual({ people: 0, last: 0, answers: 0, placeless: 0 })
})
