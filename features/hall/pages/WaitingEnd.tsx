import { type Visit, writeReference } from '#features/visit/model.ts'
import { BigNumber } from '#ui/BigNumber.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { hallTexts } from './texts.ts'
import type { SentTo } from './visitBehind.ts'
import type { ShownMatter } from './WaitingPage.tsx'
import { SentElsewhere } from './WaitingSteps.tsx'

type Shown = {
  readonly frame: Pick<PageFrame, 'language'>
  readonly visit: Visit
  readonly sentTo: SentTo | undefined
  readonly matters: readonly ShownMatter[]
}

/** The number that is called. */
export function OwnNumber({ frame, visit }: Pick<Shown, 'frame' | 'visit'>) {
  return <BigNumber label={hallTexts(frame.language)('waiting.number')} value={visit.ticketNumber ?? ''} />
}

/** What is left to say when a visit is over. */
export function Over(props: Shown) {
  const { frame, visit, sentTo } = props
  const t = hallTexts(frame.language)
  if (sentTo) return <SentElsewhere language={frame.language} sentTo={sentTo} />
  if (visit.state === 'done') return <Text size="large">{t('waiting.done.text')}</Text>
  return (
    <>
      <OwnNumber {...props} />
      <Text size="large">{t(`waiting.left.${whyLeft(visit)}`)}</Text>
    </>
  )
}

/** Why a number holds no more: called twice in vain, taken back by whoever gave it, or gone. */
function whyLeft({ state, missedCount }: Visit): 'missed' | 'retracted' | 'own' {
  if (state === 'cancelled') return 'retracted'
  return missedCount > 1 ? 'missed' : 'own'
}

/** What to name when asking about a matter, also after the visit; then with how far it came. */
export function References({ frame: { language }, visit, matters }: Shown) {
  const t = hallTexts(language)
  if (matters.length === 0) return null
  return (
    <Section title={t('waiting.matters', { count: matters.length })}>
      <SummaryList
        rows={matters.map(({ title, reference, outcome }) => ({
          term: title,
          value: (
            <>
              <strong>{writeReference(reference)}</strong>
              {visit.state === 'done' && outcome && <div>{t(`waiting.outcome.${outcome}`)}</div>}
            </>
          ),
        }))}
      />
      <Text muted>{t('waiting.mattersHint')}</Text>
    </Section>
  )
}
