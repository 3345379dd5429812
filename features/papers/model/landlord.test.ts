import { describe, expect, test } from 'vitest'
import { instant, localDate } from '#kernel/instant.ts'
import { confirmationLines, readConfirmation, type TypedConfirmation } from './landlord.ts'

const TODAY = localDate('2027-03-01')
const TYPED: TypedConfirmation = {
  landlord: 'Erika Haus',
  landlordStreet: 'Am Markt 1',
  landlordTown: '12345 Neuwalden',
  isOwner: 'no',
  owner: 'Wohnbau eG',
  dwellingStreet: 'Lindenweg 7',
  dwellingTown: '12345 Neuwalden',
  movedIn: '20.2.2027',
  people: 'Ada Lind\n\n  Ben Lind \n',
  true: 'yes',
}
const faults = (change: Partial<TypedConfirmation>) =>
  (readConfirmation({ ...TYPED, ...change }, TODAY).faults ?? []).map(({ field, code }) => `${field} ${code}`)

describe('what a landlord confirms', () => {
  test('is what the law names, and stands on the document', () => {
    const read = readConfirmation(TYPED, TODAY)
    expect(read).toMatchObject({
      ok: true,
      value: { isOwner: false, movedIn: '2027-02-20', people: ['Ada Lind', 'Ben Lind'] },
    })
    const text = read.ok
      ? confirmationLines(read.value, { city: 'Neuwalden', now: instant(0), timeZone: 'Europe/Berlin' })
          .map((line) => line.text)
          .join('\n')
          .replaceAll('\u00a0', ' ')
      : ''
    for (const words of [
      'Erika Haus',
      'Am Markt 1',
      'Wohnbau eG',
      'Lindenweg 7',
      '20. Februar 2027',
      'Ada Lind',
      'Ben Lind',
    ])
      expect(text).toContain(words)
  })

  test('needs the owner only from somebody who is not', () => {
    expect(faults({ isOwner: 'yes', owner: '' })).toEqual([])
    expect(faults({ isOwner: 'no', owner: '' })).toEqual(['owner missing'])
    expect(faults({ isOwner: '' })).toEqual(['isOwner missing'])
  })

  test.each([
    [{ landlord: ' ' }, 'landlord missing'],
    [{ dwellingStreet: 'x'.repeat(121) }, 'dwellingStreet too_long'],
    [{ people: 'Иван Петров' }, 'people letters'],
    [{ people: '\n' }, 'people missing'],
    [{ people: Array.from({ length: 13 }, (_, nth) => `Kind ${nth}`).join('\n') }, 'people too_many'],
    [{ movedIn: '' }, 'movedIn missing'],
    [{ movedIn: '30.2.2027' }, 'movedIn no_date'],
    [{ movedIn: '1.7.2027' }, 'movedIn too_early'],
    [{ movedIn: '1.1.2010' }, 'movedIn too_late'],
    [{ true: '' }, 'true missing'],
  ])('is refused with %j', (change, fault) => {
    expect(faults(change)).toEqual([fault])
  })

  test('has nothing in it that turns, hides or ends a line', () => {
    const read = readConfirmation({ ...TYPED, landlord: 'Erika\u202e\u0007 Haus\r\nBcc: x' }, TODAY)
    expect(read.ok && read.value.lines.landlord).toBe('Erika Haus Bcc: x')
  })
})
