import { type Fault, repeatFaults, unknownFaults } from '#features/authority/contract/import.ts'
import { localDate } from '#kernel/instant.ts'
import { shownText } from '#kernel/shownText.ts'
import type { NoticesFile } from '../contract.ts'
import { LONGEST_NOTICE } from '../model.ts'

const FILE = 'notices.json'

/** The rules between the entries of `notices.json` and with other files. */
export function noticeFaults(notices: NoticesFile, siteKeys: ReadonlySet<string>): Fault[] {
  return [
    ...repeatFaults(FILE, notices, ({ site, from, texts }) => `${site} ${from} ${texts.de}`),
    ...notices.flatMap(({ site, texts, from, until }, index) => [
      ...(site === null ? [] : unknownFaults(FILE, [index, 'site'], site, siteKeys, 'site in sites.json')),
      ...(shownText(texts.de, LONGEST_NOTICE) === ''
        ? [{ file: FILE, path: [index, 'texts', 'de'], message: 'must say something' }]
        : []),
      ...[from, until].flatMap((moment, nth) =>
        isDay(moment.slice(0, 10))
          ? []
          : [
              {
                file: FILE,
                path: [index, nth === 0 ? 'from' : 'until'],
                message: 'names a day that does not exist',
              },
            ],
      ),
      ...(from < until ? [] : [{ file: FILE, path: [index, 'until'], message: 'must be later than from' }]),
    ]),
  ]
}

function isDay(text: string): boolean {
  try {
    return localDate(text) !== ''
  } catch {
    return false
  }
}
