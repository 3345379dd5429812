import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { type CounterViewNow, hallTexts, type VisitNow } from './texts.ts'

/** What a person needs and how they speak, each with what it means for the one who serves them. */
export function CounterNeeds({ visit }: { readonly visit: VisitNow }) {
  const t = hallTexts(useConsole().language)
  const lines = [
    ...visit.needs.map((need) => ({ name: t(`need.${need}`), means: t(`need.${need}.means`) })),
    ...(visit.language === 'de'
      ? []
      : [{ name: t(`speaks.${visit.language}`), means: t(`speaks.${visit.language}.means`) }]),
  ]
  if (lines.length === 0) return null
  return (
    <ul className="counter-needs" aria-label={t('need.title')}>
      {lines.map(({ name, means }) => (
        <li key={name}>
          <strong>{name}:</strong> {means}
        </li>
      ))}
    </ul>
  )
}

/** What colleagues wrote for the next one. */
export function CounterNotes({
  notes,
  zone,
}: {
  readonly notes: CounterViewNow['notes']
  readonly zone: string
}) {
  const { language } = useConsole()
  const t = hallTexts(language)
  if (notes.length === 0) return null
  return (
    <section className="counter-notes" aria-label={t('notes.title')}>
      <h3 className="counter-notes__title">{t('notes.title')}</h3>
      <ul>
        {notes.map(({ text, writtenAt }) => (
          <li key={writtenAt}>
            <span className="console-line">{formatTime(parseInstant(writtenAt), zone, language)}</span>{' '}
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}
