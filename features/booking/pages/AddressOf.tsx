import { addressLine, type Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatDay } from '#platform/time/format.ts'
import { texts } from './texts.ts'

/** The address at which somebody is expected; it says so where the site is not there yet. */
export function AddressOf({
  site: { street, postcode, town },
  movesOn,
  language,
}: {
  readonly site: Pick<Site, 'street' | 'postcode' | 'town'>
  readonly movesOn: LocalDate | null
  readonly language: Language
}) {
  return (
    <>
      {addressLine({ street, postcode, town })}
      {movesOn !== null && (
        <div>
          <strong>{texts(language)('address.new', { day: formatDay(movesOn, language) })}</strong>
        </div>
      )}
    </>
  )
}
