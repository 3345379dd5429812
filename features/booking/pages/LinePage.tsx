import { AskAgain } from '#ui/AskAgain.tsx'
import { BigNumber } from '#ui/BigNumber.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import { texts } from './texts.ts'

export type LinePageProps = {
  readonly frame: PageFrame
  /** 1 for the next one; 0 for whoever is being served, or whose place is not known at this moment. */
  readonly place: number
  /** When the page asks again, and where. */
  readonly seconds: number
  readonly again: string
}

/** Many want a time at this moment: the place in line, what happens next, and that nothing need be done. */
export function LinePage({ frame, place, seconds, again }: LinePageProps) {
  const t = texts(frame.language)
  return (
    <Page {...frame} title={t('line.title')} noIndex refresh={{ seconds, address: again }}>
      <Heading level={1}>{t('line.title')}</Heading>
      <AskAgain seconds={seconds} address={again}>
        {place > 0 ? (
          <BigNumber label={t('line.place')} value={String(place)} />
        ) : (
          <Text size="large">{t('line.now')}</Text>
        )}
      </AskAgain>
      <Text size="large">{t('line.why')}</Text>
      <Text>{t('line.then')}</Text>
      <Text>{t('line.stay')}</Text>
    </Page>
  )
}
