import { describe, expect, test } from 'vitest'
import { readStreetList, STREET_COLUMNS } from './streetList.ts'

const TITLES = STREET_COLUMNS.join(',')
const LINE = 'Lindenstraße,,,59981,Nord,51.36,9.01'
const read = (...lines: string[]) => readStreetList([TITLES, ...lines].join('\n'))

describe('a list of streets', () => {
  test('holds streets with or without house numbers and district', () => {
    const list = read(LINE, 'Hauptstraße,1,89,59981,,51.3,-9', '"Platz ""am, Tor""",,,59981,Nord,51,9', '')
    expect(list).toEqual({
      ok: true,
      streets: [
        {
          ...{ name: 'Lindenstraße', fromNumber: 1, toNumber: 9999, postcode: '59981', district: 'Nord' },
          ...{ latitude: 51.36, longitude: 9.01 },
        },
        expect.objectContaining({ fromNumber: 1, toNumber: 89, district: null, longitude: -9 }),
        expect.objectContaining({ name: 'Platz "am, Tor"' }),
      ],
    })
  })

  test('may be as spreadsheets write it: semicolons, decimal commas, a mark at its beginning', () => {
    const text = `\uFEFF${STREET_COLUMNS.join(';')}\r\nLindenstraße;;;59981;Nord;51,36;9,01\r\n`
    expect(readStreetList(text)).toMatchObject({ ok: true, streets: [{ latitude: 51.36, longitude: 9.01 }] })
  })

  test.each([
    ['Lindenstraße,,,59981,Nord,51.36', '6 fields'],
    [',,,59981,Nord,51.36,9.01', 'street'],
    ['12,,,59981,Nord,51.36,9.01', 'street'],
    ['Lindenstraße,0,,59981,Nord,51.36,9.01', 'from, to'],
    ['Lindenstraße,x,9,59981,Nord,51.36,9.01', 'from, to'],
    ['Lindenstraße,90,9,59981,Nord,51.36,9.01', 'larger'],
    ['Lindenstraße,,,5998,Nord,51.36,9.01', 'postcode'],
    ['Lindenstraße,,,59981,Nord,91,9.01', 'latitude'],
    ['Lindenstraße,,,59981,Nord,51.36,', 'longitude'],
    ['Lindenstraße,,,59981,Nord,51.36,9e5', 'longitude'],
    ['"Lindenstraße,,,59981,Nord,51.36,9.01', 'quotation'],
  ])('finds what is wrong with %s', (line, message) => {
    expect(read(line)).toEqual({
      ok: false,
      faults: [{ line: 2, message: expect.stringContaining(message) }],
    })
  })

  test('names every wrong line of ten thousand, and takes none of them', () => {
    const lines = Array.from({ length: 10_000 }, (_, nth) => `Weg ${nth},,,59981,Nord,51.3,9`)
    lines[5] = 'Weg,,,59981,Nord,51.3'
    lines[8_998] = 'Weg,,,59981,Nord,north,9'
    const list = read(...lines)
    expect(list.ok ? [] : list.faults.map(({ line }) => line)).toEqual([7, 9_000])
  })

  test('has every house once, and says with which line another shares some', () => {
    const part = (from: number, to: number) => `Hauptstraße,${from},${to},59981,Nord,51.3,9`
    expect(read(part(1, 89), part(90, 120), part(121, 200)).ok).toBe(true)
    expect(read(part(1, 90), LINE, part(90, 120))).toEqual({
      ok: false,
      faults: [{ line: 4, message: 'has houses that line 2 has, too' }],
    })
    expect(read(LINE, LINE.replace('59981', '59980')).ok).toBe(true)
  })

  test('without its titles is none', () => {
    expect(readStreetList(LINE)).toMatchObject({ ok: false, faults: [{ line: 1 }] })
    expect(readStreetList('')).toMatchObject({ ok: false, faults: [{ line: 1 }] })
  })
})
