import { paperInWords } from '#features/catalogue/model.ts'
import { writeReference } from '#features/visit/model.ts'
import { keepLanguage } from '#ui/address.ts'
import { Heading } from '#ui/Heading.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import type { LinkedVisit } from '../actions.ts'
import { BookAgain, type LinkPageProps } from './LinkPages.tsx'
import { texts } from './texts.ts'

export type SettledPageProps = Pick<LinkPageProps, 'frame'> &
  Pick<Parameters<typeof BookAgain>[0], 'again'> & { readonly settled: LinkedVisit['matters'] }

/** After the visit: of each matter how far it came, what was missing, and what to name when asking about it. Not when, where or who. */
export function SettledPage({ frame, settled, again }: SettledPageProps) {
  const t = texts(frame.language)
  return (
    <Page {...frame} title={t('ended.done')} homeHref={keepLanguage(frame.address)('/')} noIndex>
      <Heading level={1}>{t('ended.done')}</Heading>
      <Text size="large">{t('ended.doneText')}</Text>
      <SummaryList
        rows={settled.map(({ service, reference, outcome, openPapers }) => ({
          term: service.texts.title[frame.language],
          value: (
            <>
              {outcome && (
                <div>
                  <strong>{t(`settled.${outcome}`)}</strong>
                </div>
              )}
              {openPapers.length > 0 && (
                <>
                  <div>{t('settled.open')}</div>
                  <List
                    items={openPapers.map(({ paper, certain }) =>
                      paperInWords(paper, certain, frame.language),
                    )}
                  />
                </>
              )}
              <div>{t('settled.reference', { reference: writeReference(reference) })}</div>
            </>
          ),
        }))}
      />
      <Text muted>{t('link.referenceHint')}</Text>
      <BookAgain frame={frame} matters={settled} again={again} />
    </Page>
  )
}
