import { moveInWords } from '#features/authority/actions.ts'
import { movesAfter } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { Alert } from '#ui/Alert.tsx'
import { List } from '#ui/List.tsx'
import { texts } from './texts.ts'

/** Which of these sites move between two days, and where to: which address counts depends on the day that is chosen. */
export function MoveNotes({
  sites,
  from,
  horizon,
  language,
}: {
  readonly sites: readonly Site[]
  readonly from: LocalDate
  readonly horizon: LocalDate
  readonly language: Language
}) {
  const t = texts(language)
  const notes = sites.flatMap((site) =>
    movesAfter(site.addresses, from).flatMap((move) =>
      move.firstDay === null || move.firstDay > horizon
        ? []
        : [
            t('moves.of', {
              site: site.texts.name[language],
              move: moveInWords(move, move.firstDay, language),
            }),
          ],
    ),
  )
  if (notes.length === 0) return null
  return (
    <Alert kind="info" title={t('moves.title')}>
      <List items={notes} />
    </Alert>
  )
}
