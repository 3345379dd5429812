import type { Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { Heading } from '#ui/Heading.tsx'
import { List } from '#ui/List.tsx'
import { Section } from '#ui/Section.tsx'
import { hallTexts } from './texts.ts'
import type { ShownMatter } from './WaitingPage.tsx'

/** Who waits or is called has time to look for papers; at the counter the clerk asks for them. */
const STATES: readonly Visit['state'][] = ['waiting', 'called', 'missed']

/** What to have in hand at the counter: the papers of each matter that is still to be done; nothing where none has any. */
export function PapersReady(props: {
  readonly language: Language
  readonly visit: Pick<Visit, 'state'>
  readonly matters: readonly ShownMatter[]
}) {
  const { language, visit, matters } = props
  const t = hallTexts(language)
  const asking = matters.filter(({ outcome, papers }) => outcome === null && papers.length > 0)
  if (asking.length === 0 || !STATES.includes(visit.state)) return null
  return (
    <Section title={t('waiting.papers')}>
      {asking.map(({ reference, title, papers }) => (
        <div key={reference} className="dran-section">
          {matters.length > 1 && <Heading level={3}>{t('waiting.papersFor', { title })}</Heading>}
          <List items={papers} />
        </div>
      ))}
    </Section>
  )
}
