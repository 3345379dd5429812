import { moveInWords } from '#features/authority/actions.ts'
import { movesAfter } from '#features/authority/model/relocation.ts'
import { addressLine, type Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatWeekday } from '#platform/time/format.ts'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { DAY_PARTS } from '../model/waitlist.ts'
import { texts } from './texts.ts'
import type { TypedWish } from './waitlistForm.ts'

const WEEKDAYS = [1, 2, 3, 4, 5, 6] as const

/** Where and when it would suit. Nothing ticked means: anywhere, any day, any time. */
export function WishFields({
  language,
  sites,
  today,
  typed,
}: {
  readonly language: Language
  readonly sites: readonly Site[]
  readonly today: LocalDate
  readonly typed: Pick<TypedWish, 'siteKeys' | 'weekdays' | 'parts'>
}) {
  const t = texts(language)
  return (
    <>
      {sites.length > 1 && (
        <CheckboxGroup
          name="site"
          label={t('wait.sites')}
          hint={t('wait.sitesHint')}
          choices={sites.map((site) => ({
            value: site.key,
            label: site.texts.name[language],
            hint: [
              addressLine(site),
              ...movesAfter(site.addresses, today).map((move) =>
                moveInWords(move, move.firstDay ?? today, language),
              ),
            ].join('. '),
          }))}
          values={typed.siteKeys}
        />
      )}
      <CheckboxGroup
        name="weekday"
        label={t('wait.weekdays')}
        hint={t('wait.weekdaysHint')}
        choices={WEEKDAYS.map((day) => ({ value: String(day), label: formatWeekday(day, language) }))}
        values={typed.weekdays.map(String)}
      />
      <CheckboxGroup
        name="part"
        label={t('wait.parts')}
        hint={t('wait.partsHint')}
        choices={DAY_PARTS.map((part) => ({ value: part, label: t(`wait.part.${part}`) }))}
        values={typed.parts}
      />
    </>
  )
}
